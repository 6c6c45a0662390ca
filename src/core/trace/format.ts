/**
 * What a reader of one trace format is. A reader sees records (one JSON value each, with its byte range) and gives
 * fragments; join.ts makes calls of them over the whole trace set. Readers never throw on a value's content.
 */
import type { Call, FieldGap, JsonValue, Message, SourceRange, Span, TraceErrorCode, Usage } from './model';

export interface TraceRecord {
  path: string;
  /** From 1; absent inside a document that is not line by line. */
  line?: number;
  /** Index in a top-level array. */
  index?: number;
  offsetBytes: number;
  lengthBytes: number;
  value: JsonValue;
}

/** A call before it has its id and what the rest of its trace says. */
export type CallDraft = Omit<Call, 'id' | 'documents' | 'feedback'> & Partial<Pick<Call, 'documents' | 'feedback'>>;

export type Fragment =
  /** A whole call in one record. */
  | { type: 'call'; call: CallDraft }
  /** A span; `call` is what an llm span says of its call. Only leaf llm spans become calls (formats.md rule 6). */
  | {
      type: 'span';
      span: Span;
      source: SourceRange;
      sessionId?: string;
      userId?: string;
      call?: CallDraft;
      /** Why a span that is a model call gives none. */
      unread?: string;
    }
  /** Messages that belong to a span written elsewhere (message events on logs). `system`, `params`, `tools` likewise. */
  | {
      type: 'messages';
      traceId: string;
      spanId: string;
      input: Message[];
      output: Message[];
      call?: Partial<
        Pick<
          Call,
          'system' | 'tools' | 'params' | 'finishReasons' | 'requestedModel' | 'servedModel' | 'responseId' | 'provider'
        >
      >;
      usage?: Usage;
      gaps?: FieldGap[];
      source: SourceRange;
    }
  | {
      type: 'feedback';
      traceId: string;
      spanId?: string;
      name: string;
      value: number | string | boolean;
      comment?: string;
    }
  | { type: 'ignored'; path: string; reason: string }
  | { type: 'error'; path: string; line?: number; offsetBytes?: number; code: TraceErrorCode; message: string };

/** Reads the records of one file that are of its format; may hold state until finish (a session log does). */
export interface RecordReader {
  read(record: TraceRecord): Fragment[];
  finish(): Fragment[];
}

/** What a format can and cannot give: shown by `ctxdbg formats`. */
export interface FormatTraits {
  messages: boolean;
  system: 'yes' | 'sometimes' | 'never';
  tools: 'yes' | 'sometimes' | 'never';
  usage: boolean;
  timing: boolean;
  documents: boolean;
}

export interface TraceFormat {
  /** Stable, kebab-case. */
  name: string;
  title: string;
  traits: FormatTraits;
  /** Cheap and deterministic; sees one record. The first format in the table that says yes reads the record. */
  detect(value: JsonValue): boolean;
  open(path: string): RecordReader;
}

/** A call as one row of the list: everything but content. */
export interface CallRow {
  id: string;
  file: string;
  line?: number;
  traceId?: string;
  spanId?: string;
  sessionId?: string;
  site?: string;
  model?: string;
  servedModel?: string;
  provider?: string;
  format: string;
  startTime?: number;
  durationMs?: number;
  timeToFirstTokenMs?: number;
  inputTokens?: number;
  outputTokens?: number;
  error?: string;
  finishReason?: string;
  /** Counts of the normal form. */
  messageCount: number;
  toolCallCount: number;
  documentCount: number;
  /** The query's first words, else the output's, at most 120 characters. */
  firstWords: string;
  replayability: Call['replayability'];
}
