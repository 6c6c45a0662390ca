/** Readers never throw on content, and never lose a record: each gives a call, a span, an ignored row or an error. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TraceFormat } from '../../../../../src/core/trace/format';
import { anthropicFormat } from '../../../../../src/core/trace/formats/anthropic/anthropicFormat';
import { claudeCodeFormat } from '../../../../../src/core/trace/formats/claudeCode/claudeCodeFormat';
import { langfuseFormat } from '../../../../../src/core/trace/formats/langfuse/langfuseFormat';
import { openaiChatFormat } from '../../../../../src/core/trace/formats/openaiChat/openaiChatFormat';
import type { JsonValue } from '../../../../../src/core/trace/model';
import { readValues } from '../../../../support/readRecords';

const TOOL_CALL = { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } };
const BLOCKS = [
  { type: 'text', text: 'hi' },
  { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
];
const RECORDS: [format: TraceFormat, records: JsonValue[]][] = [
  [
    openaiChatFormat,
    [
      {
        timestamp: '2026-03-02T09:15:00.9Z',
        latency: 1.5,
        request: {
          model: 'm',
          messages: [
            { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:a/b;base64,AA' } }] },
            { role: 'assistant', content: null, tool_calls: [TOOL_CALL] },
            { role: 'tool', tool_call_id: 'a', content: 'x' },
          ],
          tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
        },
        response: {
          id: 'c',
          choices: [{ message: { role: 'assistant', content: 'hi', refusal: null }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, prompt_tokens_details: { cached_tokens: 0 } },
        },
      },
    ],
  ],
  [
    anthropicFormat,
    [
      {
        id: 'l',
        request_body: {
          model: 'claude',
          max_tokens: 5,
          system: [{ type: 'text', text: 's' }],
          messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: BLOCKS }] }],
          tools: [{ name: 'f', input_schema: {} }],
        },
        response_body: {
          id: 'm',
          type: 'message',
          content: BLOCKS,
          stop_reason: 'end_turn',
          usage: { input_tokens: 1, output_tokens: 2 },
        },
      },
    ],
  ],
  [
    langfuseFormat,
    [
      {
        trace: {
          id: 't',
          timestamp: 'x',
          tags: ['a'],
          scores: [{ name: 'n', value: 1, dataType: 'NUMERIC' }],
          observations: [{ id: 'o', traceId: 't', type: 'GENERATION', startTime: '2026-01-01' }],
        },
        observations: [
          {
            id: 'o',
            traceId: 't',
            type: 'GENERATION',
            input: '[{"role":"user","content":"hi"}]',
            output: { content: BLOCKS },
            metadata: { attributes: { 'gen_ai.operation.name': 'chat' } },
            usageDetails: { input: 1, total: 2 },
            modelParameters: { temperature: 1 },
          },
        ],
      },
    ],
  ],
  [
    claudeCodeFormat,
    [
      {
        type: 'user',
        uuid: 'u',
        parentUuid: null,
        sessionId: 's',
        timestamp: '2026-01-01T00:00:00Z',
        message: { role: 'user', content: 'hi' },
      },
      {
        type: 'assistant',
        uuid: 'a',
        parentUuid: 'u',
        sessionId: 's',
        message: { id: 'm', role: 'assistant', model: 'c', content: BLOCKS, usage: { input_tokens: 1 } },
      },
      {
        type: 'user',
        uuid: 'r',
        parentUuid: 'a',
        sessionId: 's',
        message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't' }] },
      },
      {
        type: 'assistant',
        uuid: 'b',
        parentUuid: 'r',
        sessionId: 's',
        message: { id: 'n', role: 'assistant', content: [{ type: 'text', text: 'done' }] },
      },
    ],
  ],
];

const odd: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    0,
    -1,
    1e300,
    '',
    ' ',
    '[',
    '{"a":',
    '\ud800',
    [],
    {},
    [null],
    ['x'],
    [[]],
    { type: 'text' },
    { role: 3 },
    { __proto__: null },
  ),
  fc
    .constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty', 'u', 'a', 't')
    .map((text): JsonValue => text),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
);

/** A place in the value, chosen by a walk that stops by chance, gets the odd value or goes. */
function mutate(value: JsonValue, path: readonly number[], replacement: JsonValue | undefined): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return replacement;
  const entries = Object.entries(value).flatMap(([name, field]): [string, JsonValue][] => {
    const held = name === key ? mutate(field, rest, replacement) : field;
    return held === undefined ? [] : [[name, held]];
  });
  return Array.isArray(value) ? entries.map(([, field]) => field) : Object.fromEntries(entries);
}

const mutation = fc.record({
  record: fc.nat(),
  path: fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
  replacement: fc.option(odd, { nil: undefined }),
});

describe('readers', () => {
  for (const [format, records] of RECORDS) {
    it(`${format.name}: any record gives something, and never throws`, () => {
      fc.assert(
        fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
          const values = records.map((record, at) =>
            mutations
              .filter((item) => item.record % records.length === at)
              .reduce<JsonValue>((value, { path, replacement }) => mutate(value, path, replacement) ?? null, record),
          );
          for (const value of values) assert.equal(typeof format.detect(value), 'boolean');
          const fragments = readValues(format, values);
          assert.ok(fragments.length > 0);
          // Everything that is shown can be written as JSON, lazy content included.
          assert.equal(typeof JSON.stringify(fragments), 'string');
        }),
        { seed: 20261123, numRuns: process.env['CTX_LONG'] === '1' ? 20_000 : 1000 },
      );
    });
  }
});
