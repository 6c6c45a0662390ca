/** Small OTLP/JSON requests for tests. */
import type { JsonObject, JsonValue } from '../../src/core/trace/model';

export function anyOf(value: JsonValue): JsonObject {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyOf) } };
  return value === null ? {} : { kvlistValue: { values: attributesOf(value) } };
}

export const attributesOf = (object: JsonObject): JsonObject[] =>
  Object.entries(object).map(([key, value]) => ({ key, value: anyOf(value) }));

export interface SpanSnippet {
  id: string;
  parent?: string;
  trace?: string;
  name?: string;
  /** Milliseconds after a fixed start. */
  from?: number;
  to?: number;
  attributes?: JsonObject;
  events?: { name: string; attributes: JsonObject }[];
  rest?: JsonObject;
}

/** 16 hex digits from a short name. */
export const spanId = (name: string): string => Buffer.from(name).toString('hex').padEnd(16, '0').slice(0, 16);
export const traceId = (name: string): string => Buffer.from(name).toString('hex').padEnd(32, '1').slice(0, 32);
export const START_MS = 1_795_419_757_000;
const nanos = (ms: number): string => String(BigInt(START_MS + ms) * 1_000_000n);

export function spanOf({
  id,
  parent,
  trace = 't',
  name = 'chat',
  from,
  to,
  attributes = {},
  events,
  rest,
}: SpanSnippet) {
  return {
    traceId: traceId(trace),
    spanId: spanId(id),
    ...(parent !== undefined && { parentSpanId: spanId(parent) }),
    name,
    ...(from !== undefined && { startTimeUnixNano: nanos(from) }),
    ...(to !== undefined && { endTimeUnixNano: nanos(to) }),
    attributes: attributesOf(attributes),
    ...(events && {
      events: events.map((event) => ({ name: event.name, attributes: attributesOf(event.attributes) })),
    }),
    ...rest,
  };
}

export const spansRequest = (spans: SpanSnippet[], scope = 'test'): JsonObject => ({
  resourceSpans: [{ scopeSpans: [{ scope: { name: scope }, spans: spans.map(spanOf) }] }],
});

export interface LogSnippet {
  span?: string;
  trace?: string;
  name: string;
  body?: JsonValue;
  attributes?: JsonObject;
}

export const logsRequest = (logs: LogSnippet[]): JsonObject => ({
  resourceLogs: [
    {
      scopeLogs: [
        {
          logRecords: logs.map(({ span, trace = 't', name, body = {}, attributes = {} }) => ({
            ...(span !== undefined && { traceId: traceId(trace), spanId: spanId(span) }),
            body: anyOf(body),
            attributes: attributesOf({ 'event.name': name, ...attributes }),
          })),
        },
      ],
    },
  ],
});

export const LLM = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
