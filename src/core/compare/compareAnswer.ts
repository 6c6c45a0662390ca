/** The stable JSON of a comparison. Owns what a hunk is: a changed region with a little of what stands around it. */
import type { CompareAnswer, DiffRow, Hunk, Pair } from './model';

const CONTEXT_ROWS = 2;

export function hunksOf(rows: readonly DiffRow[], context = CONTEXT_ROWS): Hunk[] {
  const hunks: Hunk[] = [];
  let end = 0;
  rows.forEach((row, index) => {
    if (row.state === 'equal') return;
    const start = Math.max(index - context, 0);
    const last = hunks.at(-1);
    const isNew = last === undefined || start > end;
    const hunk = isNew ? { rows: [] } : last;
    if (isNew) hunks.push(hunk);
    const stop = Math.min(index + context + 1, rows.length);
    hunk.rows.push(...rows.slice(isNew ? start : end, stop));
    end = stop;
  });
  return hunks;
}

export function comparedPair(pair: Pair, sample: number): CompareAnswer['pairs'][number] {
  const { callId, left, right, diff } = pair;
  const isWhole = left.status === 'ok' && right.status === 'ok';
  return {
    callId,
    sample,
    equal: isWhole && diff.equal,
    coarse: diff.coarse,
    hunks: hunksOf(diff.rows),
    left: left.side,
    right: right.side,
    ...(isWhole ? {} : { statuses: { left: left.status, right: right.status } }),
  };
}
