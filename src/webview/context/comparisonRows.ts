/** The lines of a payload comparison as one list: a head for each message, changed lines, and folds over what is the same. */
import type { DiffRow } from '../../core/compare/model';
import type { ComparedMessage, ContextComparison } from '../../core/context/comparison';

export type ComparisonRow =
  | { type: 'message'; key: string; message: ComparedMessage }
  | { type: 'line'; key: string; row: DiffRow }
  /** `lines` that are the same on both sides; opened by its key. */
  | { type: 'fold'; key: string; lines: number };

/** So many lines stay around a change. */
const AROUND = 3;
/** A fold over fewer lines saves nothing. */
const LEAST_FOLDED = 3;

export function comparisonRows({ messages }: ContextComparison, opened: ReadonlySet<string>): ComparisonRow[] {
  const rows: ComparisonRow[] = [];
  messages.forEach((message, index) => {
    const key = String(index);
    rows.push({ type: 'message', key, message });
    if (message.state === 'equal') pushStretch(rows, linesOf(message), { key: `${key}:0`, opened, isWhole: true });
    else if (message.state === 'changed') pushChanged(rows, message.rows, key, opened);
    else linesOf(message).forEach((row, line) => rows.push({ type: 'line', key: `${key}:${String(line)}`, row }));
  });
  return rows;
}

/** A message on one side, or the same on both, as rows of the diff. */
function linesOf(message: Exclude<ComparedMessage, { state: 'changed' }>): DiffRow[] {
  const { state, text } = message;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  return lines.map((line, index): DiffRow => {
    const spans = [{ text: line, changed: state !== 'equal' }];
    const number = index + 1;
    return {
      state,
      ...(state === 'right' ? {} : { left: spans, leftLine: number }),
      ...(state === 'left' ? {} : { right: spans, rightLine: number }),
    };
  });
}

function pushChanged(rows: ComparisonRow[], all: readonly DiffRow[], key: string, opened: ReadonlySet<string>): void {
  for (let start = 0; start < all.length;) {
    const isEqual = all[start]?.state === 'equal';
    let end = start + 1;
    while (end < all.length && (all[end]?.state === 'equal') === isEqual) end++;
    const stretch = all.slice(start, end);
    const place = { key: `${key}:${String(start)}`, opened };
    if (isEqual) pushStretch(rows, stretch, { ...place, isFirst: start === 0, isLast: end === all.length });
    else stretch.forEach((row, at) => rows.push({ type: 'line', key: `${key}:${String(start + at)}`, row }));
    start = end;
  }
}

interface Place {
  key: string;
  opened: ReadonlySet<string>;
  /** Nothing before or after it changed. */
  isFirst?: boolean;
  isLast?: boolean;
  isWhole?: boolean;
}

/** Equal lines: those beside a change are shown, the others folded. */
function pushStretch(
  rows: ComparisonRow[],
  stretch: readonly DiffRow[],
  { key, opened, isFirst = false, isLast = false, isWhole = false }: Place,
): void {
  const before = isWhole || isFirst ? 0 : AROUND;
  const after = isWhole || isLast ? 0 : AROUND;
  const folded = stretch.length - before - after;
  const isFolded = folded >= (isWhole ? 1 : LEAST_FOLDED) && !opened.has(key);
  stretch.forEach((row, at) => {
    const isInside = isFolded && at >= before && at < stretch.length - after;
    if (!isInside) rows.push({ type: 'line', key: `${key}/${String(at)}`, row });
    else if (at === before) rows.push({ type: 'fold', key, lines: folded });
  });
}

/** First rows of the changes: neighbouring changed rows are one change. */
export function changeStarts(rows: readonly ComparisonRow[]): number[] {
  const isChange = (row: ComparisonRow | undefined): boolean => row?.type === 'line' && row.row.state !== 'equal';
  return rows.flatMap((row, index) => (isChange(row) && !isChange(rows[index - 1]) ? [index] : []));
}
