/**
 * One message in whatever form an instrumentation gave it to Langfuse: OpenAI, Anthropic, GenAI parts, Gemini, AI SDK,
 * LangChain. Never throws; what is of no known form is kept as an `unknown` part.
 */
import type { JsonObject, JsonValue, Message, Part, Role } from '../../model';
import { anthropicMessage } from '../../normalise/anthropic';
import { asArray, asObject, asString, asText, compact, isObject, parseIfJson, without } from '../../normalise/json';
import { openAiMessage } from '../../normalise/openAi';
import { aiSdkContent } from '../otlp/aiSdkCall';
import { messageList } from '../otlp/genAiMessages';
import { withMedia } from './media';

export function anyMessage(item: JsonValue, fallback: Role): Message {
  if (typeof item === 'string') return { role: fallback, parts: [{ type: 'text', text: item }] };
  if (!isObject(item)) return { role: fallback, parts: [{ type: 'unknown', raw: item }] };
  const message = langChainDump(item) ?? item;
  const { role: _, ...rest } = message;
  const known = { role: roleOf(message, fallback), ...rest };
  return withMedia(readForm(known, fallback));
}

/** Whether an object says who speaks, or is made of parts: anything else is no message. */
export const isMessage = (item: JsonValue | undefined): boolean =>
  isObject(item) &&
  (langChainDump(item) !== undefined ||
    Array.isArray(item['parts']) ||
    (typeof item['role'] === 'string' && ('content' in item || 'tool_calls' in item)) ||
    (typeof item['type'] === 'string' && item['type'] in LANGCHAIN_ROLES && 'content' in item));

function readForm(message: JsonObject, fallback: Role): Message {
  const parts = asArray(message['parts']);
  if (parts) return parts.every(isTyped) ? genAi(message, fallback) : gemini(message, parts, fallback);
  const blocks = asArray(message['content']) ?? [];
  if (blocks.some((block) => typeIn(block, AI_SDK_TYPES) || isObject(asObject(block)?.['image'] ?? '')))
    return aiSdk(message);
  if (blocks.some((block) => typeIn(block, ANTHROPIC_TYPES))) return anthropicMessage(message);
  return openAiMessage(withOpenAiCalls(message));
}

