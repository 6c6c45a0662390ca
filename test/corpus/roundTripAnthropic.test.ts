/** Every Messages API request of the corpus, read and rendered again, is the request that was logged. */
import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { canonicalJson } from '../../src/core/replay/canonicalJson';
import type { ModelRequest } from '../../src/core/context/assembly';
import { renderAnthropic } from '../../src/core/replay/renderAnthropic';
import { parseEmbeddedJson, parseJsonText } from '../../src/core/trace/jsonText';
import type { JsonObject, JsonValue } from '../../src/core/trace/model';
import { anthropicRequest, isAnthropicRequest } from '../../src/core/trace/normalise/anthropicBodies';
import { asText, isObject } from '../../src/core/trace/normalise/json';
import { renderGemini } from '../../src/core/replay/renderGemini';
import { isAnthropic, isOpenAi } from '../../src/core/replay/requestOrigin';
import { assembleCall } from '../../src/node/callViews';
import { openTraceSet } from '../../src/node/traceSet';
import { checkAnthropicBody, checkGeminiBody } from '../support/providerShapes';
import { corpusFiles, corpusPath, corpusText, skipWithoutCorpus } from './corpus';

function valuesIn(name: string): JsonValue[] {
  const text = corpusText(name);
  if (name.endsWith('.yaml')) return parseAllDocuments(text).map((document) => document.toJS() as JsonValue);
  const whole = parseJsonText(text);
  if (whole.ok) return [whole.value];
  return text.split('\n').flatMap((line) => {
    const outcome = parseJsonText(line);
    return outcome.ok ? [outcome.value] : [];
  });
}

/** Objects that are requests, wherever they stand, JSON in strings included. */
function* requestsIn(value: JsonValue): Generator<JsonObject> {
  if (typeof value === 'string') {
    const inner = parseEmbeddedJson(value);
    if (inner !== undefined) yield* requestsIn(inner);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* requestsIn(item);
  } else if (isObject(value)) {
    if (isRequest(value)) yield value;
    for (const field of Object.values(value)) yield* requestsIn(field);
  }
}

/** Without max_tokens it was no request to this API. */
const isRequest = (value: JsonObject): boolean =>
  isAnthropicRequest(value) &&
  asText(value['model']) !== undefined &&
  typeof value['max_tokens'] === 'number' &&
  !hasOpenAiTools(value);

/** Gateways take claude models with OpenAI's tools. */
const hasOpenAiTools = ({ tools }: JsonObject): boolean =>
  Array.isArray(tools) && tools.some((tool) => isObject(tool) && 'function' in tool);

function renderedAgain(body: JsonObject): { body: JsonObject; lossy: string[] } {
  const { requestedModel, ...request } = anthropicRequest(body);
  return renderAnthropic({ ...request, ...(requestedModel !== undefined && { model: requestedModel }) });
}

describe('round trip of Anthropic requests', () => {
  before(skipWithoutCorpus);

  it('of every file of the corpus, with nothing lost', function () {
    // The whole corpus is parsed, on a machine that may be busy.
    this.timeout(60_000);
    let count = 0;
    for (const name of corpusFiles().filter((file) => /\.(?:jsonl?|ya?ml|har)$/.test(file))) {
      for (const body of valuesIn(name).flatMap((value) => [...requestsIn(value)])) {
        count++;
        const again = renderedAgain(body);
        const same = canonicalJson(again.body) === canonicalJson(body);
        assert.ok(same, `${name}: ${canonicalJson(body).slice(0, 300)}`);
        assert.deepEqual(again.lossy, [], name);
      }
    }
    // Seen when this was written; fewer means that the search has gone blind.
    assert.ok(count >= 45, `only ${count} requests found`);
  });
});

const isNative = (request: ModelRequest): boolean => isAnthropic(request) || !isOpenAi(request);

describe('every call of the corpus in the other shapes', function () {
  this.timeout(120_000);
  before(skipWithoutCorpus);

  it('is a body that the API takes', async () => {
    let count = 0;
    const refused: string[] = [];
    const check = (where: string, work: () => void): void => {
      try {
        work();
      } catch (error) {
        refused.push(`${where}: ${String(error)}`);
      }
    };
    for (const name of corpusFiles()) {
      const set = openTraceSet([corpusPath(name)]);
      try {
        for (const id of await set.callIds('')) {
          const { call } = await set.call(id);
          if (call.messages.length === 0) continue;
          const { request } = assembleCall(call, {}).assembly;
          const where = `${name} ${id}`;
          check(where, () => checkGeminiBody(renderGemini(request).body));
          // What may be Anthropic's own goes back as it was: turns and fields are the log's.
          if (!isNative(request)) check(where, () => checkAnthropicBody(renderAnthropic(request).body));
          count++;
        }
      } finally {
        set.close();
      }
    }
    assert.deepEqual(refused, []);
    assert.ok(count > 100, `${count} calls`);
  });
});
