import assert from 'node:assert/strict';
import { anthropicFormat } from '../../../../../../src/core/trace/formats/anthropic/anthropicFormat';
import { openaiChatFormat } from '../../../../../../src/core/trace/formats/openaiChat/openaiChatFormat';
import type { JsonObject, JsonValue } from '../../../../../../src/core/trace/model';
import { callsIn, ignoredIn, readValues, wordsOf } from '../../../../../support/readRecords';

const REQUEST: JsonObject = { model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0.5, user: 'u' };
const RESPONSE: JsonObject = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'm-2024',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 6 } },
};

function readOne(value: JsonValue) {
  assert.ok(openaiChatFormat.detect(value), 'is not known');
  const [call, ...others] = callsIn(readValues(openaiChatFormat, [value]));
  assert.equal(others.length, 0);
  assert.ok(call);
  return call;
}

describe('openai chat: a pair', () => {
  const envelopes: [requestKey: string, responseKey: string][] = [
    ['request', 'response'],
    ['input', 'output'],
    ['body', 'result'],
    ['request_body', 'response_body'],
    ['requestBody', 'responseBody'],
    ['params', 'completion'],
    ['kwargs', 'response'],
  ];
  for (const [requestKey, responseKey] of envelopes) {
    it(`under ${requestKey} and ${responseKey}`, () => {
      const call = readOne({ [requestKey]: REQUEST, [responseKey]: RESPONSE });
      assert.deepEqual(wordsOf(call.messages), ['user: hi']);
      assert.deepEqual(wordsOf(call.output), ['assistant: hello']);
      assert.deepEqual(call.usage, { input: 10, output: 4, cached: 6 });
      assert.deepEqual([call.requestedModel, call.servedModel, call.responseId], ['m', 'm-2024', 'chatcmpl-1']);
      assert.deepEqual([call.params, call.extra, call.finishReasons], [{ temperature: 0.5 }, { user: 'u' }, ['stop']]);
      assert.deepEqual(call.replayability, { level: 'complete', fields: [] });
    });
  }

  it('as JSON in strings', () => {
    const call = readOne({ request: JSON.stringify(REQUEST), response: JSON.stringify(RESPONSE) });
    assert.deepEqual(wordsOf([...call.messages, ...call.output]), ['user: hi', 'assistant: hello']);
  });

  it('inside HTTP messages', () => {
    const call = readOne({
      request: {
        method: 'POST',
        url: 'https://api.openai.com/v1/chat/completions',
        timestamp: 1772442000.5,
        body: REQUEST,
      },
      response: { status_code: 200, timestamp: 1772442003, body: RESPONSE },
    });
    assert.equal(call.provider, 'openai');
    assert.deepEqual([call.startTime, call.endTime, call.durationMs], [1772442000500, 1772442003000, 2500]);
  });

  it('with the request flat beside the response', () => {
    const call = readOne({ ...REQUEST, response: 'hello', latency_ms: 7, extra_field: 1 });
    assert.deepEqual(wordsOf(call.output), ['assistant: hello']);
    assert.equal(call.durationMs, 7);
    assert.deepEqual(call.metadata['extra_field'], 1);
    assert.equal(call.extra, undefined);
  });

  it('with what stands around it', () => {
    const call = readOne({
      timestamp: '2026-03-02T09:15:00.900123Z',
      request_id: 'req_1',
      session_id: 's',
      user_id: 'u',
      latency: 1.5,
      prompt_name: 'greet',
      tags: ['a'],
      cost: 0.25,
      shard: 3,
      request: REQUEST,
      response: RESPONSE,
    });
    assert.equal(call.startTime, Date.parse('2026-03-02T09:15:00.900Z') + 0.123);
    assert.deepEqual([call.requestId, call.sessionId, call.userId, call.site], ['req_1', 's', 'u', 'greet']);
    assert.equal(call.durationMs, 1500);
    assert.deepEqual([call.tags, call.cost, call.metadata['shard']], [['a'], { usd: 0.25, basis: 'reported' }, 3]);
  });
});

describe('openai chat: a call that failed', () => {
  it('by its body', () => {
    const call = readOne({
      request: REQUEST,
      status: 404,
      response: { error: { message: 'no such model', type: 't' } },
    });
    assert.deepEqual(call.error, { type: 't', message: 'no such model' });
    assert.deepEqual(call.output, []);
  });

  it('by its status alone', () => {
    assert.equal(readOne({ request: REQUEST, status: 503 }).error?.type, 'http 503');
  });

  it('by the record', () => {
    assert.deepEqual(readOne({ request: REQUEST, response: null, error: 'timed out' }).error, { message: 'timed out' });
  });
});

describe('openai chat: a part of a call', () => {
  it('a request alone is complete and has no answer', () => {
    const call = readOne(REQUEST);
    assert.deepEqual([call.output, call.replayability.level], [[], 'complete']);
  });

  it('a response alone says what is missing', () => {
    const { messages, replayability } = readOne(RESPONSE);
    assert.deepEqual(messages, []);
    assert.deepEqual(
      replayability.fields.map(({ path, state }) => `${path} ${state}`),
      ['messages missing', 'tools missing', 'params missing'],
    );
  });

  it('a stream is put together', () => {
    const chunk = (delta: JsonObject, rest: JsonObject = {}) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, ...rest }] })}\n\n`;
    const call = (index: number, fields: JsonObject) => ({ tool_calls: [{ index, ...fields }] });
    const text =
      chunk({ role: 'assistant', content: 'hel' }) +
      chunk({ content: 'lo' }) +
      chunk(call(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x"' } })) +
      chunk(call(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '' } })) +
      chunk(call(0, { function: { arguments: ':1}' } }), { finish_reason: 'tool_calls' }) +
      'data: {"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\ndata: [DONE]\n\n';
    const { output, finishReasons, usage } = readOne({ request: REQUEST, response: text });
    assert.deepEqual(output, [
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'hello' },
          { type: 'toolCall', id: 'a', name: 'f', arguments: '{"x":1}' },
          { type: 'toolCall', id: 'b', name: 'g', arguments: '' },
        ],
      },
    ]);
    assert.deepEqual([finishReasons, usage], [['tool_calls'], { input: 3, output: 2 }]);
  });
});

describe('openai chat: what is none', () => {
  it('Responses bodies are counted as such', () => {
    const pair = { input: { model: 'm', input: 'hi' }, output: { object: 'response', id: 'r', output: [] } };
    assert.ok(openaiChatFormat.detect(pair));
    assert.deepEqual(ignoredIn(readValues(openaiChatFormat, [pair])), ['OpenAI Responses: not read yet']);
  });

  const none: [what: string, value: JsonValue][] = [
    ['an object without bodies', { a: 1 }],
    ['messages without a model', { messages: [{ role: 'user', content: 'hi' }] }],
    ['a Bedrock request', { body: { messages: [{ role: 'user', content: [{ text: 'hi' }] }] }, response: {} }],
    ['a text', 'hi'],
    ['null', null],
  ];
  for (const [what, value] of none) it(what, () => assert.equal(openaiChatFormat.detect(value), false));

  it('an Anthropic pair is the other format', () => {
    const pair = {
      request: { model: 'c', max_tokens: 1, system: 's', messages: [] },
      response: { type: 'message', content: [] },
    };
    assert.deepEqual([openaiChatFormat.detect(pair), anthropicFormat.detect(pair)], [false, true]);
  });
});
