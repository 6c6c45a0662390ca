/** What the Context view shows of a document or a rebuilt call. Types only; made by snapshot.ts. */
import type { ContextAnswer, PayloadMessage } from './assembly';
import type { Range } from './model';

/** What-if: never written to the document. */
export interface ContextOverlay {
  window?: number;
  model?: string;
}

/** What the Context view shows; `version` grows with each edit or overlay. */
export interface ContextSnapshot {
  version: number;
  title: string;
  /** The file's name, or the call's id. */
  subtitle: string;
  mode: 'document' | 'call';
  answer: ContextAnswer;
  payload: PayloadMessage[];
  overlay: ContextOverlay;
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
}
