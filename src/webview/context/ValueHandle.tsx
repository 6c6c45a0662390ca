/** A mark on a scale that is dragged, or moved by keys as a slider; Escape, Delete or a double click takes its change back. */
import { useRef, useState } from 'preact/hooks';

export interface ValueHandleProps {
  class: string;
  /** What it is called for a screen reader. */
  label: string;
  value: number;
  least: number;
  most: number;
  /** The value in words. */
  valueText: string;
  /** Its place, in percent of the box that it stands in. */
  left: string;
  tabIndex?: number;
  /** Where a key leads; undefined: nowhere. */
  byKey: (key: string) => number | undefined;
  /** CSS pixels by which the pointer moved since the drag began, to a value; `from` is the value at its start. */
  byMove: (movedPx: number, from: number) => number;
  onChange: (value: number) => void;
  onReset: () => void;
  onDragging?: (isDragging: boolean) => void;
}

const RESET_KEYS = ['Escape', 'Delete', 'Backspace'];

export function ValueHandle(props: ValueHandleProps) {
  const { label, value, least, most, valueText, left, tabIndex = 0, onReset } = props;
  const { isDragging, ...pointer } = useDrag(props);
  return (
    <span
      class={`value-handle ${props.class} ${isDragging ? 'is-dragging' : ''}`}
      role="slider"
      tabIndex={tabIndex}
      aria-label={label}
      aria-valuemin={least}
      aria-valuemax={Math.max(most, value)}
      aria-valuenow={value}
      aria-valuetext={valueText}
      title={`${label}: ${valueText}`}
      style={{ left }}
      onKeyDown={(event) => press(event, props)}
      onDblClick={(event) => {
        event.stopPropagation();
        onReset();
      }}
      {...pointer}
    />
  );
}

function press(event: KeyboardEvent, { byKey, onChange, onReset }: ValueHandleProps): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const next = byKey(event.key);
  const isReset = RESET_KEYS.includes(event.key);
  if (next === undefined && !isReset) return;
  event.preventDefault();
  // The row around it moves by the same keys.
  event.stopPropagation();
  if (next !== undefined) onChange(next);
  else onReset();
}

function useDrag({ value, byMove, onChange, onDragging }: ValueHandleProps) {
  const [isDragging, setDragging] = useState(false);
  const start = useRef<{ x: number; value: number; moved: boolean } | undefined>(undefined);
  const hasMoved = useRef(false);
  const set = (next: boolean): void => {
    setDragging(next);
    onDragging?.(next);
  };
  return {
    isDragging,
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, value, moved: false };
      hasMoved.current = false;
      set(true);
    },
    onPointerMove: (event: PointerEvent) => {
      const from = start.current;
      if (!from) return;
      const movedPx = event.clientX - from.x;
      // A hand that only presses moves a little.
      if (!from.moved && Math.abs(movedPx) < 2) return;
      from.moved = true;
      hasMoved.current = true;
      onChange(byMove(movedPx, from.value));
    },
    // A drag is no click on what the mark stands in.
    onClick: (event: MouseEvent) => {
      if (hasMoved.current) event.stopPropagation();
    },
    onLostPointerCapture: () => {
      start.current = undefined;
      set(false);
    },
  };
}
