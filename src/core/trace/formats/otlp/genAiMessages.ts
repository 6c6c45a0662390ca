/**
 * Messages as the GenAI conventions write them, in all their generations: the part schema (1.37+), the message events
 * (1.28–1.36), and `gen_ai.prompt` (before). Never throws; an unknown part is kept as `unknown`.
 */
import { parseEmbeddedJson } from '../../jsonText';
import type { JsonObject, JsonValue, Message, Part, Role, ToolDefinition } from '../../model';
import {
  asArray,
  asObject,
  asString,
  asText,
  compact,
  extraOf,
  isObject,
  splitDataUrl,
  without,
} from '../../normalise/json';
import { openAiMessage, openAiTools } from '../../normalise/openAi';
import { repairJson } from './repairJson';

/** An attribute that holds JSON, as a string or structured. `isTruncated`: the string was cut off and is read up to there. */
export function embedded(value: JsonValue | undefined): { value: JsonValue | undefined; isTruncated: boolean } {
  if (typeof value !== 'string') return { value, isTruncated: false };
  const parsed = parseEmbeddedJson(value);
  if (parsed !== undefined) return { value: parsed, isTruncated: false };
  if (!/^\s*[[{]/.test(value)) return { value, isTruncated: false };
  const repaired = repairJson(value);
  return { value: repaired ?? value, isTruncated: true };
}

export interface MessageList {
  messages: Message[];
  finishReasons: string[];
  isTruncated: boolean;
}

/** `gen_ai.input.messages`, `gen_ai.output.messages`: a list of messages; a bare text is one message of `role`. */
export function messageList(attribute: JsonValue | undefined, role: Role): MessageList {
  const { value, isTruncated } = embedded(attribute);
  if (value === undefined || value === null || value === '') return { messages: [], finishReasons: [], isTruncated };
  const items = asArray(value) ?? [value];
  const finishReasons = items.flatMap((item) => asText(asObject(item)?.['finish_reason']) ?? []);
  return { messages: items.map((item) => genAiMessage(item, role)), finishReasons, isTruncated };
}

function genAiMessage(item: JsonValue, fallback: Role): Message {
  if (typeof item === 'string') return { role: fallback, parts: [{ type: 'text', text: item }] };
  if (!isObject(item)) return { role: fallback, parts: [{ type: 'unknown', raw: item }] };
  const parts = asArray(item['parts']);
  if (!parts) return openAiMessage(without({ role: fallback, ...item }, ['finish_reason']));
  const { role, extra } = roleOf(item['role'], fallback);
  const taken = ['role', 'parts', 'name', 'finish_reason'];
  return compact({
    role,
    name: asText(item['name']),
    parts: parts.map(genAiPart),
    ...extraOf({ ...without(item, taken), ...extra }),
  });
}

const ROLES: { [name: string]: Role } = {
  system: 'system',
  developer: 'developer',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  tool: 'tool',
  function: 'tool',
};

function roleOf(role: JsonValue | undefined, fallback: Role): { role: Role; extra: JsonObject } {
  const name = asString(role) ?? fallback;
  const found = Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;
  return { role: found ?? 'user', extra: found === name ? {} : { role: name } };
}

/** One part of the 1.37+ schema; a bare string is text. */
export function genAiPart(item: JsonValue): Part {
  if (typeof item === 'string') return { type: 'text', text: item };
  if (!isObject(item)) return { type: 'unknown', raw: item };
  const type = asString(item['type']) ?? 'text';
  const reader = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  return reader?.(item) ?? { type: 'unknown', raw: item };
}

const PARTS: { [type: string]: (item: JsonObject) => Part | undefined } = {
  text: (item) => textPart(item, 'text'),
  refusal: (item) => textPart(item, 'refusal'),
  reasoning: reasoningPart,
  thinking: reasoningPart,
  tool_call: toolCallPart,
  tool_call_response: toolResultPart,
  blob: (item) => {
    const content = asString(item['content']) ?? asString(item['data']);
    if (content === undefined) return undefined;
    return mediaPart(item, content.startsWith('data:') ? splitDataUrl(content) : { data: content });
  },
  uri: (item) => mediaPart(item, { url: asString(item['uri']) ?? '' }),
  file: (item) => mediaPart(item, {}),
};

function textPart(item: JsonObject, type: 'text' | 'refusal'): Part | undefined {
  const text = asString(item['content']) ?? asString(item['text']);
  return text === undefined ? undefined : { type, text, ...extraOf(without(item, ['type', 'content', 'text'])) };
}

function reasoningPart(item: JsonObject): Part | undefined {
  const text = asString(item['content']) ?? asString(item['text']);
  if (text === undefined) return undefined;
  const taken = ['type', 'content', 'text', 'signature'];
  return compact({
    type: 'reasoning' as const,
    text,
    signature: asText(item['signature']),
    ...extraOf(without(item, taken)),
  });
}

function toolCallPart(item: JsonObject): Part {
  const held = item['arguments'];
  const text = typeof held === 'string' ? held : held === undefined || held === null ? '' : JSON.stringify(held);
  const taken = ['type', 'id', 'name', 'arguments'];
  return compact({
    type: 'toolCall' as const,
    id: asText(item['id']),
    name: asString(item['name']) ?? '',
    arguments: text,
    ...extraOf(without(item, taken)),
  });
}

/** `response` (instrumentations) or `result` (the specification's examples). */
function toolResultPart(item: JsonObject): Part {
  const held = item['response'] ?? item['result'] ?? item['content'];
  const taken = ['type', 'id', 'name', 'response', 'result', 'content'];
  return compact({
    type: 'toolResult' as const,
    id: asText(item['id']),
    name: asText(item['name']),
    parts: resultParts(held),
    ...extraOf(without(item, taken)),
  });
}

function resultParts(held: JsonValue | undefined): Part[] {
  if (held === undefined || held === null) return [];
  if (typeof held === 'string') return [{ type: 'text', text: held }];
  const list = asArray(held);
  const isParts = list?.every((item) => typeof asObject(item)?.['type'] === 'string') === true && list.length > 0;
  if (isParts) return list.map(genAiPart);
  return [{ type: 'text', text: JSON.stringify(held) }];
}

function mediaPart(item: JsonObject, place: { mimeType?: string; url?: string; data?: string }): Part {
  const mimeType = asText(item['mime_type']) ?? place.mimeType;
  const modality = asString(item['modality']) ?? mimeType?.split('/')[0] ?? '';
  const type = modality === 'image' || modality === 'audio' ? modality : 'file';
  const extra = without(item, [
    'type',
    'mime_type',
    'content',
    'data',
    'uri',
    ...(type === 'file' ? [] : ['modality']),
  ]);
  return compact({ type, mimeType, url: place.url, data: place.data, ...extraOf(extra) });
}

/** `gen_ai.system_instructions`: a list of parts, or a text. */
export function systemParts(attribute: JsonValue | undefined): { parts: Part[] | undefined; isTruncated: boolean } {
  const { value, isTruncated } = embedded(attribute);
  if (value === undefined || value === null || value === '') return { parts: undefined, isTruncated };
  return { parts: (asArray(value) ?? [value]).map(genAiPart), isTruncated };
}

/** `gen_ai.tool.definitions`: flat (specification), `{type, function}` (OpenLLMetry), `inputSchema` (AI SDK). */
export function toolDefinitions(attribute: JsonValue | undefined): { tools: ToolDefinition[]; isTruncated: boolean } {
  const { value, isTruncated } = embedded(attribute);
  const items = (asArray(value) ?? []).map((item) => embedded(item).value ?? item);
  const tools = openAiTools(items).map((tool, index) => (isProviderForm(items[index]) ? tool : asSpecified(tool)));
  return { tools, isTruncated };
}

/** The conventions' flat form is not what was sent: it is not kept for rendering. */
const isProviderForm = (item: JsonValue | undefined): boolean =>
  isObject(item) && (isObject(item['function']) || item['input_schema'] !== undefined);

function asSpecified({ name, description, parameters }: ToolDefinition): ToolDefinition {
  return compact({ name, description, parameters });
}

/** Body of a `gen_ai.*.message` event (1.28–1.36), which is shaped like OpenAI's message. */
export function eventMessage(eventName: string, body: JsonValue): Message {
  const role = EVENT_ROLES[eventName] ?? 'user';
  if (!isObject(body)) return { role, parts: [genAiPart(body)] };
  const id = role === 'tool' ? asText(body['id']) : undefined;
  const fields = id === undefined ? body : { ...without(body, ['id']), tool_call_id: id };
  return openAiMessage({ role, ...fields });
}

const EVENT_ROLES: { [name: string]: Role } = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
};

export const isMessageEvent = (name: string): boolean => Object.hasOwn(EVENT_ROLES, name);

/** Body of a `gen_ai.choice` event. */
export function choiceMessage(body: JsonValue): { message: Message; finishReason?: string } {
  const choice = asObject(body) ?? {};
  const held = asObject(choice['message']) ?? without(choice, ['index', 'finish_reason']);
  const finishReason = asText(choice['finish_reason']);
  return compact({ message: openAiMessage({ role: 'assistant', ...held }), finishReason });
}
