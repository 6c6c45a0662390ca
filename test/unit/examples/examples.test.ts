import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunLine } from '../../../src/core/replay/model';
import { createReplayService } from '../../../src/node/replayService';
import { openTraceSet } from '../../../src/node/traceSet';
import { inRoot } from '../../../scripts/paths.mjs';

const TRACE = inRoot('examples/traces/support.trace.jsonl');
const POLICY = 'Refund policy:';

describe('examples', () => {
  const set = openTraceSet([TRACE]);
  before(() => set.whenIndexed());
  after(() => {
    set.close();
  });

  it('hold at least 40 calls of several sessions, with tool calls and one error', async () => {
    const { calls, errors } = await set.answer('');
    assert.deepEqual(errors, []);
    assert.ok(calls.length >= 40, String(calls.length));
    assert.ok(new Set(calls.map((call) => call.sessionId)).size >= 8);
    assert.equal(calls.filter((call) => call.error !== null).length, 1);
    const details = await Promise.all(calls.map((call) => set.call(call.id)));
    const toolCalls = details.flatMap(({ call }) => call.output.flatMap((message) => message.parts)).filter((part) => part.type === 'toolCall');
    assert.ok(toolCalls.length >= 3, String(toolCalls.length));
  });

  it('hold two calls that are over budget', async () => {
    const { calls } = await set.answer('');
    const ledgers = await Promise.all(calls.map(async (call) => (await set.callAnswer(call.id)).ledger));
    assert.equal(ledgers.filter((ledger) => !ledger.fits).length, 2);
  });

  it('hold the retrieved documents inside the question in half of the calls, and in a message of their own in the other', async () => {
    const { calls } = await set.answer('');
    const details = await Promise.all(calls.map((call) => set.call(call.id)));
    const fresh = details.map(({ call }) => call).filter((call) => !call.messages.some((message) => message.role === 'tool'));
    const inside = fresh.filter((call) => textOf(call.messages.at(-1)).startsWith('Documents:'));
    const apart = fresh.filter((call) => textOf(call.messages.at(-2)).startsWith('Documents:'));
    assert.ok(Math.abs(inside.length - apart.length) <= 2, `${String(inside.length)} and ${String(apart.length)}`);
    assert.equal(inside.length + apart.length, fresh.length);
    assert.ok(details.every(({ call }) => call.documents.length > 0));
  });

  it('show that the second document brings the policy into the answers whose context lacked it', async () => {
    const lines = await replayWith(inRoot('examples/support.v2.context.yaml'));
    const { calls } = await set.answer('');
    const details = await Promise.all(calls.map((call) => set.call(call.id)));
    const lacking = details.map(({ call }) => call).filter((call) => !JSON.stringify(call.messages).includes(POLICY));
    assert.deepEqual(
      lacking.filter((call) => JSON.stringify(call.output).includes(POLICY)),
      [],
    );
    const replayed = new Set(
      lines.flatMap((line) => (line.type === 'outcome' && JSON.stringify(line.output).includes(POLICY) ? [line.callId] : [])),
    );
    const gained = lacking.filter((call) => replayed.has(call.id));
    assert.ok(gained.length >= 10, `${String(gained.length)} of ${String(lacking.length)} answers gained the policy`);
  });

  it('hold a recorded run of 5 samples whose trace is the sample trace', () => {
    const lines = linesOf(inRoot('examples/runs/support.replay.jsonl'));
    const header = lines[0];
    assert.ok(header?.type === 'run');
    assert.equal(header.samples, 5);
    assert.equal(header.traces[0]?.path, 'traces/support.trace.jsonl');
    const outcomes = lines.flatMap((line) => (line.type === 'outcome' ? [line] : []));
    assert.equal(outcomes.filter((outcome) => outcome.status === 'ok').length, 80);
    const answers = new Set(outcomes.map((outcome) => `${outcome.callId} ${JSON.stringify(outcome.output)}`));
    assert.ok(answers.size > 16, 'the samples of a call differ');
  });
});

function textOf(message: { parts: { type: string; text?: string }[] } | undefined): string {
  return message?.parts.map((part) => part.text ?? '').join('') ?? '';
}

function linesOf(file: string): RunLine[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunLine);
}

async function replayWith(file: string): Promise<RunLine[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cdbg-examples-'));
  const out = path.join(folder, 'run.replay.jsonl');
  try {
    const service = createReplayService({});
    const { planId } = await service.plan({
      paths: [TRACE],
      variants: [{ file }],
      samples: 1,
      provider: 'baseline',
      set: {},
      caps: {},
      concurrency: 4,
      deadlineMs: 30_000,
      out,
      resume: false,
      now: 0,
    });
    const answer = await service.start({ planId });
    assert.equal(answer.ok, answer.planned);
    return linesOf(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
