/** Calls for tests: small by default, whole where a property needs them. */
import * as fc from 'fast-check';
import { assemble } from '../../src/core/context/assemble';
import type { ModelRequest, ResolvedDocument } from '../../src/core/context/assembly';
import { lookupModel } from '../../src/core/tokens/catalogue';
import { createTokenCounter } from '../../src/core/tokens/counter';
import type { Call, JsonObject, Message, Part, RetrievedDocument, Role } from '../../src/core/trace/model';

export function makeCall(fields: Partial<Call> = {}): Call {
  return {
    id: 'c1',
    sources: [],
    format: 'test',
    params: {},
    messages: [],
    tools: [],
    output: [],
    finishReasons: [],
    usage: {},
    documents: [],
    feedback: [],
    tags: [],
    metadata: {},
    replayability: { level: 'complete', fields: [] },
    ...fields,
  };
}

export const say = (role: Role, text: string, more: Partial<Message> = {}): Message => ({
  role,
  parts: [{ type: 'text', text }],
  ...more,
});

/** A token for each character: enough where counts do not matter. */
const characters = createTokenCounter(
  {
    name: 'o200k_base',
    countTokens: (text) => Array.from(text).length,
    tokenLengths: (text) => Array.from(text, (character) => new TextEncoder().encode(character).length),
  },
  { exact: true },
);

export function asSent(resolved: ResolvedDocument): ModelRequest {
  const lookup = lookupModel('example-model');
  return assemble(resolved, { lookup, counter: characters, now: 0, mode: 'as-sent' }).request;
}

/** What a rebuilt call must give back. */
export function requestOf(call: Call): ModelRequest {
  const model = call.requestedModel ?? call.servedModel;
  return {
    ...(model === undefined ? {} : { model }),
    messages: call.messages,
    ...(call.system === undefined ? {} : { system: call.system }),
    tools: call.tools,
    ...(call.toolChoice === undefined ? {} : { toolChoice: call.toolChoice }),
    ...(call.responseFormat === undefined ? {} : { responseFormat: call.responseFormat }),
    params: call.params,
    ...(call.extra === undefined ? {} : { extra: call.extra }),
  };
}

const DOCUMENT_TEXTS = [
  'Returns are accepted within 30 days of delivery.',
  'Gift cards can be bought in every store.',
  'Line one of a document\nand its second line.',
  'Yes.',
  'Returns are accepted within 30 days of delivery. They are free.',
];

export const documents: fc.Arbitrary<RetrievedDocument[]> = fc.array(
  fc.record(
    {
      id: fc.constantFrom('d1', 'd2', 'd3'),
      text: fc.constantFrom(...DOCUMENT_TEXTS, ''),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      source: fc.constantFrom('kb/a.md', 'kb/b.md'),
    },
    { noNullPrototype: true, requiredKeys: [] },
  ),
  { maxLength: 4 },
);

const fragment = fc.oneof(
  fc.constantFrom(
    '',
    '\n',
    '\n\n',
    'Question: where?',
    '{{name}}',
    '<doc>',
    '</doc>',
    '<docs>\n',
    '\n</docs>',
    ' ',
    '[1] ',
  ),
  fc.constantFrom(...DOCUMENT_TEXTS),
  fc.string({ maxLength: 8, unit: 'binary' }),
);
export const texts = fc.array(fragment, { maxLength: 7 }).map((parts) => parts.join(''));

const extra: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>({ contentForm: 'parts' }, { cache: { type: 'e' } });
const textPart: fc.Arbitrary<Part> = fc
  .record(
    { type: fc.constant('text' as const), text: texts, extra },
    { noNullPrototype: true, requiredKeys: ['type', 'text'] },
  )
  .map((part) => part as Part);
const toolId = fc.constantFrom('t1', 't2', 't3');
const leaf: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: textPart },
  fc.constant<Part>({ type: 'image', url: 'data:,' }),
  fc.constant<Part>({ type: 'reasoning', text: 'hm' }),
  fc.constant<Part>({ type: 'refusal', text: '' }),
  fc.constant<Part>({ type: 'unknown', raw: { a: [1] } }),
  toolId.map((id): Part => ({ type: 'toolCall', id, name: 'look', arguments: '{"a":' })),
  fc.constant<Part>({ type: 'toolCall', name: 'look', arguments: '' }),
);
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 5, arbitrary: leaf },
  fc
    .tuple(toolId, fc.array(textPart, { maxLength: 2 }))
    .map(([id, parts]): Part => ({ type: 'toolResult', id, parts })),
);
export const messages: fc.Arbitrary<Message[]> = fc.array(
  fc
    .record(
      {
        role: fc.constantFrom<Role>('system', 'developer', 'user', 'user', 'assistant', 'tool'),
        name: fc.constantFrom('ann', 'bob'),
        parts: fc.array(part, { maxLength: 4 }),
        extra,
      },
      { noNullPrototype: true, requiredKeys: ['role', 'parts'] },
    )
    .map((message) => message as Message),
  { maxLength: 8 },
);

export const calls: fc.Arbitrary<Call> = fc
  .record(
    {
      system: fc.array(textPart, { maxLength: 3 }),
      messages,
      documents,
      tools: fc.array(fc.constant({ name: 'look', parameters: { type: 'object' }, raw: { x: 1 } }), { maxLength: 2 }),
      toolChoice: fc.constantFrom<Call['toolChoice'] & string>('auto', 'none'),
      params: fc.constantFrom<JsonObject>({}, { temperature: 0.5, max_tokens: 100 }),
      extra: fc.constant<JsonObject>({ stream: true }),
      requestedModel: fc.constantFrom('gpt-4o', 'nobody/knows'),
    },
    { noNullPrototype: true, requiredKeys: ['messages', 'documents', 'tools', 'params'] },
  )
  .map((fields) => makeCall(fields as Partial<Call>));
