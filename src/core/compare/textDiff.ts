/**
 * Two texts side by side: lines first, then the changed words inside changed lines. Always ends soon: what is over the
 * limit is shown as replaced, and the diff says `coarse`.
 */
import { commonTokens } from './commonTokens';
import type { Common } from './gapSearch';
import type { DiffRow, TextDiff } from './model';
import { WordDiffer } from './wordDiff';

export interface TextDiffLimits {
  /** Changed lines, added and removed counted apart, that a search may find; what is over is shown as replaced. */
  maxLineEdits: number;
  /** Changed words inside one pair of lines. */
  maxWordEdits: number;
  /** Sum over all pairs of the squares of their edits: a bound on the work, so that the result is the same each time. */
  wordBudget: number;
  /** A last resort for each search. */
  timeoutMs: number;
}

/** Sized so that 1 MB of different text takes less than half a second (bench/diff.bench.mjs). */
export const DEFAULT_LIMITS: TextDiffLimits = {
  maxLineEdits: 2500,
  maxWordEdits: 2500,
  wordBudget: 6_000_000,
  timeoutMs: 400,
};

export function textDiff(left: string, right: string, limits: TextDiffLimits = DEFAULT_LIMITS): TextDiff {
  const leftLines = splitLines(left);
  const rightLines = splitLines(right);
  const { maxLineEdits, timeoutMs } = limits;
  const common = commonTokens(leftLines, rightLines, { maxEditLength: maxLineEdits, timeoutMs });
  const words = new WordDiffer(limits);
  const rows = buildRows(leftLines, rightLines, common, words);
  return { equal: left === right, coarse: common.isCoarse || words.isCoarse, rows, changes: countChanges(rows) };
}

/** An empty text has no lines; a line end at the very end makes no further line. */
function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function buildRows(left: readonly string[], right: readonly string[], common: Common, words: WordDiffer): DiffRow[] {
  const rows: DiffRow[] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (let n = 0; n <= common.left.length; n++) {
    const i = common.left[n] ?? left.length;
    const j = common.right[n] ?? right.length;
    pushGap(rows, { left, leftAt, leftEnd: i, right, rightAt, rightEnd: j }, words);
    if (i < left.length) rows.push(equalRow(left[i] ?? '', i, j));
    leftAt = i + 1;
    rightAt = j + 1;
  }
  return rows;
}

function equalRow(text: string, i: number, j: number): DiffRow {
  const spans = [{ text, changed: false }];
  return { state: 'equal', left: spans, right: spans, leftLine: i + 1, rightLine: j + 1 };
}

interface Gap {
  left: readonly string[];
  leftAt: number;
  leftEnd: number;
  right: readonly string[];
  rightAt: number;
  rightEnd: number;
}

/** Lines of a gap stand opposite each other in order; what is over on one side stands alone. */
function pushGap(rows: DiffRow[], gap: Gap, words: WordDiffer): void {
  let { leftAt: i, rightAt: j } = gap;
  while (i < gap.leftEnd && j < gap.rightEnd) {
    const { left, right } = words.diff(gap.left[i] ?? '', gap.right[j] ?? '');
    rows.push({ state: 'changed', left, right, leftLine: ++i, rightLine: ++j });
  }
  while (i < gap.leftEnd) {
    rows.push({ state: 'left', left: [{ text: gap.left[i] ?? '', changed: true }], leftLine: ++i });
  }
  while (j < gap.rightEnd) {
    rows.push({ state: 'right', right: [{ text: gap.right[j] ?? '', changed: true }], rightLine: ++j });
  }
}

/** Runs of rows that are not equal. */
function countChanges(rows: readonly DiffRow[]): number {
  return rows.filter((row, index) => row.state !== 'equal' && (rows[index - 1]?.state ?? 'equal') === 'equal').length;
}
