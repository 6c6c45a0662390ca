/** Two panes and the bar between them, moved by mouse or arrow keys. Narrow, the panes stand one above the other. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useStored } from './stored';

interface SplitProps {
  /** Under which the position is kept. */
  name: string;
  /** What the bar is called for a screen reader. */
  label: string;
  /** The first pane's share in percent while nothing is kept. */
  initial: number;
  first: ComponentChildren;
  second: ComponentChildren;
}

const LEAST = 20;
const MOST = 80;
const STEP = 2;
const within = (percent: number): number => Math.min(MOST, Math.max(LEAST, percent));

export function Split({ name, label, initial, first, second }: SplitProps) {
  const [percent, setPercent] = useStored<number>(`split.${name}`, initial);
  const box = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent): void => {
    const bounds = box.current?.getBoundingClientRect();
    if (!bounds || event.buttons !== 1 || bounds.width === 0) return;
    setPercent(within(((event.clientX - bounds.left) / bounds.width) * 100));
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowLeft' ? -STEP : event.key === 'ArrowRight' ? STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    setPercent(within(percent + step));
  };
  return (
    <div class="split" ref={box} style={{ '--split': `${String(percent)}%` }}>
      <div class="split-first">{first}</div>
      <div
        class="split-bar"
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        aria-valuenow={Math.round(percent)}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      <div class="split-second">{second}</div>
    </div>
  );
}
