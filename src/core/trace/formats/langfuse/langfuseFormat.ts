/**
 * Exports of Langfuse: the interface's download, a trace of the API, lists and JSON Lines of observations, traces and
 * scores. Every observation is a span; a generation says a call, of which the leaves remain (formats.md rule 6).
 */
import type { Fragment, RecordReader, TraceFormat, TraceRecord } from '../../format';
import type { JsonObject, JsonValue, RetrievedDocument, SourceRange, Span } from '../../model';
import { asArray, asObject, asText, compact, isObject, parseIfJson } from '../../normalise/json';
import { documentsOf } from '../otlp/documents';
import { opened } from './content';
import {
  isDownload,
  isObservationRow,
  isScoreRow,
  isTraceRow,
  readObservation,
  readScore,
  traceFacts,
  type Observation,
  type TraceFacts,
} from './observation';
import { errorOf, observationCall } from './observationCall';

const NO_TRACE: TraceFacts = { tags: [] };

class LangfuseReader implements RecordReader {
  private readonly traces = new Map<string, TraceFacts>();

  constructor(private readonly path: string) {}

  read(record: TraceRecord): Fragment[] {
    const { path, line, offsetBytes, lengthBytes } = record;
    return this.readRow(record.value, compact({ path, line, offsetBytes, lengthBytes, role: 'span' as const }));
  }

  private readRow(value: JsonValue, source: SourceRange): Fragment[] {
    if (isDownload(value)) return this.readDownload(value, source);
    if (isObservationRow(value)) return this.observations([value], this.traceOf(value), source);
    if (isTraceRow(value) && isObject(value)) return this.readTrace(value, [], source);
    if (isScoreRow(value)) return this.scores([value], NO_TRACE);
    const page = isObject(value) ? asArray(value['data']) : undefined;
    return page?.flatMap((row) => this.readRow(row, source)) ?? this.ignored('no trace, observation or score');
  }

  private readDownload(value: JsonObject, source: SourceRange): Fragment[] {
    return this.readTrace(asObject(parseIfJson(value['trace'])) ?? {}, asArray(value['observations']) ?? [], source);
  }

  private readTrace(trace: JsonObject, observations: JsonValue[], source: SourceRange): Fragment[] {
    const facts = traceFacts(trace);
    if (facts.id !== undefined) this.traces.set(facts.id, facts);
    const both = joinById([...observations, ...(asArray(trace['observations']) ?? [])]);
    const scores = this.scores(asArray(trace['scores']) ?? [], facts);
    if (both.length === 0) return [...scores, ...this.ignored('trace without observations')];
    return [...this.observations(both, facts, source), ...scores];
  }

  /** A list may give its traces before their observations. */
  private traceOf(value: JsonValue): TraceFacts {
    const id = isObject(value) ? (asText(value['traceId']) ?? asText(value['trace_id'])) : undefined;
    return this.traces.get(id ?? '') ?? NO_TRACE;
  }

  private observations(values: JsonValue[], trace: TraceFacts, source: SourceRange): Fragment[] {
    return values.flatMap((value) => {
      const observation = readObservation(value, trace);
      return observation ? [spanFragment(observation, source)] : this.ignored('observation without id, trace or type');
    });
  }

  private scores(values: JsonValue[], trace: TraceFacts): Fragment[] {
    return values.flatMap((value): Fragment[] => {
      const score = readScore(value, trace);
      return score ? [{ type: 'feedback', ...score }] : this.ignored('score without a value');
    });
  }

  private ignored(reason: string): Fragment[] {
    return [{ type: 'ignored', path: this.path, reason }];
  }

  finish(): Fragment[] {
    return [];
  }
}

/** The download holds each observation twice, once without its content: the fields that say something win. */
function joinById(values: JsonValue[]): JsonValue[] {
  const byId = new Map<string, JsonObject>();
  const others: JsonValue[] = [];
  for (const value of values) {
    const id = isObject(value) ? asText(value['id']) : undefined;
    if (id === undefined || !isObject(value)) others.push(value);
    else byId.set(id, { ...filled(value), ...filled(byId.get(id) ?? {}) });
  }
  return [...byId.values(), ...others];
}

const isEmpty = (value: JsonValue): boolean =>
  value === null || value === '' || value === '{}' || (isObject(value) && Object.keys(value).length === 0);
const filled = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => !isEmpty(field)));

function spanFragment(observation: Observation, source: SourceRange): Fragment {
  const { fields, trace } = observation;
  return compact({
    type: 'span' as const,
    span: spanOf(observation),
    source,
    sessionId: trace.sessionId ?? asText(fields['sessionId']),
    userId: trace.userId ?? asText(fields['userId']),
    call: observation.kind === 'llm' ? observationCall(observation, source) : undefined,
  });
}

function spanOf(observation: Observation): Span {
  const { id, traceId, parentId, kind, startTime, endTime, fields } = observation;
  const error = errorOf(fields);
  return compact({
    id,
    traceId,
    parentId,
    kind,
    name: asText(fields['name']) ?? kind,
    startTime,
    endTime,
    status: error ? ('error' as const) : ('unset' as const),
    error,
    attributes: {},
    documents: kind === 'retrieval' ? retrieved(fields['output'], id) : [],
  });
}

function retrieved(output: JsonValue | undefined, spanId: string): RetrievedDocument[] {
  const value = opened(output);
  const held = isObject(value) ? (value['documents'] ?? value['results'] ?? value['output'] ?? value['nodes']) : value;
  const list = asArray(held);
  return list ? documentsOf({ 'gen_ai.retrieval.documents': list }, spanId) : [];
}

function isLangfuse(value: JsonValue): boolean {
  if (isDownload(value) || isObservationRow(value) || isTraceRow(value) || isScoreRow(value)) return true;
  const [first] = isObject(value) ? (asArray(value['data']) ?? []) : [];
  return first !== undefined && (isObservationRow(first) || isTraceRow(first) || isScoreRow(first));
}

export const langfuseFormat: TraceFormat = {
  name: 'langfuse',
  title: 'Langfuse export',
  traits: { messages: true, system: 'sometimes', tools: 'sometimes', usage: true, timing: true, documents: true },
  detect: isLangfuse,
  open: (path) => new LangfuseReader(path),
};
