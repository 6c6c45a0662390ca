/**
 * Anthropic Messages: whole request and response bodies in the normal form, and Anthropic's usage.
 * Never throws; fields without a name are kept in `extra` or `params`, as they are.
 */
import type { JsonObject, JsonValue, Usage } from '../model';
import { anthropicMessage, anthropicMessages, anthropicSystem, anthropicTools } from './anthropic';
import { asArray, asNumber, asText, compact, extraOf, isObject, only, without } from './json';
import { bodyError, type RequestFields, type ResponseFields } from './openAiBodies';

/** What of a request is a parameter. */
export const ANTHROPIC_PARAMS = [
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'stream',
  'thinking',
  'service_tier',
  'output_config',
];

/** What only Anthropic's bodies have: an OpenAI body has `messages` too. */
export function isAnthropicRequest(value: JsonValue | undefined): value is JsonObject {
  if (!isObject(value) || !Array.isArray(value['messages'])) return false;
  if (value['system'] !== undefined || 'anthropic_version' in value || 'thinking' in value) return true;
  if (asText(value['model'])?.includes('claude') === true && typeof value['max_tokens'] === 'number') {
    return !hasOpenAiForms(value);
  }
  const blocks = value['messages'].flatMap((message) => (isObject(message) ? (asArray(message['content']) ?? []) : []));
  const tools = asArray(value['tools']) ?? [];
  return (
    blocks.some((block) => isObject(block) && ANTHROPIC_BLOCKS.includes(asText(block['type']) ?? '')) ||
    tools.some((tool) => isObject(tool) && 'input_schema' in tool)
  );
}
const ANTHROPIC_BLOCKS = ['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'document', 'image'];

/** OpenAI-compatible gateways carry claude models too. */
function hasOpenAiForms(body: JsonObject): boolean {
  const messages = asArray(body['messages']) ?? [];
  const tools = asArray(body['tools']) ?? [];
  return (
    messages.some(
      (message) => isObject(message) && ['system', 'tool', 'developer'].includes(asText(message['role']) ?? ''),
    ) || tools.some((tool) => isObject(tool) && 'function' in tool)
  );
}

export function anthropicRequest(body: JsonObject): RequestFields {
  const taken = ['tool_choice', ...ANTHROPIC_PARAMS];
  if (typeof body['model'] === 'string') taken.push('model');
  if (Array.isArray(body['messages'])) taken.push('messages');
  const system = anthropicSystem(body['system']);
  if (system) taken.push('system');
  const tools = anthropicTools(body['tools']);
  if (tools.length > 0) taken.push('tools');
  return compact({
    requestedModel: asText(body['model']),
    system,
    messages: anthropicMessages(body['messages']),
    tools,
    toolChoice: body['tool_choice'],
    params: only(body, ANTHROPIC_PARAMS),
    ...extraOf({ ...without(body, taken), ...systemForm(body['system']) }),
  });
}

/** A list reads as a string would where it holds one plain text, or none: the mark keeps the two apart. */
function systemForm(system: JsonValue | undefined): JsonObject {
  const isPlain = (block: JsonValue | undefined): boolean =>
    isObject(block) && Object.keys(block).every((key) => ['type', 'text'].includes(key));
  const readsAsString = Array.isArray(system) && system.length < 2 && system.every(isPlain);
  return readsAsString ? { systemForm: 'parts' } : {};
}

/** `{type: 'message', content: […]}`; the type is missing in some logs. */
export const isAnthropicResponse = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value['content']) &&
  (value['type'] === 'message' || 'stop_reason' in value) &&
  value['choices'] === undefined;

/** `{type: 'error', error: {type, message}}`. */
export const isAnthropicError = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) && value['type'] === 'error' && isObject(value['error']);

export function anthropicResponse(body: JsonObject): ResponseFields {
  const stop = asText(body['stop_reason']);
  return compact({
    servedModel: asText(body['model']),
    responseId: asText(body['id']),
    output: Array.isArray(body['content']) ? [outputMessage(body)] : [],
    finishReasons: stop === undefined ? [] : [stop],
    usage: isObject(body['usage']) ? anthropicUsage(body['usage']) : {},
    error: bodyError(body),
  });
}

/** Role and content are the message; the rest of the body is about the call. */
const outputMessage = (body: JsonObject) =>
  anthropicMessage({ role: 'assistant', ...only(body, ['role', 'content', 'container', 'context_management']) });

/** Anthropic's `input_tokens` leaves out what was read from or written to the cache (formats.md rule 7): it is added. */
export function anthropicUsage(usage: JsonObject): Usage {
  const uncached = asNumber(usage['input_tokens']);
  const cached = asNumber(usage['cache_read_input_tokens']);
  const cacheWrite = asNumber(usage['cache_creation_input_tokens']);
  return compact({
    input: uncached === undefined ? undefined : uncached + (cached ?? 0) + (cacheWrite ?? 0),
    output: asNumber(usage['output_tokens']),
    cached,
    cacheWrite,
  });
}
