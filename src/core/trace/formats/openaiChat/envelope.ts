/**
 * Logs of requests and responses as programs write them: no standard, so a record is known by what it holds
 * (formats.md §7c). Finds the two bodies and what stands around them. Knows nothing of messages.
 */
import type { JsonObject, JsonValue } from '../../model';
import { isAnthropicError, isAnthropicRequest, isAnthropicResponse } from '../../normalise/anthropicBodies';
import { bodyOfStream, streamOf } from '../../normalise/eventStream';
import { asArray, asObject, asText, firstField, isObject, only, parseIfJson, without } from '../../normalise/json';
import { isOpenAiChatRequest, isOpenAiChatResponse, REQUEST_FIELDS } from '../../normalise/openAiBodies';

const REQUEST_KEYS = ['request', 'request_body', 'requestBody', 'input', 'body', 'params', 'kwargs', 'req'];
const RESPONSE_KEYS = ['response', 'response_body', 'responseBody', 'output', 'completion', 'result', 'res'];

export type Dialect = 'openai' | 'anthropic' | 'responses' | 'embeddings';

/** The two bodies, and the record without them. */
export interface Envelope {
  dialect: Dialect;
  request?: JsonObject;
  /** A string where the log kept only the answer's text. */
  response?: JsonObject | string;
  around: JsonObject;
}

export function openEnvelope(value: JsonValue): Envelope | undefined {
  return isObject(value) ? (openPair(value) ?? openBare(value)) : undefined;
}

/** A record that is a request, or a response, by itself; or a request with its response in a field beside it. */
function openBare(value: JsonObject): Envelope | undefined {
  const dialect = dialectOf(value, undefined);
  if (isOpenAiChatRequest(value)) {
    if (asText(value['model']) === undefined || dialect === undefined) return undefined;
    return { dialect, request: value, around: {} };
  }
  const responseDialect = dialectOf(undefined, value);
  return responseDialect && isWholeResponse(value)
    ? { dialect: responseDialect, response: value, around: {} }
    : undefined;
}

const isWholeResponse = (value: JsonObject): boolean =>
  typeof value['object'] === 'string' || typeof value['id'] === 'string' || isAnthropicError(value);

function openPair(value: JsonObject): Envelope | undefined {
  const responseKey = RESPONSE_KEYS.find((key) => isFilled(value[key]));
  const response = responseKey === undefined ? undefined : bodyOf(value[responseKey]);
  const requestKey = REQUEST_KEYS.find((key) => key !== responseKey && isObject(bodyOf(value[key])));
  const request = requestKey === undefined ? undefined : bodyOf(value[requestKey]);
  if (!isObject(request)) return responseKey === undefined ? undefined : openFlat(value, responseKey, response);
  const dialect = dialectOf(request, response);
  if (!dialect) return undefined;
  const bodies = [requestKey, responseKey].flatMap((key) => key ?? []);
  return { dialect, request, ...responseOf(response), around: aroundOf(value, bodies) };
}

/** The request's fields beside the response: `{model, messages, response, latency_ms}`; or a response alone. */
function openFlat(value: JsonObject, key: string, response: JsonValue | undefined): Envelope | undefined {
  const request = Array.isArray(value['messages']) ? only(value, REQUEST_FIELDS) : undefined;
  if (!request && !isObject(response)) return undefined;
  const dialect = dialectOf(request, response);
  if (!dialect) return undefined;
  const taken = request ? [key, ...REQUEST_FIELDS] : [key];
  return { dialect, ...(request ? { request } : {}), ...responseOf(response), around: aroundOf(value, taken) };
}

const isFilled = (value: JsonValue | undefined): boolean => value !== undefined && value !== null && value !== '';

const responseOf = (response: JsonValue | undefined): { response?: JsonObject | string } =>
  isObject(response) || (typeof response === 'string' && response !== '') ? { response } : {};

/** What the wrapper of an HTTP message says of it is kept beside the record's own fields. */
function aroundOf(value: JsonObject, bodyKeys: readonly string[]): JsonObject {
  const around = without(value, bodyKeys);
  for (const key of bodyKeys) {
    const http = parseIfJson(value[key]);
    if (isObject(http) && isHttp(http)) around[key] = without(http, HTTP_BODY_KEYS);
  }
  return around;
}

const HTTP_BODY_KEYS = ['body', 'body_raw', 'events', 'json', 'content'];
/** A whole HTTP message, whose body is one level further down. */
const isHttp = (value: JsonObject): boolean =>
  ['url', 'method', 'headers', 'status_code', 'status'].some((key) => key in value) &&
  HTTP_BODY_KEYS.some((key) => isFilled(value[key])) &&
  !Array.isArray(value['messages']) &&
  !isAnthropicResponse(value);

function bodyOf(wire: JsonValue | undefined): JsonValue | undefined {
  const value = parseIfJson(wire);
  if (isObject(value) && isHttp(value)) return bodyOf(firstField(value, HTTP_BODY_KEYS));
  const stream = streamOf(value);
  return (stream && bodyOfStream(stream)) ?? value;
}

function dialectOf(request: JsonObject | undefined, response: JsonValue | undefined): Dialect | undefined {
  const hasInput = request?.['input'] !== undefined && asText(request['model']) !== undefined;
  const isErrorAlone = request === undefined && isOpenAiError(response);
  if (isAnthropicResponse(response) || isAnthropicError(response)) return 'anthropic';
  if (isOpenAiChatResponse(response)) return 'openai';
  if (isObject(response) && response['object'] === 'response') return 'responses';
  if (isAnthropicRequest(request)) return 'anthropic';
  if (isOpenAiChatRequest(request)) return isConverse(request) ? undefined : 'openai';
  if (isErrorAlone) return 'openai';
  if (!hasInput) return undefined;
  return isObject(response) && response['object'] === 'list' ? 'embeddings' : 'responses';
}

/** Bedrock's Converse API has `messages` too, of blocks without a type. */
function isConverse(request: JsonObject): boolean {
  const blocks = (asArray(request['messages']) ?? []).flatMap(
    (message) => asArray(asObject(message)?.['content']) ?? [],
  );
  return blocks.some((block) => isObject(block) && !('type' in block));
}

/** `{error: {message, type, code, param}}`: the answer to a request that failed. */
function isOpenAiError(response: JsonValue | undefined): boolean {
  const error = isObject(response) ? asObject(response['error']) : undefined;
  return typeof error?.['message'] === 'string' && 'code' in error && 'type' in error;
}
