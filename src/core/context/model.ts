/** The context document (design §3) after parsing: defaults applied, shapes narrowed. Types only. */
import type { JsonObject, JsonValue, Message, Role, ToolDefinition } from '../trace/model';

export type SectionKind =
  'instructions' | 'examples' | 'documents' | 'history' | 'toolResults' | 'userState' | 'tools' | 'query' | 'other';

export type Binding =
  'call.system' | 'call.query' | 'call.history' | 'call.tail' | 'call.messages' | 'call.tools' | 'call.documents';

export type OverflowPolicyName =
  | 'error'
  | 'drop'
  | 'drop-oldest'
  | 'drop-newest'
  | 'drop-lowest-score'
  | 'truncate-start'
  | 'truncate-middle'
  | 'truncate-end'
  | 'fallback';
/** `declared` is false where the policy is the default of the section's kind. */
export interface Overflow {
  policy: OverflowPolicyName;
  declared: boolean;
  fallback?: { text?: string; file?: string };
}

/** A size in tokens or as a share (0–100) of the window. */
export type BudgetSize = { tokens: number } | { percent: number };
export interface Budget {
  max?: BudgetSize;
  min?: BudgetSize;
}

export interface Freshness {
  /** Milliseconds. */
  maxAgeMs?: number;
  onStale?: 'warn' | 'drop' | 'refresh-needed';
}

export interface Item {
  id?: string;
  text: string;
  score?: number;
  asOf?: string;
  source?: string;
}

export type SectionContent =
  | { type: 'text'; text: string }
  | { type: 'file'; path: string }
  | { type: 'items'; items: Item[] }
  | { type: 'messages'; messages: Message[]; template: boolean }
  | { type: 'tools'; tools: ToolDefinition[] }
  | { type: 'binding'; from: Binding };

export interface Section {
  id: string;
  kind: SectionKind;
  /** Absent where the content's own messages carry their roles. */
  role?: Role;
  required: boolean;
  priority: number;
  budget: Budget;
  overflow: Overflow;
  freshness: Freshness;
  /** ISO time of the section's content; an item's own wins. */
  asOf?: string;
  source?: string;
  retrieval?: { strategy?: string; query?: string; [key: string]: JsonValue | undefined };
  before: string;
  after: string;
  itemTemplate: string;
  separator: string;
  merge: boolean;
  content: SectionContent;
}

export interface ContextDocument {
  version: 1;
  name?: string;
  model?: string;
  window?: number;
  reserve: number;
  params: JsonObject;
  variables: { [name: string]: string };
  sample?: { trace: string; call?: string };
  sections: Section[];
  latency?: JsonObject;
  expect: JsonValue[];
  toolChoice?: JsonValue;
  responseFormat?: JsonValue;
  extra?: JsonObject;
}

/** Zero-based; columns in UTF-16 units, as the editor counts. */
export interface Position {
  line: number;
  column: number;
}
export interface Range {
  start: Position;
  end: Position;
}

export type Severity = 'error' | 'warning' | 'info';
export type DiagnosticCode =
  | 'syntax'
  | 'schema'
  | 'duplicate-id'
  | 'not-built-yet'
  | 'unknown-model'
  | 'missing-file'
  | 'unresolved-variable'
  | 'cyclic-variable'
  | 'missing-sample'
  | 'over-budget'
  | 'does-not-fit'
  | 'required-does-not-fit'
  | 'not-carried'
  | 'replaced-by-documents'
  | 'documents-may-be-doubled'
  | 'text-without-break'
  | 'lone-surrogate';

/** One finding. `message` is a sentence that says what happened, where, and what to do next. */
export interface Diagnostic {
  code: DiagnosticCode;
  severity: Severity;
  message: string;
  sectionId?: string;
  /** In the document's own text. Absent for a rebuilt call. */
  range?: Range;
  /** Where in the document's structure, until the service has turned it into a range (`placeDiagnostics`). */
  path?: DocumentPath;
  /** A text inside the value at `path` that the range is narrowed to. */
  near?: string;
}

/** Where in the document's structure a thing stands: keys and indexes from the root. */
export type DocumentPath = readonly (string | number)[];

export interface ParsedDocument {
  /** Absent when the text is no valid document; the last good snapshot then stays on screen. */
  document?: ContextDocument;
  diagnostics: Diagnostic[];
  /**
   * The range of the value (or of its key, where the value is missing) at a path; the first line of the
   * nearest ancestor otherwise. With `near`, the first place of that text inside the value, where it is found.
   */
  locate(path: DocumentPath, near?: string): Range | undefined;
  /** All of the value at a path, over as many lines as it takes. */
  extent(path: DocumentPath): Range | undefined;
  /** The `file:` paths as written, each once. */
  files: string[];
}
