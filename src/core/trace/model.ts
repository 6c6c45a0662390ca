/**
 * The normal form of a trace: what every reader writes and everything else reads. Types only.
 * Unknown is absent, never 0 or ''. Times are fractional milliseconds since the epoch. Byte offsets count
 * from the start of the file, a byte-order mark included.
 */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

/** Fields of the provider's own message or part that the normal form has no name for, kept verbatim. */
export type Extra = JsonObject;

export type Part =
  | { type: 'text'; text: string; extra?: Extra }
  | { type: 'image' | 'audio' | 'file'; mimeType?: string; url?: string; data?: string; name?: string; extra?: Extra }
  | { type: 'toolCall'; id?: string; name: string; arguments: string; extra?: Extra }
  | { type: 'toolResult'; id?: string; name?: string; parts: Part[]; isError?: boolean; extra?: Extra }
  | { type: 'reasoning'; text: string; signature?: string; encrypted?: string; extra?: Extra }
  | { type: 'refusal'; text: string; extra?: Extra }
  | { type: 'unknown'; raw: JsonValue };

/** `arguments` of a tool call is the string on the wire, which may be no valid JSON; an object is written as JSON. */
export type ToolCallPart = Extract<Part, { type: 'toolCall' }>;
export type ToolResultPart = Extract<Part, { type: 'toolResult' }>;

/** `extra.contentForm: 'parts'` marks a message of one text that the wire wrote as a list of parts, not as a string. */
export interface Message {
  role: Role;
  name?: string;
  parts: Part[];
  extra?: Extra;
}

/** A tool definition. `parameters` is its JSON Schema; `raw` is the provider's own object, kept for rendering. */
export interface ToolDefinition {
  name: string;
  description?: string;
  parameters?: JsonValue;
  raw?: JsonValue;
}

/**
 * Tokens as the provider reported them, normalised: `input` is all that the model read, cached and written to
 * cache included; `output` includes reasoning; the other three are "of which".
 */
export interface Usage {
  input?: number;
  output?: number;
  cached?: number;
  cacheWrite?: number;
  reasoning?: number;
  /** Why a number may be wrong, e.g. a log that repeats a stream's first value. */
  note?: string;
}

export type MoneyBasis = 'reported' | 'priced' | 'unknown';
/** `usd` is absent exactly when the basis is 'unknown'. */
export interface Money {
  usd?: number;
  basis: MoneyBasis;
  priceDate?: string;
  priceSource?: string;
}

/** A retrieved document. `text` is absent where the log holds only the id. */
export interface RetrievedDocument {
  id?: string;
  text?: string;
  score?: number;
  asOf?: string;
  source?: string;
  metadata?: JsonObject;
  /** The retrieval span it came from. */
  spanId?: string;
}

export type SourceRole = 'span' | 'message' | 'output' | 'usage';
/** Where in which file a call (or a part of it) stands. `line` counts from 1. */
export interface SourceRange {
  path: string;
  line?: number;
  offsetBytes: number;
  lengthBytes: number;
  role: SourceRole;
}

export type FieldState = 'missing' | 'truncated' | 'guessed';
/** `path` names the field in the normal form: 'messages', 'system', 'tools', 'params', 'messages[3].parts[0]'. */
export interface FieldGap {
  path: string;
  state: FieldState;
  reason: string;
}
export interface Replayability {
  level: 'complete' | 'incomplete';
  fields: FieldGap[];
}

export interface Feedback {
  name: string;
  value: number | string | boolean;
  comment?: string;
}

export interface CallError {
  type?: string;
  message: string;
}

export type SpanKind = 'llm' | 'retrieval' | 'rerank' | 'embedding' | 'tool' | 'agent' | 'chain' | 'other';
export interface Span {
  id: string;
  traceId: string;
  parentId?: string;
  kind: SpanKind;
  name: string;
  startTime?: number;
  endTime?: number;
  status: 'ok' | 'error' | 'unset';
  error?: CallError;
  attributes: JsonObject;
  documents: RetrievedDocument[];
}

export interface Trace {
  id: string;
  sessionId?: string;
  userId?: string;
  spans: Span[];
}

/** One request to a model: the leaf llm span, or one request/response record. */
export interface Call {
  id: string;
  traceId?: string;
  spanId?: string;
  parentId?: string;
  sessionId?: string;
  userId?: string;
  sources: SourceRange[];
  /** The reader's name, e.g. 'otlp-genai'. */
  format: string;
  /** As the log names it, lower case: 'openai', 'anthropic', 'gcp.gemini' ... */
  provider?: string;
  requestedModel?: string;
  servedModel?: string;
  responseId?: string;
  requestId?: string;
  startTime?: number;
  endTime?: number;
  /** Where the log gives a duration but no end. Else end − start. */
  durationMs?: number;
  timeToFirstTokenMs?: number;
  params: JsonObject;
  /** Only a provider's separate system field; a leading system message stays in `messages`. */
  system?: Part[];
  messages: Message[];
  tools: ToolDefinition[];
  toolChoice?: JsonValue;
  responseFormat?: JsonValue;
  /** One message for each choice. */
  output: Message[];
  finishReasons: string[];
  usage: Usage;
  cost?: Money;
  error?: CallError;
  /** What was retrieved in the same trace before this call. */
  documents: RetrievedDocument[];
  feedback: Feedback[];
  /** Values that the call recorded for the variables of its template. */
  templateVariables?: { [name: string]: string };
  tags: string[];
  metadata: JsonObject;
  /** What the log names (code.function, function id, prompt name or template), else absent. */
  site?: string;
  /** Top-level fields of the request body that the normal form has no name for. */
  extra?: Extra;
  replayability: Replayability;
}

/** A line or record that could not be read. It never hides its neighbours. */
export interface TraceError {
  path: string;
  line?: number;
  offsetBytes?: number;
  code: TraceErrorCode;
  message: string;
}
export type TraceErrorCode =
  'not-json' | 'cut-off' | 'not-a-trace' | 'empty' | 'unreadable' | 'too-large' | 'bad-record';

/** Valid records that are no call, counted by reason. */
export interface IgnoredCount {
  path: string;
  reason: string;
  count: number;
}
