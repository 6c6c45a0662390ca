/** Aligned columns. Cells are plain text; colour is put on after the widths are known. */
import type { Paint, Style } from './style';
import { shorten } from './visible';

export interface Column {
  title: string;
  align?: 'right';
  /** At most this many columns; the last column takes what is left of the line. */
  most?: number;
}
export interface Cell {
  text: string;
  paint?: Paint | undefined;
}

const GAP = '  ';
/** Columns that the last column has at least, however narrow the terminal is. */
const LEAST_LAST = 24;

/** The last column is cut at the end of the line, or, with `wraps`, goes on in the next lines. */
export function formatTable(
  columns: Column[],
  rows: (string | Cell)[][],
  options: { width: number; style: Style; wraps?: boolean },
): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = columnWidths(columns, cells, options.width);
  const line = (row: Cell[], paint?: Paint): string =>
    formatLine(columns, widths, row, { paint, style: options.style });
  const head = columns.map((column) => ({ text: column.title }));
  const lines = options.wraps ? cells.flatMap((row) => wrapLast(row, widths.at(-1) ?? LEAST_LAST)) : cells;
  return [line(head, 'dim'), ...lines.map((row) => line(row))];
}

interface LineStyle {
  style: Style;
  paint: Paint | undefined;
}

function formatLine(columns: Column[], widths: number[], row: Cell[], { style, paint }: LineStyle): string {
  const parts = row.map((cell, index) => {
    const room = widths[index] ?? 0;
    const text = shorten(cell.text, room);
    const isLast = index === columns.length - 1;
    const padding = isLast ? '' : ' '.repeat(Math.max(0, room - Array.from(text).length));
    const painted = style(cell.paint ?? paint, text);
    return columns[index]?.align === 'right' ? padding + painted : painted + padding;
  });
  return parts.join(GAP).trimEnd();
}

/** One row a line of the last cell; the other cells stand in the first. */
function wrapLast(row: Cell[], room: number): Cell[][] {
  const last = row.at(-1);
  if (!last) return [row];
  const lines = wrap(last.text, room);
  const blank = row.slice(0, -1).map(() => ({ text: '' }));
  return lines.map((text, index) => [...(index === 0 ? row.slice(0, -1) : blank), { ...last, text }]);
}

/** Breaks at spaces; a longer word has a line of its own. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && Array.from(line).length + 1 + Array.from(word).length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function columnWidths(columns: Column[], rows: Cell[][], width: number): number[] {
  const widths = columns.map((column, index) => {
    const lengths = rows.map((row) => Array.from(row[index]?.text ?? '').length);
    const longest = lengths.reduce((most, each) => Math.max(most, each), column.title.length);
    return Math.min(longest, column.most ?? Number.POSITIVE_INFINITY);
  });
  const last = widths.length - 1;
  const others = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  widths[last] = Math.max(LEAST_LAST, Math.min(widths[last] ?? 0, width - others));
  return widths;
}
