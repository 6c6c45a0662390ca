/** Which rows of a list of fixed-height rows are on screen. Pure arithmetic in CSS pixels. */

/** Browsers cannot lay out boxes much taller than this; longer lists scroll by share instead of by pixel. */
const MOST_HEIGHT = 8_000_000;
const OVERSCAN = 8;

export interface ListShape {
  total: number;
  rowHeight: number;
  /** Of the part that shows rows. */
  viewport: number;
}

export interface VisibleRange {
  /** Rows to draw: start inclusive, end exclusive. */
  start: number;
  end: number;
  /** Where the first drawn row stands in the box. */
  top: number;
}

const fullHeight = ({ total, rowHeight }: ListShape): number => total * rowHeight;
export const boxHeight = (shape: ListShape): number => Math.min(MOST_HEIGHT, fullHeight(shape));

/** Rows' pixels per pixel of scrolling; 1 unless the list is too tall. */
function scale(shape: ListShape): number {
  const scrollable = boxHeight(shape) - shape.viewport;
  return scrollable > 0 ? Math.max(1, (fullHeight(shape) - shape.viewport) / scrollable) : 1;
}

export function visibleRange(shape: ListShape, scrollTop: number): VisibleRange {
  const pixel = scrollTop * scale(shape);
  const first = Math.floor(pixel / shape.rowHeight);
  const start = Math.max(0, Math.min(shape.total, first - OVERSCAN));
  const end = Math.min(shape.total, first + Math.ceil(shape.viewport / shape.rowHeight) + OVERSCAN);
  return { start, end, top: scrollTop - (pixel - start * shape.rowHeight) };
}

/** The scroll position nearest to the present one that shows the row whole. */
export function scrollTopFor(shape: ListShape, index: number, scrollTop: number): number {
  const factor = scale(shape);
  const pixel = scrollTop * factor;
  const top = index * shape.rowHeight;
  if (top < pixel) return top / factor;
  const bottom = top + shape.rowHeight;
  return bottom > pixel + shape.viewport ? (bottom - shape.viewport) / factor : scrollTop;
}
