/**
 * What a span (or a log record) with GenAI attributes says of its call. Generations G1–G3 of formats.md §1 on one
 * span: the newest that is there wins. Never throws.
 */
import type { CallDraft } from '../../format';
import type { FieldGap, JsonObject, JsonValue, Message, ToolDefinition, Usage } from '../../model';
import { asArray, asNumber, asObject, asText, compact, isObject, parseIfJson } from '../../normalise/json';
import { openAiMessage } from '../../normalise/openAi';
import { unflatten } from './flattened';
import {
  choiceMessage,
  embedded,
  eventMessage,
  isMessageEvent,
  messageList,
  systemParts,
  toolDefinitions,
  type MessageList,
} from './genAiMessages';
import type { OtlpEvent } from './span';

export type CallContent = Pick<CallDraft, 'messages' | 'output' | 'tools' | 'finishReasons'> &
  Partial<Pick<CallDraft, 'system'>> & { gaps: FieldGap[] };

export function genAiContent(attributes: JsonObject, events: OtlpEvent[]): CallContent {
  const input = firstWithMessages([
    () => messageList(attributes['gen_ai.input.messages'], 'user'),
    () => indexedMessages(attributes, 'gen_ai.prompt'),
    () => messageList(attributes['gen_ai.prompt'], 'user'),
    () => eventMessages(events),
    () => messageList(eventAttribute(events, 'gen_ai.content.prompt', 'gen_ai.prompt'), 'user'),
  ]);
  const output = firstWithMessages([
    () => messageList(attributes['gen_ai.output.messages'], 'assistant'),
    () => indexedMessages(attributes, 'gen_ai.completion'),
    () => messageList(attributes['gen_ai.completion'], 'assistant'),
    () => eventChoices(events),
    () => messageList(eventAttribute(events, 'gen_ai.content.completion', 'gen_ai.completion'), 'assistant'),
  ]);
  const system = systemParts(attributes['gen_ai.system_instructions']);
  const tools = toolsOf(attributes);
  const gaps = [
    ...truncated('messages', input.isTruncated),
    ...truncated('output', output.isTruncated),
    ...truncated('system', system.isTruncated),
    ...truncated('tools', tools.isTruncated),
  ];
  const reasons = textList(attributes['gen_ai.response.finish_reasons']);
  return compact({
    system: system.parts,
    messages: input.messages,
    output: output.messages,
    tools: tools.tools,
    finishReasons: reasons.length > 0 ? reasons : output.finishReasons,
    gaps,
  });
}

const truncated = (path: string, isTruncated: boolean): FieldGap[] =>
  isTruncated ? [{ path, state: 'truncated', reason: 'the log holds this as JSON that was cut off' }] : [];

function firstWithMessages(readers: (() => MessageList)[]): MessageList {
  let none: MessageList = { messages: [], finishReasons: [], isTruncated: false };
  for (const read of readers) {
    const list = read();
    if (list.messages.length > 0) return list;
    if (list.isTruncated) none = list;
  }
  return none;
}

/** `gen_ai.prompt.0.role` … (OpenLLMetry until 0.4x): shaped like OpenAI's messages but for flat tool calls. */
function indexedMessages(attributes: JsonObject, prefix: string): MessageList {
  const items = asArray(unflatten(attributes, prefix)) ?? [];
  const fallback = prefix === 'gen_ai.prompt' ? 'user' : 'assistant';
  const objects = items.filter(isObject);
  const finishReasons = objects.flatMap((item) => asText(item['finish_reason']) ?? []);
  return { messages: objects.map((item) => indexedMessage(item, fallback)), finishReasons, isTruncated: false };
}

function indexedMessage({ finish_reason: _, ...item }: JsonObject, fallback: string): Message {
  const calls = asArray(item['tool_calls'])?.filter(isObject).map(flatToolCall);
  const content = contentParts(item['content']);
  return openAiMessage({ role: fallback, ...item, ...(content && { content }), ...(calls && { tool_calls: calls }) });
}

const flatToolCall = ({ name, arguments: held, ...call }: JsonObject): JsonObject =>
  isObject(call['function'])
    ? call
    : { type: 'function', ...call, function: { name: name ?? '', arguments: held ?? '' } };

/** A list of parts written as a string (vision). */
function contentParts(content: JsonValue | undefined): JsonValue | undefined {
  const parsed = typeof content === 'string' && content.startsWith('[{') ? parseIfJson(content) : undefined;
  const parts = asArray(parsed);
  return parts?.every((part) => typeof asObject(part)?.['type'] === 'string') === true ? parts : undefined;
}

/** Message events of 1.28–1.36 written as events of the span itself. */
function eventMessages(events: OtlpEvent[]): MessageList {
  const messages = events
    .filter((event) => isMessageEvent(event.name))
    .map((event) => eventMessage(event.name, eventBody(event)));
  return { messages, finishReasons: [], isTruncated: false };
}

