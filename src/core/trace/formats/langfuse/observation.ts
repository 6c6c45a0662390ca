/** The rows of a Langfuse export, narrowed: traces, observations, scores. Never throws. */
import type { JsonObject, JsonValue, SpanKind } from '../../model';
import { asArray, asObject, asText, compact, isObject, parseIfJson } from '../../normalise/json';
import { readTime } from '../../normalise/time';

/** What a trace says of every observation in it. */
export interface TraceFacts {
  id?: string;
  name?: string;
  sessionId?: string;
  userId?: string;
  tags: string[];
}

export interface Observation {
  id: string;
  traceId: string;
  parentId?: string;
  kind: SpanKind;
  startTime?: number;
  endTime?: number;
  trace: TraceFacts;
  fields: JsonObject;
}

const KINDS: { [type: string]: SpanKind } = {
  GENERATION: 'llm',
  EMBEDDING: 'embedding',
  RETRIEVER: 'retrieval',
  TOOL: 'tool',
  AGENT: 'agent',
  CHAIN: 'chain',
  SPAN: 'other',
  EVENT: 'other',
  EVALUATOR: 'other',
  GUARDRAIL: 'other',
};

const kindNamed = (type: JsonValue | undefined): SpanKind | undefined => {
  const name = asText(type)?.toUpperCase() ?? '';
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
};

export function traceFacts(trace: JsonObject): TraceFacts {
  const row = camelCase(trace);
  const tags = asArray(parseIfJson(row['tags'])) ?? [];
  return compact({
    id: asText(row['id']),
    name: asText(row['name']),
    sessionId: asText(row['sessionId']),
    userId: asText(row['userId']),
    tags: tags.flatMap((tag) => asText(tag) ?? []),
  });
}

/** Undefined for what has no id or is in no trace. */
export function readObservation(value: JsonValue, trace: TraceFacts): Observation | undefined {
  if (!isObject(value)) return undefined;
  const fields = camelCase(value);
  const id = asText(fields['id']);
  const traceId = asText(fields['traceId']) ?? trace.id;
  const kind = kindNamed(fields['type']);
  if (id === undefined || traceId === undefined || kind === undefined) return undefined;
  return compact({
    id,
    traceId,
    parentId: asText(fields['parentObservationId']),
    kind,
    startTime: readTime(fields['startTime']),
    endTime: readTime(fields['endTime']),
    trace,
    fields,
  });
}

/** Exports to blob storage have the same columns in snake case. */
function camelCase(row: JsonObject): JsonObject {
  if (!Object.keys(row).some((key) => SNAKE.test(key))) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
const SNAKE = /^(?:trace|session|user|start|end|parent|usage|cost|provided|model|observation|data)_[a-z]/;

export interface Score {
  traceId: string;
  spanId?: string;
  name: string;
  value: number | string | boolean;
  comment?: string;
}

export function readScore(value: JsonValue, trace: TraceFacts): Score | undefined {
  if (!isObject(value)) return undefined;
  const row = camelCase(value);
  const traceId = asText(row['traceId']) ?? trace.id;
  const name = asText(row['name']);
  const held = row['value'] ?? row['stringValue'];
  const isBoolean = asText(row['dataType'])?.toUpperCase() === 'BOOLEAN' && typeof held === 'number';
  const score = isBoolean ? held !== 0 : (asText(row['stringValue']) ?? held);
  if (traceId === undefined || name === undefined) return undefined;
  if (typeof score !== 'number' && typeof score !== 'string' && typeof score !== 'boolean') return undefined;
  return compact({
    traceId,
    spanId: asText(row['observationId']),
    name,
    value: score,
    comment: asText(row['comment']),
  });
}

export const isObservationRow = (value: JsonValue): boolean =>
  isObject(value) &&
  kindNamed(value['type']) !== undefined &&
  typeof (value['traceId'] ?? value['trace_id']) === 'string' &&
  ('startTime' in value || 'start_time' in value);

export const isScoreRow = (value: JsonValue): boolean =>
  isObject(value) &&
  typeof (value['traceId'] ?? value['trace_id']) === 'string' &&
  typeof value['name'] === 'string' &&
  ('dataType' in value || 'data_type' in value || 'stringValue' in value || 'authorUserId' in value);

/** A trace with its observations, or the row of one. */
export const isTraceRow = (value: JsonValue): boolean =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  !('type' in value) &&
  (asArray(value['observations']) !== undefined
    ? 'timestamp' in value || 'scores' in value || 'projectId' in value
    : 'timestamp' in value &&
      ('bookmarked' in value || 'htmlPath' in value || 'projectId' in value || 'project_id' in value));

/** `{trace, observations}`, what the interface's "download" gives; the trace may be JSON in a string. */
export const isDownload = (value: JsonValue): value is JsonObject =>
  isObject(value) && Array.isArray(value['observations']) && asObject(parseIfJson(value['trace'])) !== undefined;
