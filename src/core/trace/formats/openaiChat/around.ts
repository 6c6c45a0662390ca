/**
 * What a log's record says around the two bodies: when, how long, where to, how it went. Only what the log names is
 * said; everything without a name here goes to `metadata`.
 */
import type { CallDraft } from '../../format';
import type { CallError, JsonObject, JsonValue, Money } from '../../model';
import {
  asArray,
  asNumber,
  asObject,
  asText,
  compact,
  firstField,
  isObject,
  parseIfJson,
  without,
} from '../../normalise/json';
import { readTime } from '../../normalise/time';

export type AroundFields = Pick<
  CallDraft,
  | 'traceId'
  | 'spanId'
  | 'parentId'
  | 'sessionId'
  | 'userId'
  | 'requestId'
  | 'provider'
  | 'requestedModel'
  | 'startTime'
  | 'endTime'
  | 'durationMs'
  | 'timeToFirstTokenMs'
  | 'cost'
  | 'error'
  | 'site'
  | 'tags'
  | 'metadata'
>;

const NAMES = {
  requestId: ['request_id', 'requestId', 'x-request-id', 'x_request_id', 'custom_id', 'log_id', 'id'],
  traceId: ['trace_id', 'traceId'],
  spanId: ['span_id', 'spanId'],
  parentId: ['parent_span_id', 'parentSpanId', 'parent_id'],
  sessionId: ['session_id', 'sessionId', 'conversation_id', 'conversationId', 'thread_id'],
  userId: ['user_id', 'userId', 'end_user', 'user'],
  provider: ['provider', 'custom_llm_provider'],
  model: ['model', 'request_model'],
  site: ['code.function', 'function_id', 'functionId', 'prompt_name', 'promptName', 'prompt_id', 'site'],
  start: [
    'start_time',
    'startTime',
    'started_at',
    'request_created_at',
    'timestamp',
    'created_at',
    'createdAt',
    'time',
    'ts',
    'date',
  ],
  end: ['end_time', 'endTime', 'ended_at', 'completed_at', 'finished_at', 'response_created_at'],
  milliseconds: [
    'latency_ms',
    'latencyMs',
    'duration_ms',
    'durationMs',
    'elapsed_ms',
    'delay_ms',
    'response_time_ms',
    'latencyMillis',
  ],
  seconds: ['latency', 'duration', 'elapsed', 'response_time', 'latency_s', 'duration_s'],
  firstToken: ['time_to_first_token_ms', 'timeToFirstTokenMs', 'ttft_ms', 'time_to_first_token', 'ttft'],
  status: ['status', 'status_code', 'statusCode', 'http_status', 'response_status'],
  cost: ['cost_usd', 'costUSD', 'cost', 'response_cost', 'total_cost'],
  url: ['url', 'endpoint', 'target_url', 'api_base', 'base_url'],
} satisfies Record<string, string[]>;

const HTTP_KEYS = ['request', 'request_body', 'response', 'response_body'];

export function readAround(around: JsonObject): AroundFields {
  const [request, response] = [httpPart(around, 0), httpPart(around, 2)];
  const text = (names: string[]): string | undefined => asText(firstField(around, names));
  const durationMs = duration(around);
  const startTime = readTime(firstField(around, NAMES.start)) ?? readTime(request['timestamp']);
  const endTime = readTime(firstField(around, NAMES.end)) ?? readTime(response['timestamp']);
  return compact({
    traceId: text(NAMES.traceId)?.toLowerCase(),
    spanId: text(NAMES.spanId)?.toLowerCase(),
    parentId: text(NAMES.parentId)?.toLowerCase(),
    sessionId: text(NAMES.sessionId),
    userId: text(NAMES.userId),
    requestId: text(NAMES.requestId) ?? asText(response['request_id']),
    provider: text(NAMES.provider)?.toLowerCase() ?? providerOf(text(NAMES.url) ?? asText(request['url'])),
    requestedModel: text(NAMES.model),
    startTime,
    endTime,
    durationMs: durationMs ?? between(startTime, endTime),
    timeToFirstTokenMs: asNumber(firstField(around, NAMES.firstToken)),
    cost: costOf(firstField(around, NAMES.cost)),
    error: errorOf(around, response),
    site: text(NAMES.site),
    tags: (asArray(around['tags']) ?? []).flatMap((tag) => asText(tag) ?? []),
    metadata: metadataOf(around),
  });
}

function httpPart(around: JsonObject, from: number): JsonObject {
  return asObject(firstField(around, HTTP_KEYS.slice(from, from + 2))) ?? {};
}

const between = (start: number | undefined, end: number | undefined): number | undefined =>
  start !== undefined && end !== undefined && end >= start ? end - start : undefined;

/** `latency` and `duration` without a unit are seconds in the logs seen; a whole number from 1000 on is no such wait. */
function duration(around: JsonObject): number | undefined {
  const milliseconds = asNumber(firstField(around, NAMES.milliseconds));
  if (milliseconds !== undefined) return milliseconds;
  const seconds = asNumber(firstField(around, NAMES.seconds));
  if (seconds === undefined || seconds < 0) return undefined;
  return Number.isInteger(seconds) && seconds >= 1000 ? seconds : seconds * 1000;
}

function costOf(value: JsonValue | undefined): Money | undefined {
  const usd = asNumber(value);
  return usd === undefined ? undefined : { usd, basis: 'reported' };
}

const HOSTS: readonly (readonly [end: string, provider: string])[] = [
  ['api.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.openai'],
  ['api.anthropic.com', 'anthropic'],
  ['openrouter.ai', 'openrouter'],
  ['api.groq.com', 'groq'],
  ['api.mistral.ai', 'mistral'],
  ['api.deepseek.com', 'deepseek'],
];

function providerOf(url: string | undefined): string | undefined {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(url ?? '')?.[1]?.toLowerCase();
  return HOSTS.find(([end]) => host?.endsWith(end) === true)?.[1];
}

/** A failure that the record itself tells: its `error`, or a status from 400 on. */
function errorOf(around: JsonObject, response: JsonObject): CallError | undefined {
  const error = parseIfJson(firstField(around, ['error', 'error_message', 'exception']));
  if (typeof error === 'string' && error !== '') return { message: error };
  if (isObject(error)) {
    const type = asText(error['type']) ?? asText(error['code']) ?? asText(error['name']);
    return compact({ type, message: asText(error['message']) ?? JSON.stringify(error) });
  }
  const status = Number(firstField(around, NAMES.status) ?? firstField(response, NAMES.status));
  return status >= 400 && status < 600
    ? { type: `http ${status}`, message: `The endpoint answered HTTP ${status}.` }
    : undefined;
}

/** The rest. What became a field of its own is not said twice. */
function metadataOf(around: JsonObject): JsonObject {
  const said = [
    ...NAMES.requestId,
    ...NAMES.traceId,
    ...NAMES.spanId,
    ...NAMES.sessionId,
    ...NAMES.userId,
    'tags',
    'error',
  ];
  const { metadata, ...rest } = without(
    around,
    said.filter((name) => typeof around[name] !== 'object' || name === 'tags'),
  );
  return { ...rest, ...(isObject(metadata) ? metadata : metadata === undefined ? {} : { metadata }) };
}
