import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { RunLine } from '../../../src/core/replay/model';
import type { Call } from '../../../src/core/trace/model';
import { createCompareService } from '../../../src/node/compareService';
import { createReplayService } from '../../../src/node/replayService';
import type { PlanRequest, RunProgress } from '../../../src/protocol/runApi';
import { makeCall, tracesOf } from '../../support/calls';
import { answerTo, startOpenAiServer, type OpenAiServer } from '../../support/openAiServer';

describe('replay service', () => {
  let folder: string;
  let server: OpenAiServer;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-replay-'));
    server = await startOpenAiServer();
  });
  beforeEach(() => {
    server.received.length = 0;
    server.behave(() => undefined);
  });
  after(async () => {
    await server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  let runs = 0;
  const request = (changes: Partial<PlanRequest> = {}): PlanRequest => ({
    paths: ['fake'],
    variants: [{}],
    samples: 1,
    provider: 'openai',
    baseUrl: server.baseUrl,
    set: {},
    caps: {},
    concurrency: 2,
    deadlineMs: 5000,
    out: path.join(folder, `run-${++runs}.replay.jsonl`),
    resume: false,
    now: 0,
    ...changes,
  });
  const calls = ['a', 'b', 'c'].map((id) => makeCall(id));
  const replay = async (changes: Partial<PlanRequest> = {}, of: Call[] = calls) => {
    const progress: RunProgress[] = [];
    const service = createReplayService({ openTraces: tracesOf(of), onProgress: (one) => progress.push(one) });
    const planned = request(changes);
    const { planId, summary } = await service.plan(planned);
    const answer = await service.start({ planId, apiKey: 'test-key-1' });
    return { answer, summary, progress, out: planned.out };
  };
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return file;
  };
  const linesOf = (file: string): RunLine[] =>
    fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RunLine);

  it('sends each call of each variant and writes what came back', async () => {
    const prompt = write('new.md', 'You are brief.');
    const { answer, summary, progress, out } = await replay({ variants: [{}, { file: prompt }], samples: 2 });
    assert.deepEqual(
      { planned: answer.planned, ok: answer.ok, failed: answer.failed, skipped: answer.skipped },
      { planned: 12, ok: 12, failed: 0, skipped: [] },
    );
    assert.equal(summary.requests, 12);
    assert.deepEqual(
      summary.variants.map(({ name }) => name),
      ['unchanged', 'new.md'],
    );
    assert.equal(progress.at(-1)?.isFinished, true);
    assert.equal(progress.at(-1)?.done, 12);
    const types = linesOf(out).map(({ type }) => type);
    assert.deepEqual(types.slice(0, 3), ['run', 'variant', 'variant']);
    assert.equal(types.at(-1), 'end');
    assert.equal(fs.existsSync(`${out}.lock`), false);
  });

  it('sends the unchanged call as logged, and changes only the system text for a prompt file', async () => {
    const prompt = write('new.md', 'You are brief.');
    await replay({ variants: [{}, { file: prompt }], concurrency: 1 }, [
      makeCall('a', { params: { temperature: 0.5 } }),
    ]);
    const [unchanged, changed] = server.received.map(({ body }) => body);
    assert.deepEqual(unchanged, {
      model: 'example-model',
      messages: [
        { role: 'system', content: 'You are helpful.' },
        { role: 'user', content: 'Question a?' },
      ],
      temperature: 0.5,
      stream: true,
      stream_options: { include_usage: true },
    });
    assert.deepEqual(changed, {
      ...unchanged,
      messages: [{ role: 'system', content: 'You are brief.' }, (unchanged['messages'] as unknown[])[1]],
    });
  });

  it('binds a context document to each call', async () => {
    const file = write(
      'new.context.yaml',
      'version: 1\nsections:\n  - { id: rules, kind: instructions, text: "Be kind." }\n  - { id: q, from: call.query, required: true }\n',
    );
    const { answer } = await replay({ variants: [{ file }] });
    assert.equal(answer.ok, 3);
    assert.deepEqual(server.received[0]?.body['messages'], [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Question a?' },
    ]);
  });

  it('leaves out calls whose messages are missing and says why', async () => {
    const gap = { path: 'messages', state: 'missing' as const, reason: 'content capture was off' };
    const cut = makeCall('cut', { replayability: { level: 'incomplete', fields: [gap] } });
    const { answer } = await replay({}, [makeCall('a'), cut]);
    assert.equal(answer.planned, 1);
    assert.deepEqual(
      answer.skipped.map(({ callId }) => callId),
      ['cut'],
    );
    assert.match(answer.skipped[0]?.reason ?? '', /content capture was off/);
  });

  it('resumes: what is ok is not sent again', async () => {
    server.behave(({ body }) =>
      JSON.stringify(body).includes('Question b') ? { kind: 'status', status: 400 } : undefined,
    );
    const first = await replay();
    assert.deepEqual([first.answer.ok, first.answer.failed], [2, 1]);
    server.received.length = 0;
    server.behave(() => undefined);
    const second = await replay({ out: first.out, resume: true });
    assert.deepEqual([second.answer.planned, second.answer.ok, second.answer.failed], [3, 3, 0]);
    assert.equal(second.summary.requests, 1);
    assert.equal(server.received.length, 1);
    assert.equal(linesOf(first.out).filter(({ type }) => type === 'request').length, 3);
  });

  it('runs an ok again when its request changed', async () => {
    const first = await replay();
    await replay({ out: first.out, resume: true }, [makeCall('a', { params: { seed: 2 } }), ...calls.slice(1)]);
    assert.equal(server.received.length, 4);
    assert.equal(server.received[3]?.body['seed'], 2);
  });

  it('a wrong key stops the run at once and says what to do', async () => {
    server.behave(() => ({
      kind: 'status',
      status: 401,
      body: { error: { message: 'Incorrect API key: test-key-1' } },
    }));
    const { answer, out } = await replay({ concurrency: 1 });
    assert.equal(server.received.length, 1);
    assert.deepEqual([answer.ok, answer.failed, answer.cancelled], [0, 1, 0]);
    assert.match(answer.message ?? '', /key was refused.*Set a key for http:\/\/127/);
    assert.doesNotMatch(fs.readFileSync(out, 'utf8'), /test-key-1/);
  });

  it('a dead endpoint stops the run at once', async () => {
    const gone = await startOpenAiServer();
    await gone.close();
    const { answer } = await replay({ baseUrl: gone.baseUrl, concurrency: 1 });
    assert.equal(answer.failed, 1);
    assert.match(
      answer.message ?? '',
      /127\.0\.0\.1:\d+: nothing listens there .*Start the server or check the address/,
    );
  });

  it('stops at the cap; what was not sent is capped, not failed', async () => {
    const { answer } = await replay({ caps: { maxCalls: 2 }, concurrency: 1 });
    assert.deepEqual([answer.ok, answer.capped, answer.failed], [2, 1, 0]);
  });

  it('wants a cap where a model has no price, except on this machine', async () => {
    const service = createReplayService({ openTraces: tracesOf(calls) });
    const { planId } = await service.plan(request({ baseUrl: 'https://models.example.com/v1' }));
    await assert.rejects(service.start({ planId }), /no price/);
  });

  it('says before anything is sent that the run cannot be written', async () => {
    const out = path.join(write('a-file', ''), 'runs', 'x.replay.jsonl');
    await assert.rejects(replay({ out }), /Cannot write the run .*Choose another place/);
    assert.equal(server.received.length, 0);
  });

  it('does not overwrite a run', async () => {
    const { out } = await replay();
    server.received.length = 0;
    await assert.rejects(replay({ out }), /run of this name already/);
    assert.equal(server.received.length, 0);
  });

  it('counts secrets in what would be sent', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const { summary } = await replay({}, [makeCall('a', { system: [{ type: 'text', text: `token ${secret}` }] })]);
    assert.deepEqual(summary.secrets, [{ kind: 'GitHub token', count: 1 }]);
  });

  it('runs the baseline without network or key', async () => {
    const { answer } = await replay({ provider: 'baseline' });
    assert.equal(answer.ok, 3);
    assert.equal(server.received.length, 0);
  });

  it('answers from a recorded run, and a miss is a failure', async () => {
    const { out } = await replay();
    server.received.length = 0;
    const again = await replay({ provider: 'recorded', recordedFrom: out }, [...calls, makeCall('d')]);
    assert.deepEqual([again.answer.ok, again.answer.failed], [3, 1]);
    assert.equal(server.received.length, 0);
  });

  it('cancel keeps what came and marks what was in flight', async () => {
    server.behave((_, index) => (index === 0 ? undefined : { kind: 'slow', delayMs: 3000 }));
    const service = createReplayService({ openTraces: tracesOf(calls) });
    const { planId } = await service.plan(request({ concurrency: 1 }));
    const running = service.start({ planId });
    await new Promise((resolve) => setTimeout(resolve, 400));
    service.cancel({ planId });
    const answer = await running;
    assert.deepEqual([answer.ok, answer.cancelled, answer.failed, answer.planned], [1, 1, 0, 3]);
  });

  it('compare shows the run', async () => {
    const prompt = write('new.md', 'You are brief.');
    const { out } = await replay({ variants: [{}, { file: prompt }] });
    const compare = createCompareService();
    const run = await compare.openRun({ path: out });
    assert.deepEqual([run.calls, run.planned, run.ok, run.notRun, run.ended], [3, 6, 6, 0, 'finished']);
    const { total, rows } = await compare.grid({ path: out, start: 1, count: 1 });
    assert.equal(total, 3);
    assert.equal(rows[0]?.callId, 'b');
    assert.deepEqual(
      rows[0].cells.map(({ ok, equalsLogged }) => [ok, equalsLogged]),
      [
        [1, false],
        [1, false],
      ],
    );
    const [left, right] = run.variants.map(({ id }) => id);
    const pair = await compare.pair({
      path: out,
      callId: 'b',
      left: left!,
      right: right!,
      leftSample: 0,
      rightSample: 0,
    });
    assert.equal(
      pair.right.text,
      answerTo(
        server.received
          .map(({ body }) => body)
          .find((body) => JSON.stringify(body).includes('brief') && JSON.stringify(body).includes('Question b'))!,
      ),
    );
    assert.equal(pair.diff.equal, false);
    const answer = await compare.answer({ path: out });
    assert.equal(answer.pairs.length, 6);
    assert.equal((await compare.answer({ path: out, left: 'unchanged', right: 'new.md' })).pairs.length, 3);
  });
});
