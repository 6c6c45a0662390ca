/**
 * The legacy `ai.*` attributes of the AI SDK (v4–v6): messages, tools and answer. What a message holds that is not
 * read here is kept as an `unknown` part. Never throws.
 */
import type { JsonObject, JsonValue, Message, Part, Role } from '../../model';
import {
  asArray,
  asNumber,
  asObject,
  asString,
  asText,
  compact,
  extraOf,
  isObject,
  parseIfJson,
  without,
} from '../../normalise/json';
import type { CallContent } from './genAiCall';
import { embedded, toolDefinitions } from './genAiMessages';

export function aiSdkContent(attributes: JsonObject): CallContent {
  const input = embedded(attributes['ai.prompt.messages'] ?? attributes['ai.prompt']);
  const prompt = asObject(input.value);
  const list = asArray(input.value) ?? asArray(prompt?.['messages']) ?? asArray(prompt?.['prompt']);
  const text = asText(prompt?.['prompt']);
  const system = asText(prompt?.['system']);
  const messages = list?.map(modelMessage) ?? (text === undefined ? [] : [textMessage('user', text)]);
  const tools = toolDefinitions(attributes['ai.prompt.tools']);
  const output = answer(attributes);
  const finish = asText(attributes['ai.response.finishReason']) ?? asText(attributes['ai.finishReason']);
  return compact({
    system: system === undefined ? undefined : [{ type: 'text' as const, text: system }],
    messages,
    tools: tools.tools,
    output: output.length === 0 ? [] : [{ role: 'assistant' as const, parts: output }],
    finishReasons: finish === undefined ? [] : [finish],
    gaps: input.isTruncated
      ? [{ path: 'messages', state: 'truncated' as const, reason: 'ai.prompt.messages was cut off' }]
      : [],
  });
}

const textMessage = (role: Role, text: string): Message => ({ role, parts: [{ type: 'text', text }] });

function answer(attributes: JsonObject): Part[] {
  const read = (name: string): JsonValue | undefined =>
    attributes[`ai.response.${name}`] ?? attributes[`ai.result.${name}`];
  const reasoning = asText(read('reasoning'));
  const text = asText(read('text')) ?? asText(read('object'));
  const calls = asArray(embedded(read('toolCalls')).value) ?? [];
  return [
    ...(reasoning === undefined ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
    ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
    ...calls.filter(isObject).map(toolCall),
  ];
}

const ROLES: { [name: string]: Role } = { system: 'system', user: 'user', assistant: 'assistant', tool: 'tool' };

function modelMessage(item: JsonValue): Message {
  if (!isObject(item)) return { role: 'user', parts: [{ type: 'unknown', raw: item }] };
  const role = ROLES[asString(item['role']) ?? ''] ?? 'user';
  const content = item['content'];
  const extra = extraOf(without(item, ['role', 'content']));
  if (typeof content === 'string') return { ...textMessage(role, content), ...extra };
  return { role, parts: (asArray(content) ?? []).map(modelPart), ...extra };
}

function modelPart(item: JsonValue): Part {
  if (!isObject(item)) return { type: 'unknown', raw: item };
  const text = asString(item['text']);
  switch (item['type']) {
    case 'text':
    case 'reasoning':
      return text === undefined ? { type: 'unknown', raw: item } : { type: item['type'], text };
    case 'tool-call':
      return toolCall(item);
    case 'tool-result':
      return toolResult(item);
    case 'image':
    case 'file':
      return media(item);
    default:
      return { type: 'unknown', raw: item };
  }
}

/** v5 renamed `args` to `input`. */
function toolCall(item: JsonObject): Part {
  const held = item['input'] ?? item['args'];
  return compact({
    type: 'toolCall' as const,
    id: asText(item['toolCallId']),
    name: asString(item['toolName']) ?? '',
    arguments: typeof held === 'string' ? held : JSON.stringify(held ?? {}),
  });
}

/** v5 wraps the result: `output: {type: 'text' | 'json' | 'error-text' …, value}`. */
function toolResult(item: JsonObject): Part {
  const output = asObject(item['output']);
  const held = output?.['value'] ?? item['output'] ?? item['result'] ?? null;
  const text = typeof held === 'string' ? held : JSON.stringify(held);
  const isError = asText(output?.['type'])?.startsWith('error') === true || item['isError'] === true;
  return compact({
    type: 'toolResult' as const,
    id: asText(item['toolCallId']),
    name: asText(item['toolName']),
    parts: [{ type: 'text' as const, text }],
    isError: isError || undefined,
  });
}

/** Bytes appear as base64, as an address, or as an object of bytes by index, which is kept as it is. */
function media(item: JsonObject): Part {
  const held = asString(item['image']) ?? asString(item['data']);
  const mimeType = asText(item['mediaType']) ?? asText(item['mimeType']);
  if (held === undefined) return { type: 'unknown', raw: item };
  const type = item['type'] === 'image' || mimeType?.startsWith('image/') === true ? 'image' : 'file';
  const isAddress = /^(?:https?|data):/.test(held);
  return compact({ type, mimeType, ...(isAddress ? { url: held } : { data: held }) });
}

/** Settings under `ai.settings.*`, by the names of the wire; the conventions' own attributes win over them. */
export function aiSdkParams(attributes: JsonObject): JsonObject {
  const params: JsonObject = {};
  for (const [key, name] of Object.entries(SETTINGS)) {
    const value = attributes[`ai.settings.${key}`];
    if (value !== undefined && value !== null) params[name] = value;
  }
  return params;
}

const SETTINGS: { [setting: string]: string } = {
  maxOutputTokens: 'max_tokens',
  maxTokens: 'max_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
};

export function aiSdkUsage(attributes: JsonObject) {
  const read = (name: string): number | undefined => asNumber(attributes[`ai.usage.${name}`]);
  return compact({
    input: read('inputTokens') ?? read('promptTokens'),
    output: read('outputTokens') ?? read('completionTokens'),
    cached: read('cachedInputTokens') ?? read('inputTokenDetails.cacheReadTokens'),
    cacheWrite: read('inputTokenDetails.cacheWriteTokens'),
    reasoning: read('reasoningTokens') ?? read('outputTokenDetails.reasoningTokens'),
  });
}

export const aiSdkToolChoice = (attributes: JsonObject): JsonValue | undefined => {
  const choice = parseIfJson(attributes['ai.prompt.toolChoice']);
  return asObject(choice)?.['type'] ?? choice;
};
