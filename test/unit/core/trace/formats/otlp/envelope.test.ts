import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '../../../../../../src/core/trace/model';
import { anyOf, LLM, logsRequest, spanId, spansRequest, traceId } from '../../../../../support/otlp';
import { gapsIn, joinOne, reasons, said } from '../../../../../support/joined';

const callOf = (attributes: JsonObject, rest: JsonObject = {}) =>
  joinOne(spansRequest([{ id: 'a', from: 0, to: 1, attributes: { ...LLM, ...attributes }, rest }])).calls[0]!;
const all = (call: ReturnType<typeof callOf>): string[] => [...said(call), ...said(call, 'output')];

const INPUT: JsonValue = [
  { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
  { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: { city: 'Porto' } }] },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { sky: 'sunny' } }] },
];
describe('OTLP envelope', () => {
  it('ids in base64 become hex, in upper case lower', () => {
    const base64 = spansRequest([
      { id: 'a', attributes: LLM, rest: { spanId: 'baWWOnbwA5k=', traceId: 'uoqwG/CGgzyYnOKnop7uMQ==' } },
    ]);
    const upper = spansRequest([{ id: 'a', attributes: LLM, rest: { spanId: 'ABCDEF0123456789' } }]);
    const [first, second] = joinOne(base64, upper).calls;
    assert.deepEqual([first?.spanId, first?.traceId], ['6da5963a76f00399', 'ba8ab01bf086833c989ce2a7a29eee31']);
    assert.deepEqual([second?.spanId, second?.traceId], ['abcdef0123456789', traceId('t')]);
  });

  it('a duration is exact to the nanosecond; 0 is no time', () => {
    const times = (start: JsonValue, end: JsonValue) => callOf({}, { startTimeUnixNano: start, endTimeUnixNano: end });
    assert.equal(times('1795419757344000000', '1795419757489168847').durationMs, 145.168847);
    assert.equal(times('1795419757344000000', '1795419757489168847').startTime, 1_795_419_757_344);
    assert.equal(times('0', 0).startTime, undefined);
  });

  it('collector and exporter write integers and zeros differently', () => {
    const wire = { key: 'gen_ai.usage.input_tokens', value: { intValue: 12 } };
    const value = {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: traceId('t'),
                  spanId: spanId('a'),
                  attributes: [wire, { key: 'gen_ai.operation.name', value: anyOf('chat') }],
                },
              ],
            },
          ],
        },
      ],
    };
    assert.equal(joinOne(value).calls[0]?.usage.input, 12);
  });

  it('snake_case and the old names of the groups', () => {
    const span = {
      trace_id: traceId('t'),
      span_id: spanId('a'),
      start_time_unix_nano: '1000000',
      attributes: [{ key: 'gen_ai.operation.name', value: { string_value: 'chat' } }],
    };
    assert.equal(joinOne({ resource_spans: [{ scope_spans: [{ spans: [span] }] }] }).calls[0]?.startTime, 1);
    const old = {
      resourceSpans: [
        {
          instrumentationLibrarySpans: [
            {
              spans: [
                {
                  traceId: traceId('t'),
                  spanId: spanId('b'),
                  attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
                },
              ],
            },
          ],
        },
      ],
    };
    assert.equal(joinOne(old).calls.length, 1);
  });

  it('a failed request: type and message, and no missing answer', () => {
    const failed = joinOne(
      spansRequest([
        {
          id: 'a',
          attributes: {
            ...LLM,
            'error.type': 'RateLimitError',
            'gen_ai.input.messages': INPUT,
            'gen_ai.tool.definitions': '[{"name":"look"}]',
          },
          events: [{ name: 'exception', attributes: { 'exception.message': 'slow down' } }],
          rest: { status: { code: 'STATUS_CODE_ERROR' } },
        },
      ]),
    ).calls[0];
    assert.deepEqual(failed?.error, { type: 'RateLimitError', message: 'slow down' });
    assert.deepEqual(gapsIn(failed), []);
  });

  it('JSON that was cut off is read up to there and marked', () => {
    const text = JSON.stringify(INPUT);
    const call = callOf({ 'gen_ai.input.messages': text.slice(0, text.indexOf('Porto') + 2) });
    assert.deepEqual(said(call)[0], 'user: Weather?');
    assert.ok(gapsIn(call).includes('messages truncated'));
  });

  it('dropped attributes are said; where messages are attributes each, messages may be missing', () => {
    assert.ok(
      gapsIn(callOf({ 'gen_ai.prompt.0.content': 'x' }, { droppedAttributesCount: 2 })).includes('messages truncated'),
    );
    assert.ok(
      gapsIn(callOf({ 'gen_ai.input.messages': INPUT }, { droppedAttributesCount: 2 })).includes('params truncated'),
    );
  });

  it('metrics, foreign logs and foreign spans are ignored by reason', () => {
    const { ignored, calls } = joinOne(
      { resourceMetrics: [] },
      logsRequest([
        { span: 'a', name: 'http.request' },
        { name: 'gen_ai.user.message', body: { content: 'x' } },
      ]),
      spansRequest([
        { id: 'x', attributes: { 'http.method': 'GET' } },
        { id: 'y', attributes: { 'mlflow.spanType': '"CHAT_MODEL"' } },
      ]),
    );
    assert.equal(calls.length, 0);
    assert.deepEqual(reasons(ignored), {
      metrics: 1,
      'log record that is no GenAI event': 1,
      'message event that names no span': 1,
      'span is no model call (other)': 1,
      'model call in MLflow attributes, which are not read yet': 1,
    });
  });

  it('legacy AI SDK: the inner span is the call', () => {
    const { calls } = joinOne(
      spansRequest([
        {
          id: 'in',
          parent: 'out',
          attributes: {
            'ai.operationId': 'ai.generateText.doGenerate',
            'ai.model.id': 'm',
            'ai.prompt.messages': JSON.stringify([
              { role: 'system', content: 'S' },
              { role: 'user', content: [{ type: 'text', text: 'Q' }] },
              {
                role: 'tool',
                content: [
                  { type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'error-text', value: 'bad' } },
                ],
              },
            ]),
            'ai.prompt.tools': [JSON.stringify({ type: 'function', name: 'f', inputSchema: { type: 'object' } })],
            'ai.response.text': 'A',
            'ai.usage.promptTokens': 5,
          },
        },
        { id: 'out', attributes: { 'ai.operationId': 'ai.generateText', 'ai.prompt': '{"prompt":"Q"}' } },
      ]),
    );
    assert.equal(calls.length, 1);
    assert.deepEqual(all(calls[0]!), ['system: S', 'user: Q', 'tool: =bad', 'assistant: A']);
    assert.deepEqual([calls[0]?.tools[0]?.name, calls[0]?.usage.input, calls[0]?.requestedModel], ['f', 5, 'm']);
  });
});
