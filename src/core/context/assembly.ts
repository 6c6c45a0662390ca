/** What resolving and assembling a context document give (design §3). Types only. */
import type { Count } from '../tokens/count';
import type { JsonObject, JsonValue, Message, Part, Role, ToolDefinition } from '../trace/model';
import type { ContextDocument, Diagnostic, Section } from './model';

/** A piece of a text section: an item after its template, or the whole text of a section without items. */
export interface TextPiece {
  /** The item's id, or its index as a string. */
  id: string;
  text: string;
  score?: number;
  asOf?: string;
  source?: string;
  /** The item's text before its template, where that makes a difference. */
  ownText?: string;
}

/** One or more whole messages that stay or go together: a tool call with its results, or a single message. */
export interface MessageUnit {
  id: string;
  messages: Message[];
}

/**
 * The text of a text section is before + pieces joined by separator + after. It makes a message {role, parts: [text]},
 * or, where `frame` is given (a rebuilt call), `frame` with the text put into its last part, an empty text part.
 * A section with `merge` joins its first part to the last part of the message before it, by `section.separator`, where
 * both are text (the earlier part's `extra` stays); its other parts follow as parts of the same message.
 */
export type SectionBody =
  | { type: 'text'; before: string; after: string; separator: string; pieces: TextPiece[]; frame?: Message }
  | { type: 'messages'; units: MessageUnit[] }
  | { type: 'tools'; tools: ToolDefinition[] }
  | { type: 'unbound' };

export interface ResolvedSection {
  section: Section;
  body: SectionBody;
  /** The text that stands in for the section, its variables and file resolved. */
  fallback?: string;
  /** 'system': its parts go to the request's separate `system` field and not into a message (rebuilt calls only). */
  target?: 'system';
}

/** Everything assembly needs; no variable, file or binding is left open. */
export interface ResolvedDocument {
  document: ContextDocument;
  sections: ResolvedSection[];
  diagnostics: Diagnostic[];
  /** Text taken out of query, history or tail because a section binds the documents it holds. */
  replacedByDocuments: string[];
  /** What of the bound call no section carries: 'system', 'history (3 messages)', 'tools' ... */
  notCarried: string[];
  /** Present for a rebuilt call. */
  reported?: { input: number; gaps: string[] };
}

export type SectionAction = 'whole' | 'cut' | 'fallback' | 'dropped' | 'stale' | 'unbound';
export type ReasonCode =
  | 'fits'
  | 'over-own-budget'
  | 'window-full'
  | 'required'
  | 'unbound'
  | 'empty'
  | 'as-sent'
  | 'policy-error'
  | 'stale'
  | 'duplicate'
  | 'kept-with';

export interface Decision {
  /** From 1, in the order taken. */
  order: number;
  sectionId: string;
  /** The item, message or tool that gave way, where a part of a section did. */
  unitId?: string;
  action: 'cut' | 'fallback' | 'dropped' | 'stale';
  reason: ReasonCode;
  freed: Count;
  /** One sentence in plain words. */
  text: string;
}

/** 'about': by the sum of pieces encoded apart. 'at-latest': shares of the window make the exact one smaller. */
export interface WholeFrom {
  /** Tokens. */
  window: number;
  basis: 'exact' | 'about' | 'at-latest';
  /** All of it is kept there; else its own budget still takes from it. */
  isWhole: boolean;
}

export interface SectionLedger {
  id: string;
  kind: Section['kind'];
  /** The roles of its messages, joined by ', '; 'definitions' for tools. */
  role: string;
  priority: number;
  required: boolean;
  raw: Count;
  kept: Count;
  /** In tokens; percentages resolved against the window. */
  budget: { max?: number; min?: number };
  freshness?: FreshnessRow;
  action: SectionAction;
  reason: { code: ReasonCode; text: string };
  /** The smallest window in which it loses nothing to the window; given where it did. */
  wholeFrom?: WholeFrom;
  /** What happened to it, why, in which order, and what it would take to keep it whole; a sentence each. */
  why?: string[];
  /** Items, messages or tools in the section, and how many of them are kept. */
  units: number;
  unitsKept: number;
  /** One by one, where the section holds items. */
  items?: ItemLedger[];
}

/** How old a section's content is, and whether it is still valid, by the time of the assembly. */
export interface FreshnessRow {
  /** Of its oldest item. */
  asOf: string;
  ageMs: number;
  maxAgeMs?: number;
  /** Older than `maxAgeMs`. */
  stale: boolean;
  /** ISO time at which the source of a part of it changed, after that part's own time. */
  changedAt?: string;
  /** 'documents / doc-9': a newer item of the same source as one of its items. */
  supersededBy?: string;
  /** Where the section is stale, superseded, or its source changed: its sources, or how it is retrieved. */
  refreshFrom?: string;
}

/** An item of a section. What of a truncated section an item lost is in the section's own counts. */
export interface ItemLedger {
  id: string;
  raw: Count;
  isKept: boolean;
  score?: number;
  asOf?: string;
  source?: string;
  /** Absent where it is not too old. */
  stale?: boolean;
  changedAt?: string;
  supersededBy?: string;
  /** The item that says the same and stays. */
  duplicateOf?: string;
}

/** A run of the payload that belongs to one section. `cut` text was not sent and is shown struck through. */
export interface PayloadSegment {
  sectionId: string;
  unitId?: string;
  state: 'sent' | 'cut' | 'mark';
  kind: Part['type'];
  text: string;
}
/** One message as sent, with what was cut from it in place; a message that was cut whole has `sent: false`. */
export interface PayloadMessage {
  role: Role | 'tools';
  name?: string;
  sent: boolean;
  segments: PayloadSegment[];
}

/** A provider-neutral request: what a render function turns into a provider's body. */
export interface ModelRequest {
  model?: string;
  messages: Message[];
  system?: Part[];
  tools: ToolDefinition[];
  toolChoice?: JsonValue;
  responseFormat?: JsonValue;
  params: JsonObject;
  extra?: JsonObject;
}

export interface Assembly {
  model: string;
  /** Absent where neither the document nor the catalogue gives one; nothing then gives way. */
  window?: number;
  reserve: number;
  request: ModelRequest;
  payload: PayloadMessage[];
  sections: SectionLedger[];
  /** Message framing and reply primer. */
  framing: Count;
  /** Framing before anything gave way; present where whole messages went. */
  rawFraming?: Count;
  /** Σ kept + framing. */
  total: Count;
  /** max(0, Σ raw + (rawFraming ?? framing) − (window − reserve)). */
  overflow: number;
  fits: boolean;
  /** reported − counted, for a rebuilt call that reports usage. */
  residual?: { tokens: number; text: string };
  decisions: Decision[];
  diagnostics: Diagnostic[];
}

/** What is kept in a window of one size; windows descend, from the one in which everything fits. */
export interface LadderRung {
  window: number;
  total: Count;
  /** false: what must stay does not fit. */
  fits: boolean;
  sections: { id: string; kept: Count; action: SectionAction }[];
}

/** The stable JSON of `ctxdbg context --json` (design §9); the views show the same value. */
export interface ContextAnswer {
  model: string;
  window: number | null;
  reserve: number;
  total: Count;
  overflow: number;
  fits: boolean;
  sections: SectionLedger[];
  framing: Count;
  rawFraming?: Count;
  residual?: { tokens: number; text: string };
  decisions: Decision[];
  diagnostics: Diagnostic[];
  messages?: Message[];
  /** Only where it was asked for. */
  ladder?: LadderRung[];
}
