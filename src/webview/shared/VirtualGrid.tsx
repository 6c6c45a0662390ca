/**
 * A grid of any number of fixed-height rows of which only those on screen exist. The grid has the focus and names its
 * active row, so that the keyboard works over rows that are not there yet.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { readStored, store } from './stored';
import { useSize } from './useSize';
import { boxHeight, scrollTopFor, visibleRange, type ListShape } from './visibleRange';

export interface VirtualGridProps {
  /** Under which the scroll position is kept. */
  name: string;
  label: string;
  total: number;
  rowHeight: number;
  columnCount: number;
  isMultiselectable?: boolean;
  /** The row that the keyboard is on. */
  active: number;
  onActive: (index: number, event: KeyboardEvent) => void;
  /** Keys that do not move. */
  onKey: (event: KeyboardEvent) => void;
  /** Called with the rows on screen whenever they change. */
  onVisible: (start: number, end: number) => void;
  /** A `role="row"` element. */
  header: ComponentChildren;
  /** What stands in a row. */
  renderRow: (index: number) => ComponentChildren;
  isSelected: (index: number) => boolean;
  onRowClick: (index: number, event: MouseEvent) => void;
}

const HEADER_HEIGHT = 26;

function targetOf(key: string, { active, total, page }: { active: number; total: number; page: number }) {
  if (key === 'ArrowDown') return active + 1;
  if (key === 'ArrowUp') return active - 1;
  if (key === 'PageDown') return active + page;
  if (key === 'PageUp') return active - page;
  if (key === 'Home') return 0;
  return key === 'End' ? total - 1 : undefined;
}

export const rowId = (name: string, index: number): string => `${name}-row-${String(index)}`;

/** Scrolls so that the active row is seen, when it moved and not when one scrolls away from it. */
function useActiveInView(box: { current: HTMLDivElement | null }, shape: ListShape, active: number): void {
  const shown = useRef(-1);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || shape.viewport <= 0 || shape.total === 0 || shown.current === active) return;
    const isFirst = shown.current === -1;
    shown.current = active;
    if (!isFirst || active > 0) element.scrollTop = scrollTopFor(shape, active, element.scrollTop);
  });
}

export function VirtualGrid(props: VirtualGridProps) {
  const { name, total, rowHeight, active } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [scrollTop, setScrollTop] = useState(0);
  const shape: ListShape = { total, rowHeight, viewport: Math.max(0, size.height - HEADER_HEIGHT) };
  const range = visibleRange(shape, scrollTop);
  useActiveInView(box, shape, active);
  useEffect(() => {
    if (box.current) box.current.scrollTop = readStored(`scroll.${name}`, 0);
  }, [name]);
  useEffect(() => props.onVisible(range.start, range.end), [range.start, range.end, total]);

  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(shape.viewport / rowHeight) - 1);
    const target = targetOf(event.key, { active, total, page });
    if (target === undefined || total === 0) {
      props.onKey(event);
      return;
    }
    event.preventDefault();
    props.onActive(Math.min(total - 1, Math.max(0, target)), event);
  };
  const scroll = (): void => {
    const top = box.current?.scrollTop ?? 0;
    setScrollTop(top);
    store(`scroll.${name}`, top);
  };
  return (
    <div
      class="virtual-grid"
      role="grid"
      id={name}
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={props.columnCount}
      aria-multiselectable={props.isMultiselectable ?? false}
      aria-activedescendant={active >= range.start && active < range.end ? rowId(name, active) : undefined}
      tabIndex={0}
      ref={box}
      onScroll={scroll}
      onKeyDown={press}
    >
      <div role="rowgroup" class="grid-head">
        {props.header}
      </div>
      <div role="rowgroup" class="grid-body" style={{ height: `${String(boxHeight(shape))}px` }}>
        <div role="none" class="grid-window" style={{ top: `${String(range.top)}px` }}>
          <Rows {...props} start={range.start} end={range.end} />
        </div>
      </div>
    </div>
  );
}

function Rows({ start, end, ...props }: VirtualGridProps & { start: number; end: number }) {
  const indexes = Array.from({ length: end - start }, (_, offset) => start + offset);
  return (
    <>
      {indexes.map((index) => (
        <div
          role="row"
          key={index}
          id={rowId(props.name, index)}
          class={`grid-row ${index === props.active ? 'is-active' : ''}`}
          aria-rowindex={index + 2}
          aria-selected={props.isSelected(index)}
          onClick={(event) => props.onRowClick(index, event)}
        >
          {props.renderRow(index)}
        </div>
      ))}
    </>
  );
}
