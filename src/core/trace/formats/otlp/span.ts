/** An OTLP span without its dialect: ids, times, status, attributes, events. Never throws. */
import type { CallError, JsonObject, JsonValue } from '../../model';
import { asNumber, asObject, asString, asText, compact } from '../../normalise/json';
import { anyValue, attributes, field, hexId, nanoseconds, objectsIn, toMilliseconds } from './anyValue';

export interface OtlpEvent {
  name: string;
  attributes: JsonObject;
  timeMs?: number;
}

export interface OtlpSpan {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  scope: string;
  startTime?: number;
  endTime?: number;
  durationMs?: number;
  status: 'ok' | 'error' | 'unset';
  error?: CallError;
  attributes: JsonObject;
  events: OtlpEvent[];
  droppedAttributeCount: number;
}

/** Undefined for what has no ids: that is no span. */
export function otlpSpan(wire: JsonObject, scope: string): OtlpSpan | undefined {
  const traceId = hexId(field(wire, 'traceId'), 16);
  const id = hexId(field(wire, 'spanId'), 8);
  if (traceId === undefined || id === undefined) return undefined;
  const start = nanoseconds(field(wire, 'startTimeUnixNano'));
  const end = nanoseconds(field(wire, 'endTimeUnixNano'));
  const held = attributes(wire['attributes']);
  const events = objectsIn(wire, 'events').map(otlpEvent);
  const status = statusOf(wire['status']);
  return compact({
    traceId,
    id,
    parentId: hexId(field(wire, 'parentSpanId'), 8),
    name: asString(wire['name']) ?? '',
    scope,
    startTime: start === undefined ? undefined : toMilliseconds(start),
    endTime: end === undefined ? undefined : toMilliseconds(end),
    // From the nanoseconds: a float of milliseconds since 1970 is exact to a quarter of a microsecond only.
    durationMs: start === undefined || end === undefined || end < start ? undefined : toMilliseconds(end - start),
    status,
    error: status === 'error' ? errorOf(asObject(wire['status']), held, events) : undefined,
    attributes: held,
    events,
    droppedAttributeCount: asNumber(field(wire, 'droppedAttributesCount')) ?? 0,
  });
}

function otlpEvent(wire: JsonObject): OtlpEvent {
  const time = nanoseconds(field(wire, 'timeUnixNano'));
  return compact({
    name: asString(wire['name']) ?? '',
    attributes: attributes(wire['attributes']),
    timeMs: time === undefined ? undefined : toMilliseconds(time),
  });
}

function statusOf(status: JsonValue | undefined): OtlpSpan['status'] {
  const code = asObject(status)?.['code'];
  if (code === 1 || code === 'STATUS_CODE_OK') return 'ok';
  return code === 2 || code === 'STATUS_CODE_ERROR' ? 'error' : 'unset';
}

function errorOf(status: JsonObject | undefined, held: JsonObject, events: OtlpEvent[]): CallError {
  const exception = events.find((event) => event.name === 'exception')?.attributes ?? {};
  const type = asText(held['error.type']) ?? asText(exception['exception.type']);
  const httpStatus = held['http.response.status_code'];
  const message =
    asText(status?.['message']) ??
    asText(exception['exception.message']) ??
    asText(held['error.message']) ??
    type ??
    (httpStatus === undefined ? 'failed' : `HTTP status ${JSON.stringify(httpStatus)}`);
  return compact({ type, message });
}

export interface OtlpLog {
  traceId?: string;
  spanId?: string;
  name: string;
  body: JsonValue;
  attributes: JsonObject;
}

export function otlpLog(wire: JsonObject): OtlpLog {
  const held = attributes(wire['attributes']);
  return compact({
    traceId: hexId(field(wire, 'traceId'), 16),
    spanId: hexId(field(wire, 'spanId'), 8),
    name: asText(field(wire, 'eventName')) ?? asText(held['event.name']) ?? '',
    body: anyValue(wire['body']),
    attributes: held,
  });
}
