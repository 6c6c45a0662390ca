/** Calls × variants: what came of each. Owns the counting; "not run" is the absence of an outcome, never a failure. */
import { noCounts } from '../replay/runFile';
import type { OutcomeStatus, RunCallLine } from '../replay/model';
import { questionOf } from '../trace/question';
import type { GridCell, GridRow, SideId } from './model';
import { loggedParts } from './pair';
import { firstWords, outputText } from './sideOutput';

/** What the grid needs of an outcome; `text` only of the first ok sample. */
export interface CellOutcome {
  sample: number;
  status: OutcomeStatus;
}
export interface CellInput {
  variantId: SideId;
  /** Samples that were planned; 0 where the plan left this pair out. */
  samples: number;
  outcomes: readonly CellOutcome[];
  /** Of the first ok sample; else of the first failure, its message. */
  text?: string;
  equalsLogged?: boolean;
}

export function gridCell({ variantId, samples, outcomes, text, equalsLogged }: CellInput): GridCell {
  const counts = noCounts();
  for (const { status } of outcomes) counts[status]++;
  const notRun = Math.max(0, samples - outcomes.length);
  const cell = { variantId, ...counts, notRun, firstWords: firstWords(text ?? '') };
  return equalsLogged === undefined ? cell : { ...cell, equalsLogged };
}

export function gridRow(call: RunCallLine, cells: GridCell[]): GridRow {
  const text = outputText(loggedParts(call));
  const status = text !== '' ? 'ok' : call.loggedError ? 'error' : 'absent';
  const words = text !== '' ? text : (call.loggedError?.message ?? '');
  return {
    callId: call.id,
    query: firstWords(questionOf(call.query)),
    logged: { status, firstWords: firstWords(words) },
    cells,
    replayability: call.replayability,
  };
}