function eventChoices(events: OtlpEvent[]): MessageList {
  const choices = events
    .filter((event) => event.name === 'gen_ai.choice')
    .map((event) => choiceMessage(eventBody(event)));
  const finishReasons = choices.flatMap(({ finishReason }) => finishReason ?? []);
  return { messages: choices.map(({ message }) => message), finishReasons, isTruncated: false };
}

/** A span event has no body: its fields are attributes, objects among them JSON strings. */
function eventBody({ attributes }: OtlpEvent): JsonObject {
  const body: JsonObject = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'gen_ai.system' || key === 'event.name') continue;
    body[key] = key === 'message' || key === 'tool_calls' ? (embedded(value).value ?? value) : value;
  }
  return body;
}

const eventAttribute = (events: OtlpEvent[], name: string, key: string): JsonValue | undefined =>
  events.find((event) => event.name === name)?.attributes[key];

function toolsOf(attributes: JsonObject): { tools: ToolDefinition[]; isTruncated: boolean } {
  const defined = toolDefinitions(attributes['gen_ai.tool.definitions']);
  if (defined.tools.length > 0 || defined.isTruncated) return defined;
  const functions = asArray(unflatten(attributes, 'llm.request.functions')) ?? [];
  const tools = functions.filter(isObject).map((item) =>
    compact({
      name: asText(item['name']) ?? '',
      description: asText(item['description']),
      parameters: parseIfJson(item['parameters'] ?? item['arguments']),
    }),
  );
  return { tools, isTruncated: false };
}

export function textList(value: JsonValue | undefined): string[] {
  const list = asArray(embedded(value).value) ?? (value === undefined ? [] : [value]);
  return list.flatMap((item) => asText(item) ?? []);
}

const firstNumber = (attributes: JsonObject, keys: string[]): number | undefined => {
  for (const key of keys) {
    const value = asNumber(attributes[key]);
    if (value !== undefined) return value;
  }
  return undefined;
};

export function genAiUsage(attributes: JsonObject): Usage {
  const read = (...names: string[]): number | undefined =>
    firstNumber(
      attributes,
      names.map((name) => `gen_ai.usage.${name}`),
    );
  return withCacheIncluded(
    compact({
      input: read('input_tokens', 'prompt_tokens'),
      output: read('output_tokens', 'completion_tokens'),
      cached: read('cache_read.input_tokens', 'cache_read_input_tokens', 'details.cache_read_tokens'),
      cacheWrite: read('cache_write.input_tokens', 'cache_creation.input_tokens', 'cache_creation_input_tokens'),
      reasoning: read('reasoning.output_tokens', 'reasoning_tokens', 'details.reasoning_tokens'),
    }),
  );
}

/** The conventions include cached tokens in the input; some instrumentations of Anthropic's API do not (rule 7). */
export function withCacheIncluded(usage: Usage): Usage {
  const fromCache = (usage.cached ?? 0) + (usage.cacheWrite ?? 0);
  if (usage.input === undefined || fromCache <= usage.input) return usage;
  const note = 'the log reports input without what was read from or written to the cache; it is added here';
  return { ...usage, input: usage.input + fromCache, note };
}

const REQUEST = 'gen_ai.request.';
/** The conventions' names for what the wire calls otherwise. */
const WIRE_NAMES: { [name: string]: string } = { 'choice.count': 'n', 'reasoning.level': 'reasoning_effort' };
const NO_PARAMS = ['model', 'encoding_formats', 'is_stream', 'type'];

export function genAiParams(attributes: JsonObject): JsonObject {
  const provider = asText(attributes['gen_ai.provider.name']) ?? asText(attributes['gen_ai.system']) ?? '';
  const params: JsonObject = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(REQUEST) || value === null) continue;
    const name = key.slice(REQUEST.length);
    if (NO_PARAMS.includes(name)) continue;
    const wireName =
      name === 'stop_sequences' && !/anthropic|claude/.test(provider) ? 'stop' : (WIRE_NAMES[name] ?? name);
    params[wireName] = value;
  }
  for (const name of ['seed', 'service_tier']) {
    const value = attributes[`gen_ai.openai.request.${name}`] ?? attributes[`openai.request.${name}`];
    if (value !== undefined) params[name] = value;
  }
  return params;
}

/** Seconds in the conventions. */
export function genAiFirstTokenMs(attributes: JsonObject): number | undefined {
  const seconds = firstNumber(attributes, [
    'gen_ai.response.time_to_first_chunk',
    'gen_ai.client.operation.time_to_first_chunk',
    'gen_ai.server.time_to_first_token',
  ]);
  return seconds === undefined ? undefined : seconds * 1000;
}
