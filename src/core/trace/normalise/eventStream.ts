/**
 * Streams of server-sent events that a log kept as they came: put together to the body that a call without streaming
 * would have given. Never throws; an event that is no JSON object is left out.
 */
import { parseEmbeddedJson } from '../jsonText';
import type { JsonObject, JsonValue } from '../model';
import { asArray, asNumber, asObject, asString, asText, isObject, without } from './json';

/** The data of each event of an event stream; undefined for text that is none. */
export function readEventStream(text: string): JsonObject[] | undefined {
  if (!/^\s*(?:event|data|id|:)/.test(text)) return undefined;
  const events = text.split(/\r?\n/).flatMap((line) => {
    const value = line.startsWith('data:') ? parseEmbeddedJson(line.slice('data:'.length)) : undefined;
    return isObject(value) ? [value] : [];
  });
  return events.length > 0 ? events : undefined;
}

/** The chunks or events of a stream that was logged as a list, as text, or as text under `body_raw`. */
export function streamOf(value: JsonValue | undefined): JsonObject[] | undefined {
  if (typeof value === 'string') return readEventStream(value);
  if (!Array.isArray(value)) return undefined;
  const events = value.filter(isObject);
  return events.some(isStreamEvent) ? events : undefined;
}
const isStreamEvent = (event: JsonObject): boolean => isOpenAiChunk(event) || event['type'] === 'message_start';

export const isOpenAiChunk = (event: JsonObject): boolean => event['object'] === 'chat.completion.chunk';

/** The body that the events of a stream add up to, or nothing where they are of no known API. */
export function bodyOfStream(events: readonly JsonObject[]): JsonObject | undefined {
  if (events.some(isOpenAiChunk)) return openAiBody(events);
  return events.some((event) => event['type'] === 'message_start') ? anthropicBody(events) : undefined;
}

interface Choice {
  message: JsonObject;
  toolCalls: JsonObject[];
  finishReason?: JsonValue;
}

function openAiBody(chunks: readonly JsonObject[]): JsonObject {
  const choices = new Map<number, Choice>();
  let body: JsonObject = {};
  for (const chunk of chunks) {
    const fields = without(chunk, ['choices']);
    body = { ...body, ...(isObject(fields['usage']) ? fields : without(fields, ['usage'])), object: 'chat.completion' };
    for (const item of (asArray(chunk['choices']) ?? []).filter(isObject)) addDelta(choices, item);
  }
  return { ...body, choices: [...choices].sort(([a], [b]) => a - b).map(([index, choice]) => finished(index, choice)) };
}

function finished(index: number, { message, toolCalls, finishReason }: Choice): JsonObject {
  const calls = toolCalls.filter((call) => Object.keys(call).length > 0);
  const whole = { role: 'assistant', content: null, ...message, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  return { index, message: whole, finish_reason: finishReason ?? null };
}

function addDelta(choices: Map<number, Choice>, item: JsonObject): void {
  const index = asNumber(item['index']) ?? 0;
  const choice: Choice = choices.get(index) ?? { message: {}, toolCalls: [] };
  choices.set(index, choice);
  if (item['finish_reason'] !== undefined && item['finish_reason'] !== null)
    choice.finishReason = item['finish_reason'];
  const delta = asObject(item['delta']) ?? {};
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'tool_calls') addToolCalls(choice.toolCalls, asArray(value) ?? []);
    else choice.message[key] = joined(choice.message[key], value, key);
  }
}

/** Names and ids come once; a server that repeats them does not mean them twice. */
const REPEATED = ['role', 'id', 'type', 'name', 'index'];

function joined(before: JsonValue | undefined, value: JsonValue, key: string): JsonValue {
  if (value === null) return before ?? null;
  if (typeof before === 'string' && typeof value === 'string') return REPEATED.includes(key) ? before : before + value;
  if (isObject(before) && isObject(value)) return mergedObject(before, value);
  return value;
}

function mergedObject(before: JsonObject, value: JsonObject): JsonObject {
  const merged = { ...before };
  for (const [key, field] of Object.entries(value)) merged[key] = joined(merged[key], field, key);
  return merged;
}

function addToolCalls(calls: JsonObject[], deltas: readonly JsonValue[]): void {
  for (const delta of deltas.filter(isObject)) {
    const at = asNumber(delta['index']) ?? calls.length;
    // A hostile index must not make a huge list.
    const index = Number.isInteger(at) && at >= 0 && at <= calls.length + 64 ? at : calls.length;
    while (calls.length <= index) calls.push({});
    calls[index] = mergedObject(calls[index] ?? {}, without(delta, ['index']));
  }
}

function anthropicBody(events: readonly JsonObject[]): JsonObject {
  let body: JsonObject = {};
  const blocks = new Map<number, JsonObject>();
  for (const event of events) {
    const index = asNumber(event['index']) ?? 0;
    switch (asText(event['type'])) {
      case 'message_start':
        body = { ...asObject(event['message']) };
        break;
      case 'content_block_start':
        blocks.set(index, { ...asObject(event['content_block']) });
        break;
      case 'content_block_delta':
        blocks.set(index, withDelta(blocks.get(index) ?? {}, asObject(event['delta']) ?? {}));
        break;
      case 'message_delta':
        // Its usage is cumulative: it replaces, it does not add.
        body = {
          ...body,
          ...asObject(event['delta']),
          usage: { ...asObject(body['usage']), ...asObject(event['usage']) },
        };
        break;
      case 'error':
        body = { ...body, error: event['error'] ?? null };
        break;
      default:
    }
  }
  return { ...body, content: [...blocks.values()].map(finishedBlock) };
}

function withDelta(block: JsonObject, delta: JsonObject): JsonObject {
  const add = (field: string, text: JsonValue | undefined): JsonObject => ({
    ...block,
    [field]: (asString(block[field]) ?? '') + (asString(text) ?? ''),
  });
  switch (asText(delta['type'])) {
    case 'text_delta':
      return add('text', delta['text']);
    case 'thinking_delta':
      return add('thinking', delta['thinking']);
    case 'signature_delta':
      return add('signature', delta['signature']);
    case 'input_json_delta':
      return add(PARTIAL, delta['partial_json']);
    case 'citations_delta':
      return { ...block, citations: [...(asArray(block['citations']) ?? []), delta['citation'] ?? null] };
    default:
      return block;
  }
}

/** Where a tool's input is gathered until the block is whole. */
const PARTIAL = 'partial_json';

function finishedBlock(block: JsonObject): JsonObject {
  const text = asText(block[PARTIAL]);
  if (text === undefined) return without(block, [PARTIAL]);
  return { ...without(block, [PARTIAL]), input: parseEmbeddedJson(text) ?? text };
}
