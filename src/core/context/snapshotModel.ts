/** What the Context view shows of a document or a rebuilt call. Types only; made by snapshot.ts. */
import type { ContextAnswer } from './assembly';
import type { Range, TextEdit } from './model';
import type { PayloadSummary } from './payloadRows';

/** What-if: never written to the document. */
export interface ContextOverlay {
  window?: number;
  model?: string;
  /** Sizes of sections in tokens in place of the document's own; null takes the own size away. */
  budgets?: { [sectionId: string]: { max?: number | null; min?: number | null } };
}

/** The what-if as edits of the text, and what they write as a sentence; or no edits, and why not. */
export type OverlayEdits = { edits: TextEdit[]; message: string } | { edits: []; refusal: string };

/** A size that the document itself gives; `percent`: it is written as a share of the window. */
export interface OwnSize {
  tokens: number;
  percent?: number;
}
/** What there is without the what-if, so that the view can say what it changes. */
export interface OwnSettings {
  model: string | null;
  window: number | null;
  budgets: { [sectionId: string]: { max?: OwnSize; min?: OwnSize } };
}

/** An answer as a view gets it: the items of sections, and what follows the first decisions, are asked for. */
export interface ShownAnswer extends ContextAnswer {
  /** How many items there are in each section that holds items; its row has no `items`. */
  itemCounts?: { [sectionId: string]: number };
  /** Of all decisions, where `decisions` are not all. */
  decisionCount?: number;
}

/** What the Context view shows; `version` grows with each edit or overlay. */
export interface ContextSnapshot {
  version: number;
  title: string;
  /** The file's name, or the call's id. */
  subtitle: string;
  mode: 'document' | 'call';
  answer: ShownAnswer;
  /** Its rows are asked for as they come on screen. */
  payload: PayloadSummary;
  overlay: ContextOverlay;
  own?: OwnSettings;
  /** Models that the picker offers. */
  models: { id: string; window: number | null }[];
  /** Where each section stands in the document; empty for a call. */
  sectionRanges: { [sectionId: string]: Range };
  /** True while the text on screen is no valid document and this is the last good snapshot. */
  isOutdated: boolean;
  /** The call bound while editing, if any. */
  boundCall?: { id: string; trace: string };
  replacedByDocuments: string[];
  notCarried: string[];
  /** The text is a prompt file of another program, shown as what it converts to: its format, and what is not carried. */
  converted?: { format: string; lost: string[] };
}
