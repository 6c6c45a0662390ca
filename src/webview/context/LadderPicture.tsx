/** Bands of what is kept over the window sizes, ticks where something changes, and the window as a line to drag. */
import { useMemo, useRef } from 'preact/hooks';
import type { LadderRung, SectionLedger } from '../../core/context/assembly';
import type { LadderChange } from '../../core/context/ladderChanges';
import { formatTick } from '../shared/format';
import { useSize } from '../shared/useSize';
import { bandsOf, ladderTicks, PICTURE_SIZE, rungByKey } from './ladderBands';
import { ValueHandle } from './ValueHandle';
import { ladderTexts } from './whatIfTexts';
import { shareOf, tokensAtShare, type WindowRange } from './windowScale';

interface LadderPictureProps {
  rungs: LadderRung[];
  sections: SectionLedger[];
  changes: LadderChange[];
  range: WindowRange;
  window: number | undefined;
  selected: string | null;
  onWindow: (tokens: number | undefined) => void;
}

/** CSS pixels between two labels of the axis. */
const LEAST_GAP = 34;

export function LadderPicture(props: LadderPictureProps) {
  const { rungs, changes, range, window, onWindow } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const percent = (tokens: number): string => `${String(shareOf(tokens, range) * 100)}%`;
  return (
    <div class="ladder-picture">
      <div
        class="ladder-frame"
        ref={box}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('.value-handle')) return;
          const { left } = event.currentTarget.getBoundingClientRect();
          if (width > 0) onWindow(tokensAtShare((event.clientX - left) / width, range));
        }}
      >
        <Bands {...props} />
        {changes.map(({ window: at }, index) => (
          <span key={index} class="ladder-tick" style={{ left: percent(at) }} />
        ))}
        {window !== undefined && (
          <ValueHandle
            class="ladder-handle"
            label={ladderTexts.handle}
            value={window}
            least={1}
            most={Math.ceil(range.most)}
            valueText={ladderTexts.handleValue(window, stateAt(window, changes))}
            left={percent(window)}
            byKey={(key) =>
              rungByKey(
                key,
                window,
                [...rungs].reverse().map((rung) => rung.window),
              )
            }
            byMove={(movedPx, from) => tokensAtShare(shareOf(from, range) + movedPx / Math.max(1, width), range)}
            onChange={onWindow}
            onReset={() => onWindow(undefined)}
          />
        )}
      </div>
      <div class="ladder-axis" aria-hidden="true">
        {spaced(ladderTicks(range), range, width).map((tick) => (
          <span key={tick} style={{ left: percent(tick) }}>
            {formatTick(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

function Bands({ rungs, sections, range, changes, selected }: LadderPictureProps) {
  const ids = sections.map(({ id }) => id).join('\n');
  const bands = useMemo(() => bandsOf(rungs, sections, range), [rungs, ids, range.least, range.most]);
  const label = ladderTexts.picture(rungs.at(-1)?.window ?? 0, rungs[0]?.window ?? 0, changes.length);
  return (
    <svg
      class="ladder-bands"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${String(PICTURE_SIZE)} ${String(PICTURE_SIZE)}`}
      preserveAspectRatio="none"
    >
      {bands.map(({ id, kind, path }, index) => (
        <path
          key={index}
          class={`ladder-band kind-${kind} ${id !== undefined && id === selected ? 'is-selected' : ''}`}
          d={path}
        />
      ))}
    </svg>
  );
}

/** What is so in this window: the last change on the way down to it. */
function stateAt(window: number, changes: readonly LadderChange[]): string {
  const last = changes.findLast((change, index) => change.window >= window && index > 0) ?? changes[0];
  return last ? [last.sectionId, last.words].filter(Boolean).join(' ') : '';
}

/** Powers of ten first; others where they do not touch one. */
function spaced(ticks: readonly number[], range: WindowRange, width: number): number[] {
  const kept: number[] = [];
  const at = (tick: number): number => shareOf(tick, range) * width;
  const isPower = (tick: number): boolean => Number.isInteger(Math.log10(tick));
  for (const tick of [...ticks.filter(isPower), ...ticks.filter((each) => !isPower(each))]) {
    const isFree = kept.every((other) => Math.abs(at(other) - at(tick)) >= LEAST_GAP);
    if (isFree) kept.push(tick);
  }
  return kept;
}
