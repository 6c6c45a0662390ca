/**
 * OTLP/JSON: one export request a record (resourceSpans, resourceLogs, resourceMetrics). The dialect is told span by
 * span. Never throws; what is no call is ignored by reason or is a span of the trace.
 */
import type { Fragment, RecordReader, TraceFormat, TraceRecord } from '../../format';
import type { JsonObject, JsonValue, SourceRange, Span } from '../../model';
import { asObject, asString, isObject } from '../../normalise/json';
import { field, objectsIn } from './anyValue';
import { classify, isOpenInferenceKey } from './dialect';
import { documentsOf } from './documents';
import { logFragments } from './logs';
import { otlpLog, otlpSpan, type OtlpSpan } from './span';
import { OTLP_GENAI, OTLP_OPENINFERENCE, sessionOf, spanCall, userOf } from './spanCall';

export const otlpFormat: TraceFormat = {
  name: OTLP_GENAI,
  title: 'OTLP (GenAI)',
  traits: { messages: true, system: 'sometimes', tools: 'sometimes', usage: true, timing: true, documents: true },
  detect: isOtlp,
  open: () => reader,
};

/** The same envelope with OpenInference attributes; a mixed record is read by either, dialect by dialect. */
export const openInferenceFormat: TraceFormat = {
  name: OTLP_OPENINFERENCE,
  title: 'OTLP (OpenInference)',
  traits: { messages: true, system: 'sometimes', tools: 'yes', usage: true, timing: true, documents: true },
  detect: (value) => isOtlp(value) && isObject(value) && spansIn(value).some(isOpenInference),
  open: () => reader,
};

function isOtlp(value: JsonValue): boolean {
  return isObject(value) && SIGNALS.some((name) => Array.isArray(field(value, name)));
}
const SIGNALS = ['resourceSpans', 'resourceLogs', 'resourceMetrics'];

const isOpenInference = ({ span }: { span: JsonObject }): boolean => {
  const list = span['attributes'];
  return Array.isArray(list) && list.some((item) => isOpenInferenceKey(asObject(item)?.['key']));
};

const reader: RecordReader = { read: readRequest, finish: () => [] };

function readRequest(record: TraceRecord): Fragment[] {
  const request = asObject(record.value);
  if (!request) return [];
  const { path } = record;
  const spans = spansIn(request).map(({ span, scope }) => spanFragment(record, span, scope));
  const logs = logsIn(request).flatMap((log) => logFragments(otlpLog(log), sourceOf(record, 'message')));
  const metrics: Fragment[] = field(request, 'resourceMetrics') ? [{ type: 'ignored', path, reason: 'metrics' }] : [];
  return [...spans, ...logs, ...metrics];
}

function sourceOf({ path, line, offsetBytes, lengthBytes }: TraceRecord, role: SourceRange['role']): SourceRange {
  return { path, ...(line !== undefined && { line }), offsetBytes, lengthBytes, role };
}

function spansIn(request: JsonObject): { span: JsonObject; scope: string }[] {
  const groups = objectsIn(request, 'resourceSpans').flatMap((resource) => [
    ...objectsIn(resource, 'scopeSpans'),
    ...objectsIn(resource, 'instrumentationLibrarySpans'),
  ]);
  return groups.flatMap((group) => {
    const scope = asObject(group['scope']) ?? asObject(group['instrumentationLibrary']);
    const name = asString(scope?.['name']) ?? '';
    return objectsIn(group, 'spans').map((span) => ({ span, scope: name }));
  });
}

const logsIn = (request: JsonObject): JsonObject[] =>
  objectsIn(request, 'resourceLogs')
    .flatMap((resource) => objectsIn(resource, 'scopeLogs'))
    .flatMap((group) => objectsIn(group, 'logRecords'));

function spanFragment(record: TraceRecord, wire: JsonObject, scope: string): Fragment {
  const found = otlpSpan(wire, scope);
  if (!found) return { type: 'ignored', path: record.path, reason: 'span without trace or span id' };
  const { kind, dialect, unread } = classify(found.attributes);
  const source = sourceOf(record, 'span');
  const sessionId = sessionOf(found.attributes);
  const userId = userOf(found.attributes);
  return {
    type: 'span',
    span: traceSpan(found, kind),
    source,
    ...(sessionId !== undefined && { sessionId }),
    ...(userId !== undefined && { userId }),
    ...(dialect && { call: spanCall(found, dialect, source) }),
    ...(unread !== undefined && { unread }),
  };
}

function traceSpan(found: OtlpSpan, kind: Span['kind']): Span {
  const { traceId, id, parentId, name, startTime, endTime, status, error, attributes, scope } = found;
  return {
    id,
    traceId,
    ...(parentId !== undefined && { parentId }),
    kind,
    name,
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    status,
    ...(error && { error }),
    attributes: { ...attributes, ...(scope && { 'otel.scope.name': scope }) },
    documents: kind === 'retrieval' || kind === 'rerank' ? documentsOf(attributes, id) : [],
  };
}
