import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '../../../../../../src/core/trace/model';
import { LLM, logsRequest, spansRequest } from '../../../../../support/otlp';
import { gapsIn, joinOne, said } from '../../../../../support/joined';

const callOf = (attributes: JsonObject) =>
  joinOne(spansRequest([{ id: 'a', from: 0, to: 1, attributes: { ...LLM, ...attributes } }])).calls[0]!;
const all = (call: ReturnType<typeof callOf>): string[] => [...said(call), ...said(call, 'output')];

const INPUT: JsonValue = [
  { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
  { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: { city: 'Porto' } }] },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { sky: 'sunny' } }] },
];
const OUTPUT: JsonValue = [
  {
    role: 'assistant',
    parts: [
      { type: 'reasoning', content: 'Hm.' },
      { type: 'text', content: 'Sunny.' },
    ],
    finish_reason: 'stop',
  },
];
const SAID = [
  'user: Weather?',
  'assistant: look({"city":"Porto"})',
  'tool: ={"sky":"sunny"}',
  'assistant: <reasoning> Hm. Sunny.',
];

describe('GenAI attributes', () => {
  it('1.37+: messages as JSON in a string', () =>
    assert.deepEqual(
      all(callOf({ 'gen_ai.input.messages': JSON.stringify(INPUT), 'gen_ai.output.messages': JSON.stringify(OUTPUT) })),
      SAID,
    ));

  it('1.37+: the same, structured', () => {
    const call = callOf({ 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': OUTPUT });
    assert.deepEqual(all(call), SAID);
    assert.deepEqual(call.finishReasons, ['stop']);
  });

  it('`result` in place of `response`', () => {
    const input = [{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', result: 'ok' }] }];
    assert.deepEqual(said(callOf({ 'gen_ai.input.messages': input })), ['tool: =ok']);
  });

  it('1.27: one JSON string, or a bare text', () => {
    assert.deepEqual(
      all(
        callOf({
          'gen_ai.prompt': '[{"role":"system","content":"S"},{"role":"user","content":"Q"}]',
          'gen_ai.completion': 'A',
        }),
      ),
      ['system: S', 'user: Q', 'assistant: A'],
    );
  });

  it('1.27: indexed attributes, in the order of their numbers, with flat tool calls', () => {
    const prompts = Object.fromEntries(
      Array.from({ length: 11 }, (_, at) => [`gen_ai.prompt.${at}.content`, `m${at}`]).concat(
        Array.from({ length: 11 }, (_, at) => [`gen_ai.prompt.${at}.role`, 'user']),
      ),
    );
    const call = callOf({
      ...prompts,
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.0.id': 'c1',
      'gen_ai.completion.0.tool_calls.0.name': 'look',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"a":1}',
      'llm.request.functions.0.name': 'look',
      'llm.request.functions.0.parameters': '{"type":"object"}',
    });
    assert.deepEqual(said(call).at(2), 'user: m2');
    assert.deepEqual(said(call).at(-1), 'user: m10');
    assert.deepEqual(said(call, 'output'), ['assistant: look({"a":1})']);
    assert.deepEqual(call.tools, [{ name: 'look', parameters: { type: 'object' } }]);
    assert.deepEqual(call.finishReasons, ['tool_calls']);
    assert.deepEqual(gapsIn(call), []);
  });

  it('1.27: events of the span with the whole prompt', () => {
    const { calls } = joinOne(
      spansRequest([
        {
          id: 'a',
          attributes: LLM,
          events: [
            { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': '[{"role":"user","content":"Q"}]' } },
            {
              name: 'gen_ai.content.completion',
              attributes: { 'gen_ai.completion': '[{"role":"assistant","content":"A"}]' },
            },
          ],
        },
      ]),
    );
    assert.deepEqual(all(calls[0]!), ['user: Q', 'assistant: A']);
  });

  it('1.28–1.36: a message an event of the span', () => {
    const { calls } = joinOne(
      spansRequest([
        {
          id: 'a',
          attributes: LLM,
          events: [
            { name: 'gen_ai.user.message', attributes: { content: 'Q', 'gen_ai.system': 'openai' } },
            {
              name: 'gen_ai.choice',
              attributes: { index: 0, finish_reason: 'stop', message: '{"role":"assistant","content":"A"}' },
            },
          ],
        },
      ]),
    );
    assert.deepEqual(all(calls[0]!), ['user: Q', 'assistant: A']);
  });

  it('1.28–1.36: tool calls and results in message events on logs', () => {
    const { calls } = joinOne(
      logsRequest([
        {
          span: 'a',
          name: 'gen_ai.assistant.message',
          body: { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        },
        { span: 'a', name: 'gen_ai.tool.message', body: { id: 'c', content: 'done' } },
        { span: 'a', name: 'gen_ai.choice', body: { index: 0, finish_reason: 'stop', message: { content: 'A' } } },
        { span: 'a', name: 'gen_ai.choice', body: { index: 1, finish_reason: 'length', message: { content: 'B' } } },
      ]),
    );
    assert.deepEqual(all(calls[0]!), ['assistant: f({})', 'tool: =done', 'assistant: A', 'assistant: B']);
    assert.deepEqual(calls[0]?.finishReasons, ['stop', 'length']);
    assert.ok(gapsIn(calls[0]).includes('tools missing'));
  });

  it('1.37+: an inference on log records, with its span and without any', () => {
    const name = 'gen_ai.client.inference.operation.details';
    const withSpan = joinOne(
      spansRequest([{ id: 'a', attributes: LLM }]),
      logsRequest([
        { span: 'a', name, attributes: { 'gen_ai.input.messages': INPUT } },
        { span: 'a', name, attributes: { 'gen_ai.output.messages': OUTPUT, 'gen_ai.usage.input_tokens': 7 } },
      ]),
    );
    assert.deepEqual(all(withSpan.calls[0]!), SAID);
    assert.equal(withSpan.rows[0]?.row.inputTokens, 7);
    const alone = joinOne(
      logsRequest([
        {
          name,
          attributes: {
            ...LLM,
            'gen_ai.response.id': 'r1',
            'gen_ai.input.messages': INPUT,
            'gen_ai.output.messages': OUTPUT,
          },
        },
      ]),
    );
    assert.deepEqual(
      alone.rows.map(({ row }) => row.id),
      ['r1'],
    );
    assert.deepEqual(all(alone.calls[0]!), SAID);
  });

  it('system instructions are the separate system field', () => {
    const parts = [{ type: 'text', text: 'Be brief.' }];
    assert.deepEqual(callOf({ 'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]' }).system, parts);
    assert.deepEqual(callOf({ 'gen_ai.system_instructions': 'Be brief.' }).system, parts);
  });

  it('media: a data URL inside a blob, an address, a file', () => {
    const parts = [
      { type: 'blob', modality: 'image', mime_type: null, content: 'data:image/png;base64,AAAA' },
      { type: 'uri', modality: 'audio', uri: 'https://x/y.mp3', mime_type: 'audio/mpeg' },
      { type: 'file', modality: 'document', file_id: 'f1' },
      { type: 'hologram', x: 1 },
    ];
    assert.deepEqual(
      callOf({ 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts }]) }).messages[0]?.parts,
      [
        { type: 'image', mimeType: 'image/png', data: 'AAAA' },
        { type: 'audio', mimeType: 'audio/mpeg', url: 'https://x/y.mp3' },
        { type: 'file', extra: { modality: 'document', file_id: 'f1' } },
        { type: 'unknown', raw: { type: 'hologram', x: 1 } },
      ],
    );
  });

  it('tool definitions: flat, wrapped, with inputSchema', () => {
    const schema = { type: 'object' };
    const wrapped = { type: 'function', function: { name: 'b', parameters: schema } };
    const tools = [
      { type: 'function', name: 'a', parameters: schema },
      wrapped,
      { type: 'function', name: 'c', inputSchema: schema },
    ];
    assert.deepEqual(callOf({ 'gen_ai.tool.definitions': JSON.stringify(tools) }).tools, [
      { name: 'a', parameters: schema },
      { name: 'b', parameters: schema, raw: wrapped },
      { name: 'c', parameters: schema },
    ]);
  });

  it('parameters by the names of the wire, models, ids, usage, first token', () => {
    const call = callOf({
      'gen_ai.provider.name': 'OpenAI',
      'gen_ai.request.temperature': 0.3,
      'gen_ai.request.stop_sequences': ['x'],
      'gen_ai.request.choice.count': 2,
      'gen_ai.openai.request.seed': 7,
      'gen_ai.response.model': 'm-2024',
      'gen_ai.response.id': 'r1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 9,
      'gen_ai.usage.cache_read.input_tokens': 60,
      'gen_ai.usage.reasoning.output_tokens': 4,
      'gen_ai.response.time_to_first_chunk': 0.25,
      'code.function.name': 'answer',
    });
    assert.deepEqual(call.params, { temperature: 0.3, stop: ['x'], n: 2, seed: 7 });
    assert.deepEqual(
      [call.provider, call.requestedModel, call.servedModel, call.responseId],
      ['openai', 'm', 'm-2024', 'r1'],
    );
    assert.deepEqual(call.usage, { input: 100, output: 9, cached: 60, reasoning: 4 });
    assert.deepEqual([call.timeToFirstTokenMs, call.site, call.finishReasons[0]], [250, 'answer', 'stop']);
  });

  it('older names of the usage; input without the cached tokens is made whole', () => {
    assert.deepEqual(callOf({ 'gen_ai.usage.prompt_tokens': 3, 'gen_ai.usage.completion_tokens': 4 }).usage, {
      input: 3,
      output: 4,
    });
    const usage = callOf({ 'gen_ai.usage.input_tokens': 4, 'gen_ai.usage.cache_creation_input_tokens': 1165 }).usage;
    assert.equal(usage.input, 1169);
    assert.ok(usage.note);
  });
});