const AI_SDK_TYPES = ['tool-call', 'tool-result'];
const ANTHROPIC_TYPES = ['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'document', 'server_tool_use'];

const typeIn = (block: JsonValue, types: readonly string[]): boolean =>
  types.includes(asString(asObject(block)?.['type']) ?? '');
const isTyped = (part: JsonValue): boolean => typeof part === 'string' || typeof asObject(part)?.['type'] === 'string';

const LANGCHAIN_ROLES: { [name: string]: Role } = {
  human: 'user',
  ai: 'assistant',
  AIMessageChunk: 'assistant',
  system: 'system',
  developer: 'developer',
  tool: 'tool',
  function: 'tool',
  HumanMessage: 'user',
  AIMessage: 'assistant',
  SystemMessage: 'system',
  ToolMessage: 'tool',
  FunctionMessage: 'tool',
};
const ROLES: { [name: string]: Role } = {
  ...LANGCHAIN_ROLES,
  user: 'user',
  assistant: 'assistant',
  model: 'assistant',
};

function roleOf(message: JsonObject, fallback: Role): string {
  const name = asText(message['role']) ?? asText(message['type']);
  if (name === undefined) return fallback;
  return (Object.hasOwn(ROLES, name) ? ROLES[name] : undefined) ?? name;
}

/** `{lc, id: […, 'HumanMessage'], kwargs}` or `{type: 'human', data: {content}}` as the fields inside. */
function langChainDump(item: JsonObject): JsonObject | undefined {
  const kwargs = asObject(item['kwargs']);
  if (typeof item['lc'] === 'number' && kwargs) {
    const name = asString(asArray(item['id'])?.at(-1)) ?? '';
    const role = (Object.hasOwn(ROLES, name) ? ROLES[name] : undefined) ?? 'user';
    return { ...kwargs, role };
  }
  const data = asObject(item['data']);
  const type = asString(item['type']) ?? '';
  return data && Object.hasOwn(LANGCHAIN_ROLES, type) ? { ...data, role: LANGCHAIN_ROLES[type] ?? 'user' } : undefined;
}

/** LangChain keeps OpenAI's tool calls in `additional_kwargs`, and its own as `{name, args, id}`. */
function withOpenAiCalls(message: JsonObject): JsonObject {
  const own = asArray(message['tool_calls']) ?? [];
  const kept = asArray(asObject(message['additional_kwargs'])?.['tool_calls']) ?? [];
  if (own.length === 0 && kept.length === 0) return message;
  const calls = own.length > 0 ? own : kept;
  return { ...message, tool_calls: calls.map((call) => (isObject(call) && 'args' in call ? openAiCall(call) : call)) };
}

function openAiCall(call: JsonObject): JsonObject {
  const args = call['args'];
  const text = typeof args === 'string' ? args : JSON.stringify(args ?? {});
  return compact({
    id: call['id'],
    type: 'function',
    function: { name: asString(call['name']) ?? '', arguments: text },
  });
}

const genAi = (message: JsonObject, fallback: Role): Message =>
  messageList([without(message, ['finish_reason'])], fallback).messages[0] ?? { role: fallback, parts: [] };

const aiSdk = (message: JsonObject): Message =>
  aiSdkContent({ 'ai.prompt.messages': [message] }).messages[0] ?? { role: 'user', parts: [] };

/** Gemini's content: parts are told apart by their keys. */
function gemini(message: JsonObject, parts: JsonValue[], fallback: Role): Message {
  const read = parts.map(geminiPart);
  const hasResult = read.some((part) => part.type === 'toolResult');
  const known = { role: asString(message['role']) ?? fallback, content: '' };
  const { role } = openAiMessage(known);
  return { role: hasResult ? 'tool' : role, parts: read };
}

function geminiPart(item: JsonValue): Part {
  if (!isObject(item)) return { type: 'unknown', raw: item };
  const call = asObject(item['functionCall']) ?? asObject(item['function_call']);
  const result = asObject(item['functionResponse']) ?? asObject(item['function_response']);
  const blob = asObject(item['inlineData']) ?? asObject(item['inline_data']);
  if (call) return geminiCall(call);
  if (result) return geminiResult(result);
  if (blob) return geminiBlob(blob);
  const text = asString(item['text']);
  if (text === undefined) return { type: 'unknown', raw: item };
  return { type: item['thought'] === true ? 'reasoning' : 'text', text };
}

const geminiCall = (call: JsonObject): Part =>
  compact({
    type: 'toolCall' as const,
    id: asText(call['id']),
    name: asString(call['name']) ?? '',
    arguments: JSON.stringify(call['args'] ?? {}),
  });

const geminiResult = (result: JsonObject): Part =>
  compact({
    type: 'toolResult' as const,
    id: asText(result['id']),
    name: asText(result['name']),
    parts: [{ type: 'text' as const, text: JSON.stringify(result['response'] ?? null) }],
  });

function geminiBlob(blob: JsonObject): Part {
  const mimeType = asText(blob['mimeType']) ?? asText(blob['mime_type']);
  const kind = mimeType?.split('/')[0];
  return compact({
    type: kind === 'image' || kind === 'audio' ? kind : 'file',
    mimeType,
    data: asString(blob['data']),
  });
}

/** A tool definition that LangChain's callback wrote among the messages. */
export function definitionIn(item: JsonValue): JsonObject | undefined {
  if (!isObject(item) || item['role'] !== 'tool') return undefined;
  const content = parseIfJson(item['content']);
  return isObject(content) && content['type'] === 'function' && isObject(content['function']) ? content : undefined;
}
