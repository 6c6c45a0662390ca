/** Compare (design §6): what stands side by side. Types only. */
import type { OutcomeStatus, RunHeaderLine, Variant } from '../replay/model';
import type { Money, Part, Replayability, Usage } from '../trace/model';

/** A run of text on one side of a changed pair of lines. */
export interface WordSpan {
  text: string;
  changed: boolean;
}
/** Rows of a side-by-side diff. A side is absent where the other side has a line of its own. */
export interface DiffRow {
  state: 'equal' | 'changed' | 'left' | 'right';
  left?: WordSpan[];
  right?: WordSpan[];
  /** Line numbers from 1. */
  leftLine?: number;
  rightLine?: number;
}
export interface Hunk {
  rows: DiffRow[];
}
/** `coarse`: the diff gave up under its limit, and what changed is shown as replaced. */
export interface TextDiff {
  equal: boolean;
  coarse: boolean;
  rows: DiffRow[];
  changes: number;
}

/** A side of a pair: 'logged' or a variant's id. */
export type SideId = string;

/** What one call gave in one variant. `ok` of `samples`; "not run" = samples − all others. */
export interface GridCell {
  variantId: SideId;
  ok: number;
  failed: number;
  capped: number;
  cancelled: number;
  notRun: number;
  /** Whether the first ok sample's text equals the logged output's. */
  equalsLogged?: boolean;
  firstWords: string;
}
export interface GridRow {
  callId: string;
  query: string;
  logged: { status: 'ok' | 'error' | 'absent'; firstWords: string };
  cells: GridCell[];
  replayability: Replayability;
}
export interface RunSummary {
  header: RunHeaderLine;
  variants: Variant[];
  calls: number;
  planned: number;
  ok: number;
  failed: number;
  capped: number;
  cancelled: number;
  notRun: number;
  cost: Money;
  ended?: 'finished' | 'cancelled' | 'capped';
  /** Unreadable lines: line number and what is wrong. */
  errors: { line: number; message: string }[];
}

/** One output, as text for the diff and as parts. Tool calls are written one argument a line. */
export interface SideOutput {
  side: SideId;
  title: string;
  sample?: number;
  samples?: number;
  status: OutcomeStatus | 'absent';
  parts: Part[];
  text: string;
  usage: Usage;
  cost?: Money;
  durationMs?: number;
  servedModel?: string;
  finishReason?: string;
  error?: { code: string; message: string };
}
export interface Pair {
  callId: string;
  left: SideOutput;
  right: SideOutput;
  diff: TextDiff;
}

export interface ComparedPair {
  callId: string;
  sample: number;
  /** False where one side has no whole output. */
  equal: boolean;
  coarse: boolean;
  hunks: Hunk[];
  left: SideId;
  right: SideId;
  /** Present where one side has no whole output. */
  statuses?: { left: SideOutput['status']; right: SideOutput['status'] };
}
/** The stable JSON of `ctxdbg compare --json`. `clusters` and `metrics` are empty until they are built. */
export interface CompareAnswer {
  pairs: ComparedPair[];
  clusters: never[];
  metrics: never[];
}
