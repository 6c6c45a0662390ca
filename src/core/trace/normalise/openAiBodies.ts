/**
 * OpenAI Chat Completions: whole request and response bodies in the normal form, and OpenAI's usage.
 * Never throws; fields without a name are kept in `extra` or `params`, as they are.
 */
import type { CallDraft } from '../format';
import type { CallError, JsonObject, JsonValue, Message, Money, Usage } from '../model';
import { asArray, asNumber, asObject, asText, compact, extraOf, isObject, only, without } from './json';
import { openAiMessage, openAiMessages, openAiTools } from './openAi';

export type RequestFields = Pick<
  CallDraft,
  'requestedModel' | 'system' | 'messages' | 'tools' | 'toolChoice' | 'responseFormat' | 'params' | 'extra'
>;
export type ResponseFields = Pick<
  CallDraft,
  'servedModel' | 'responseId' | 'output' | 'finishReasons' | 'usage' | 'cost' | 'error'
>;

/** What steers the answer. Everything else that has no name (user, metadata, store …) is `extra`. */
const PARAMS = [
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'n',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'reasoning_effort',
  'reasoning',
  'verbosity',
  'modalities',
  'audio',
  'prediction',
  'parallel_tool_calls',
  'service_tier',
  'web_search_options',
  'stream',
  'stream_options',
];

/** The request's own fields in a record that keeps other things beside them. */
export const REQUEST_FIELDS = [
  ...PARAMS,
  'model',
  'messages',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'response_format',
  'system',
  'stop_sequences',
  'thinking',
];

/** A request body that holds `messages`. */
export const isOpenAiChatRequest = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) && Array.isArray(value['messages']);

export function openAiChatRequest(body: JsonObject): RequestFields {
  const field = body['tools'] === undefined && isFull(body['functions']) ? 'functions' : 'tools';
  const taken = ['tool_choice', 'response_format', ...PARAMS];
  if (typeof body['model'] === 'string') taken.push('model');
  if (Array.isArray(body['messages'])) taken.push('messages');
  if (isFull(body[field])) taken.push(field);
  return compact({
    requestedModel: asText(body['model']),
    messages: openAiMessages(body['messages'] ?? []),
    tools: isFull(body[field]) ? openAiTools(body[field]) : [],
    toolChoice: body['tool_choice'],
    responseFormat: body['response_format'],
    params: only(body, PARAMS),
    ...extraOf({ ...without(body, taken), ...(field === 'functions' ? { toolsField: 'functions' } : {}) }),
  });
}

const isFull = (value: JsonValue | undefined): boolean => Array.isArray(value) && value.length > 0;

/** A response body: `chat.completion`, a legacy completion, or an error. */
export const isOpenAiChatResponse = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) && Array.isArray(value['choices']);

export function openAiChatResponse(body: JsonObject): ResponseFields {
  const choices = (asArray(body['choices']) ?? []).filter(isObject);
  const usage = asObject(body['usage']);
  return compact({
    servedModel: asText(body['model']),
    responseId: asText(body['id']),
    output: choices.map(choiceMessage),
    finishReasons: choices.flatMap((choice) => asText(choice['finish_reason']) ?? []),
    usage: openAiUsage(usage),
    cost: reportedCost(usage),
    error: bodyError(body),
  });
}

function choiceMessage(choice: JsonObject): Message {
  if (isObject(choice['message'])) return openAiMessage({ role: 'assistant', ...choice['message'] });
  const text = choice['text'];
  if (typeof text === 'string') return { role: 'assistant', parts: [{ type: 'text', text }] };
  return { role: 'assistant', parts: [{ type: 'unknown', raw: choice }] };
}

/** OpenRouter reports the cost of a call in US dollars. */
function reportedCost(usage: JsonObject | undefined): Money | undefined {
  const usd = asNumber(usage?.['cost']);
  return usd === undefined ? undefined : { usd, basis: 'reported' };
}

/** `error` of a body, as an object with a message or as a string; absent where the call went well. */
export function bodyError(body: JsonObject): CallError | undefined {
  const error = body['error'];
  if (typeof error === 'string' && error !== '') return { message: error };
  if (!isObject(error)) return undefined;
  const message = asText(error['message']) ?? asText(error['code']) ?? JSON.stringify(error);
  return compact({ type: asText(error['type']) ?? asText(error['code']), message });
}

/** OpenAI's totals include what was cached and what was reasoning (formats.md rule 7). */
export function openAiUsage(usage: JsonObject | undefined): Usage {
  if (!usage) return {};
  const input = asObject(usage['prompt_tokens_details']) ?? asObject(usage['input_tokens_details']);
  const output = asObject(usage['completion_tokens_details']) ?? asObject(usage['output_tokens_details']);
  return compact({
    input: asNumber(usage['prompt_tokens']) ?? asNumber(usage['input_tokens']),
    output: asNumber(usage['completion_tokens']) ?? asNumber(usage['output_tokens']),
    cached: asNumber(input?.['cached_tokens']),
    cacheWrite: asNumber(input?.['cache_write_tokens']),
    reasoning: asNumber(output?.['reasoning_tokens']),
  });
}
