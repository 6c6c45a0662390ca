import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { canonicalJson } from '../../src/core/replay/canonicalJson';
import type { JsonObject } from '../../src/core/trace/model';
import { createCompareService } from '../../src/node/compareService';
import { createReplayService } from '../../src/node/replayService';
import { startOpenAiServer, type OpenAiServer } from '../support/openAiServer';

const corpus = path.resolve(inRoot('.'), process.env['CORPUS_DIR'] ?? '../shared/corpus');
const trace = path.join(corpus, 'openinference/smol_deep_research_agent.otlp.json');
const PROMPT = 'You are a careful researcher. Answer in one sentence.';

interface LoggedSpan {
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** The request bodies that the spans logged as a whole, straight from the file and without any of our readers. */
function loggedBodies(): JsonObject[] {
  const spans: LoggedSpan[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('spans' in value && Array.isArray(value.spans)) spans.push(...(value.spans as LoggedSpan[]));
    else Object.values(value).forEach(visit);
  };
  visit(JSON.parse(fs.readFileSync(trace, 'utf8')));
  const attributes = spans.flatMap((span) => span.attributes.filter(({ key }) => key === 'input.value'));
  return attributes.map(({ value }) => JSON.parse(String(value['stringValue'])) as JsonObject);
}

/** One text as a string or as a list of one part says the same; which of the two it was, these spans do not tell. */
function withTexts(body: JsonObject): JsonObject {
  const { stream: _, stream_options: __, ...rest } = body;
  const messages = (body['messages'] as JsonObject[]).map(({ role, content, ...fields }) => ({
    role: role ?? null,
    content: Array.isArray(content) && content.length === 1 ? (content[0] as { text: string }).text : (content ?? null),
    ...fields,
  }));
  return { ...rest, messages };
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content ?? '');

describe('replaying the deep research trace', function () {
  this.timeout(60_000);
  let folder: string;
  let server: OpenAiServer;
  before(async function () {
    if (!fs.existsSync(trace)) {
      console.log(`      skipped: there is no ${trace}`);
      return this.skip();
    }
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-deep-'));
    server = await startOpenAiServer();
  });
  after(async () => {
    if (!(folder as string | undefined)) return;
    await server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('unchanged and with a new prompt gives 12 ok; the changed bodies differ in the system text alone', async () => {
    const prompt = path.join(folder, 'prompt.md');
    const out = path.join(folder, 'run.replay.jsonl');
    fs.writeFileSync(prompt, PROMPT);
    const service = createReplayService();
    const { planId, summary } = await service.plan({
      paths: [trace],
      variants: [{}, { file: prompt }],
      samples: 1,
      provider: 'openai',
      baseUrl: server.baseUrl,
      set: {},
      caps: {},
      concurrency: 1,
      deadlineMs: 10_000,
      out,
      resume: false,
      now: Date.now(),
    });
    assert.deepEqual([summary.calls, summary.requests, summary.skipped], [6, 12, []]);
    const answer = await service.start({ planId });
    assert.deepEqual([answer.planned, answer.ok, answer.failed], [12, 12, 0]);

    const bodies = server.received.map(({ body }) => body);
    const unchanged = bodies.filter((_, index) => index % 2 === 0);
    const changed = bodies.filter((_, index) => index % 2 === 1);
    checkAgainstLog(unchanged);
    unchanged.forEach((body, index) => checkChange(body, changed[index] ?? {}));

    const compare = createCompareService();
    const run = await compare.openRun({ path: out });
    assert.deepEqual([run.calls, run.ok, run.variants.length, run.ended], [6, 12, 2, 'finished']);
    assert.equal((await compare.answer({ path: out })).pairs.length, 12);
    assert.equal((await compare.grid({ path: out, start: 0, count: 10 })).rows.length, 6);
  });

  /** Messages, tools, tool choice, model and parameters: the whole body. */
  function checkAgainstLog(bodies: readonly JsonObject[]): void {
    const logged = loggedBodies();
    assert.equal(logged.length, 6);
    const canonical = (all: readonly JsonObject[]): string[] => all.map((body) => canonicalJson(withTexts(body))).sort();
    assert.deepEqual(canonical(bodies), canonical(logged));
  }

  function checkChange(body: JsonObject, changed: JsonObject): void {
    const { messages, ...rest } = body as { messages: JsonObject[] };
    const { messages: newMessages, ...newRest } = changed as { messages: JsonObject[] };
    assert.deepEqual(newRest, rest);
    const [system, ...others] = messages;
    const [newSystem, ...newOthers] = newMessages;
    assert.equal(newSystem?.['role'], 'system');
    assert.ok(textOf(newSystem['content']).includes(PROMPT));
    const hadSystem = system?.['role'] === 'system';
    assert.deepEqual(newOthers, hadSystem ? others : messages);
  }
});
