/** The context document (design §3) after parsing: defaults applied, shapes narrowed. Types only. */
import type { Count } from '../tokens/count';
import type { JsonObject, JsonValue, Message, Role, ToolDefinition } from '../trace/model';
import type { LintRuleId } from './lint/ruleIds';

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
  /** A shorter text that stands in for the section once its policy's own steps are taken. */
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
  /** Ids of sections that it stays or goes with; the tie holds both ways. */
  keepWith?: string[];
  /** Of items that say the same, one is kept. */
  dedupe?: boolean;
  /** `x-lint:` as written: levels of rules for this section. */
  lint?: JsonValue;
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
  /** `x-lint:` as written: levels of rules for this document. */
  lint?: JsonValue;
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
  | LintRuleId
  | 'syntax'
  | 'schema'
  | 'duplicate-id'
  | 'not-built-yet'
  | 'fallback-too-long'
  | 'unknown-model'
  | 'missing-file'
  | 'cyclic-variable'
  | 'missing-sample'
  | 'does-not-fit'
  | 'not-carried'
  | 'replaced-by-documents'
  | 'documents-may-be-doubled'
  | 'lone-surrogate'
  | 'not-kept'
  | 'tokenizer-file';

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
  /** The lint rule that it belongs to (docs/lint). */
  rule?: LintRuleId;
  /** The item, message or tool that it is about. */
  unitId?: string;
  /** Tokens that are sent in vain. */
  tokens?: Count;
  /** A few words of what was found, for lists. */
  excerpt?: string;
  /** How many findings this one stands for, where it is more than one. */
  findings?: number;
  /** What may be done about it, as edits of the document. */
  fix?: { title: string; edits: { path: DocumentPath; value?: JsonValue; place?: TextEdit }[] };
}

/** Replaces a range of a text. */
export interface TextEdit {
  range: Range;
  text: string;
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
  /** The change of the text that sets the value at a path, or, without a value, removes what stands there. */
  edit?(path: DocumentPath, value?: JsonValue): TextEdit | undefined;
  /** The `file:` paths as written, each once. */
  files: string[];
  /** The text is a prompt file of another program: of which, and what of it is not carried, as sentences. */
  converted?: { format: string; lost: string[] };
}
