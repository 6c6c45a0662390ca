/** What a lint rule sees and gives (docs/lint). Types only; a rule never changes what it sees. */
import type { Count, TokenCounter } from '../../tokens/count';
import type { Call, JsonValue, Role } from '../../trace/model';
import type { Assembly, ResolvedDocument } from '../assembly';
import type { DiagnosticCode, DocumentPath, ParsedDocument, Section, Severity } from '../model';
import type { LintRuleId } from './ruleIds';

/** What assembly was given and what it made of it: of a document or of a rebuilt call alike. */
export interface LintInput {
  assembly: Assembly;
  resolved: ResolvedDocument;
  /** Of a document. */
  parsed?: ParsedDocument;
  /** The rebuilt call, or the call that the document binds. */
  call?: Call;
  /** 'call': the context is that of a logged call and states no budgets or policies of its own. */
  of: 'document' | 'call';
  counter: TokenCounter;
  /** What is known of tool use beyond this one call. */
  toolUse?: ToolUse;
}

/** How often the calls of one place called tools, and which. */
export interface ToolUse {
  toolCalls: number;
  names: ReadonlySet<string>;
}

export type TextForm =
  /** The text of a section, or of its file. */
  | 'text'
  | 'item'
  /** `before` or `after` of a section. */
  | 'frame'
  | 'message'
  | 'toolResult'
  | 'toolCall'
  | 'reasoning'
  | 'toolDefinition';

/** A text that is sent, with the place it came from. */
export interface LintText {
  section: Section;
  form: TextForm;
  role?: Role;
  /** The item, message or tool that it belongs to. */
  unitId?: string;
  text: string;
  /** In the document; of a rebuilt call it leads nowhere. */
  path: DocumentPath;
}

export interface LintContext extends LintInput {
  /** What is kept of the context, in the order in which it is sent; what gave way whole is left out. */
  texts: readonly LintText[];
}

/** Replaces or adds the value at a path of the document; without a value the thing at the path goes. */
export interface DocumentEdit {
  path: DocumentPath;
  value?: JsonValue;
}

export interface LintFix {
  title: string;
  edits: DocumentEdit[];
}

/** One thing that a rule found. `message` is a sentence: what, where, and what to do. */
export interface LintFinding {
  message: string;
  sectionId?: string;
  unitId?: string;
  /** What is found is sent in vain. */
  tokens?: Count;
  path?: DocumentPath;
  near?: string;
  /** A few words of what was found, for lists. Never a secret. */
  excerpt?: string;
  /** Where it is not the rule's own. */
  severity?: Severity;
  fix?: LintFix;
  /** How many findings this one stands for, where it is more than one. */
  findings?: number;
}

export interface LintRule {
  id: LintRuleId;
  /** What it finds, in one line. */
  title: string;
  level: Severity;
  /** Else it is looked for on request only. */
  isDefault: boolean;
  /** Findings of earlier steps that mean the same: they take this rule's id and level and are not said twice. */
  codes?: readonly DiagnosticCode[];
  check?(context: LintContext): LintFinding[];
}
