/** Two contexts side by side: what stands in a comparison. Types only; the stable JSON of `--compare-with`. */
import type { DiffRow } from '../compare/model';
import type { Count } from '../tokens/count';
import type { PayloadMessage, SectionAction } from './assembly';
import type { SectionKind } from './model';

export interface ComparedContext {
  title: string;
  model: string;
  window: number | null;
  total: Count;
}

export interface ComparedSectionSide {
  id: string;
  raw: Count;
  kept: Count;
  action: SectionAction;
}

/** How the two sections of a row were found to be the same one. */
export type SectionMatch = 'id' | 'binding' | 'kind';

export interface ComparedSection {
  /** Of the left side, else of the right. */
  id: string;
  kind: SectionKind;
  /** Absent where a side has no such section. */
  left?: ComparedSectionSide;
  right?: ComparedSectionSide;
  matchedBy?: SectionMatch;
  /** Kept on the right − kept on the left. Its basis is the weaker of the two. */
  difference: Count;
}

/** Left, right and right − left. */
export interface ComparedCount {
  left: Count;
  right: Count;
  difference: Count;
}

/** Where a side's message stands in its payload. */
export interface ComparedMessageSide {
  /** From 1, among the messages that are sent; the list of tools counts as one. */
  number: number;
  role: PayloadMessage['role'];
  name?: string;
  /** The sections that it comes from, in order. */
  sections: string[];
}

/** A message on both sides, or on one. `text` where there is nothing to compare, else `rows`. */
export type ComparedMessage =
  | { state: 'equal'; left: ComparedMessageSide; right: ComparedMessageSide; text: string }
  | { state: 'left'; left: ComparedMessageSide; text: string }
  | { state: 'right'; right: ComparedMessageSide; text: string }
  | {
      state: 'changed';
      left: ComparedMessageSide;
      right: ComparedMessageSide;
      rows: DiffRow[];
      /** The search gave up under its limit: what changed is shown as replaced. */
      coarse: boolean;
    };

export interface ContextComparison {
  /** The payloads read the same, and so do model, window and every section's tokens. */
  equal: boolean;
  coarse: boolean;
  left: ComparedContext;
  right: ComparedContext;
  sections: ComparedSection[];
  /** Σ of the sections' differences + framing = total. */
  framing: ComparedCount;
  total: ComparedCount;
  messages: ComparedMessage[];
}
