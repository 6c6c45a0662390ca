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

export function formatTable(
  columns: Column[],
  rows: (string | Cell)[][],
  options: { width: number; style: Style },
): string[] {
  const { width, style } = options;
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = columnWidths(columns, cells, width);
  const line = (row: Cell[], paint?: Paint): string =>
    row
      .map((cell, index) => {
        const room = widths[index] ?? 0;
        const text = shorten(cell.text, room);
        const padding = ' '.repeat(Math.max(0, room - Array.from(text).length));
        const painted = style(cell.paint ?? paint, text);
        if (columns[index]?.align === 'right') return padding + painted;
        return index === columns.length - 1 ? painted : painted + padding;
      })
      .join(GAP)
      .trimEnd();
  const head = columns.map((column) => ({ text: column.title }));
  return [line(head, 'dim'), ...cells.map((row) => line(row))];
}

function columnWidths(columns: Column[], rows: Cell[][], width: number): number[] {
  const widths = columns.map((column, index) => {
    const longest = Math.max(column.title.length, ...rows.map((row) => Array.from(row[index]?.text ?? '').length));
    return Math.min(longest, column.most ?? Number.POSITIVE_INFINITY);
  });
  const last = widths.length - 1;
  const others = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  widths[last] = Math.max(20, Math.min(widths[last] ?? 0, width - others));
  return widths;
}
