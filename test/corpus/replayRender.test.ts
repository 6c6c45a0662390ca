import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { skipReason } from '../../src/core/replay/plan';
import type { Call, JsonObject } from '../../src/core/trace/model';
import { parseEndpoint } from '../../src/node/endpoint';
import { createOpenAiProvider } from '../../src/node/openaiProvider';
import { loadVariants } from '../../src/node/runVariants';
import { openTraces } from '../../src/node/traceSource';

const corpus = path.resolve(inRoot('.'), process.env['CORPUS_DIR'] ?? '../shared/corpus');
const provider = createOpenAiProvider({ endpoint: parseEndpoint('http://127.0.0.1:1/v1') });

async function callsOf(file: string): Promise<Call[]> {
  const traces = await openTraces([file]);
  try {
    return await Promise.all((await traces.callIds('')).map((id) => traces.call(id)));
  } finally {
    await traces.close();
  }
}

/** The body that an unchanged replay of the call would send. */
async function bodyOf(call: Call): Promise<JsonObject> {
  const [unchanged] = await loadVariants([], {});
  const bound = unchanged!.bind(call, 0);
  assert.ok('request' in bound);
  return provider.render(bound.request).body;
}

function withoutStream({ stream: _, stream_options: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

describe('replaying logged OpenAI requests', function () {
  this.timeout(60_000);
  const file = path.join(corpus, 'openai-logs/chat_request_response.jsonl');
  before(function () {
    if (fs.existsSync(file)) return;
    console.log(`      skipped: there is no ${file}`);
    this.skip();
  });

  it('sends every body as it was logged', async () => {
    const records = fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { request?: JsonObject });
    const logged = new Map(records.flatMap(({ request }, index) => (request ? [[index + 1, request] as const] : [])));
    let compared = 0;
    for (const call of await callsOf(file)) {
      const request = logged.get(call.sources[0]?.line ?? 0);
      if (!request || skipReason(call) !== undefined) continue;
      assert.deepEqual(withoutStream(await bodyOf(call)), withoutStream(request), call.id);
      compared++;
    }
    assert.ok(compared > 0);
    assert.equal(compared, logged.size);
  });
});

describe('replaying calls of other providers on an OpenAI endpoint', function () {
  this.timeout(120_000);
  for (const name of ['anthropic-logs/messages_request_response.jsonl', 'openinference/openinference-anthropic.otlp.jsonl']) {
    it(`makes bodies that chat completions understands: ${name}`, async function () {
      const file = path.join(corpus, name);
      if (!fs.existsSync(file)) return this.skip();
      const calls = (await callsOf(file)).filter((call) => skipReason(call) === undefined);
      assert.ok(calls.length > 0);
      for (const call of calls) checkBody(await bodyOf(call), call.id);
    });
  }
});

/** What the API asks for: known roles, known parts, and a call before each tool's result. */
function checkBody(body: JsonObject, where: string): void {
  const asked = new Set<unknown>();
  for (const message of body['messages'] as JsonObject[]) {
    assert.ok(['system', 'developer', 'user', 'assistant', 'tool'].includes(message['role'] as string), where);
    for (const call of (message['tool_calls'] ?? []) as JsonObject[]) asked.add(call['id']);
    if (message['role'] === 'tool') assert.ok(asked.has(message['tool_call_id']), `${where}: a result without its call`);
    const { content } = message;
    if (!Array.isArray(content)) continue;
    for (const part of content as JsonObject[]) {
      assert.ok(['text', 'image_url', 'input_audio', 'file', 'refusal'].includes(part['type'] as string), `${where}: ${JSON.stringify(part).slice(0, 200)}`);
    }
  }
  for (const tool of (body['tools'] ?? []) as JsonObject[]) assert.equal(tool['type'], 'function', where);
}
