import assert from 'node:assert/strict';
import { anthropicFormat } from '../../../../../../src/core/trace/formats/anthropic/anthropicFormat';
import type { JsonObject, JsonValue } from '../../../../../../src/core/trace/model';
import { callsIn, readValues, wordsOf } from '../../../../../support/readRecords';

const REQUEST: JsonObject = {
  model: 'claude-x',
  max_tokens: 100,
  system: [{ type: 'text', text: 'be brief', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'done', is_error: false }] },
  ],
  tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' } }],
  metadata: { user_id: 'u' },
};
const RESPONSE: JsonObject = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-x-2026',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 'sig' },
    { type: 'redacted_thinking', data: 'xyz' },
    { type: 'text', text: 'hello' },
    { type: 'tool_use', id: 't2', name: 'f', input: {} },
    { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' } },
    { type: 'web_search_tool_result', tool_use_id: 's1', content: [{ type: 'web_search_result', url: 'u' }] },
    { type: 'hologram', beam: 3 },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 5, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 7 },
};

function readOne(value: JsonValue) {
  assert.ok(anthropicFormat.detect(value), 'is not known');
  const [call] = callsIn(readValues(anthropicFormat, [value]));
  assert.ok(call);
  return call;
}

describe('anthropic: a pair', () => {
  const call = readOne({ id: 'log_0', request_body: REQUEST, response_body: RESPONSE, http_status: 200 });

  it('roles stay as on the wire, results are parts', () => {
    assert.deepEqual(wordsOf(call.messages), ['user: hi', 'assistant: <toolCall>', 'user: <toolResult>']);
    assert.deepEqual(call.messages[1]?.parts, [{ type: 'toolCall', id: 't1', name: 'f', arguments: '{"a":1}' }]);
    const result = { type: 'toolResult', id: 't1', parts: [{ type: 'text', text: 'done' }], isError: false };
    assert.deepEqual(call.messages[2]?.parts, [result]);
  });

  it('system is apart and keeps its cache control', () => {
    assert.deepEqual(call.system, [
      { type: 'text', text: 'be brief', extra: { cache_control: { type: 'ephemeral' } } },
    ]);
  });

  it('tools, parameters and the rest', () => {
    assert.deepEqual([call.tools[0]?.name, call.tools[0]?.parameters], ['f', { type: 'object' }]);
    assert.deepEqual([call.params, call.extra], [{ max_tokens: 100 }, { metadata: { user_id: 'u' } }]);
  });

  it('every block of the answer', () => {
    assert.deepEqual(call.output[0]?.parts, [
      { type: 'reasoning', text: 'hm', signature: 'sig' },
      { type: 'reasoning', text: '', encrypted: 'xyz' },
      { type: 'text', text: 'hello' },
      { type: 'toolCall', id: 't2', name: 'f', arguments: '{}' },
      {
        type: 'toolCall',
        id: 's1',
        name: 'web_search',
        arguments: '{"query":"q"}',
        extra: { type: 'server_tool_use' },
      },
      {
        type: 'toolResult',
        id: 's1',
        parts: [{ type: 'unknown', raw: { type: 'web_search_result', url: 'u' } }],
        extra: { type: 'web_search_tool_result' },
      },
      { type: 'unknown', raw: { type: 'hologram', beam: 3 } },
    ]);
  });

  it('input includes what was read from and written to the cache', () => {
    assert.deepEqual(call.usage, { input: 125, output: 7, cached: 100, cacheWrite: 20 });
  });

  it('ids', () => {
    const { provider, requestedModel, servedModel, responseId, requestId } = call;
    assert.deepEqual(
      [provider, requestedModel, servedModel, responseId, requestId],
      ['anthropic', 'claude-x', 'claude-x-2026', 'msg_1', 'log_0'],
    );
  });
});

describe('anthropic: other records', () => {
  it('an error', () => {
    const call = readOne({
      request: REQUEST,
      response: { type: 'error', error: { type: 'overloaded_error', message: 'busy' } },
    });
    assert.deepEqual(call.error, { type: 'overloaded_error', message: 'busy' });
  });

  it('a stream: usage is replaced, not added', () => {
    const events: JsonObject[] = [
      {
        type: 'message_start',
        message: {
          id: 'msg_2',
          type: 'message',
          role: 'assistant',
          model: 'c',
          content: [],
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'he' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'llo' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"a":' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '1}' } },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
    ];
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    const call = readOne({ request: REQUEST, response: { status_code: 200, body_raw: text } });
    assert.deepEqual(call.output[0]?.parts, [
      { type: 'text', text: 'hello' },
      { type: 'toolCall', id: 't', name: 'f', arguments: '{"a":1}' },
    ]);
    assert.deepEqual([call.usage, call.finishReasons], [{ input: 3, output: 9 }, ['tool_use']]);
  });

  it('images and documents', () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
    const blocks = [
      { type: 'image', source },
      { type: 'document', title: 'a.txt', source: { type: 'text', media_type: 'text/plain', data: 'hi' } },
    ];
    const call = readOne({ ...REQUEST, messages: [{ role: 'user', content: blocks }] });
    assert.deepEqual(call.messages[0]?.parts, [
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { type: 'file', mimeType: 'text/plain', data: 'hi', name: 'a.txt', extra: { source: { type: 'text' } } },
    ]);
  });
});
