/**
 * The window as one bar: what is kept, the framing, the reserve, the limit, and hatched beyond it what does not fit. The
 * limit can be dragged.
 */
import { useRef, useState } from 'preact/hooks';
import type { ContextAnswer } from '../../core/context/assembly';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { formatNumber, formatTick } from '../shared/format';
import { useSize } from '../shared/useSize';
import { layoutBar, type BarLayout, type BarPiece } from './barLayout';
import { texts } from './texts';
import type { WhatIfState } from './useWhatIf';
import { ValueHandle } from './ValueHandle';
import { shownWindow, withWindow } from './whatIfState';
import { whatIfTexts } from './whatIfTexts';
import { roundTokens, windowByKey, windowRange } from './windowScale';

interface WindowBarProps {
  snapshot: ContextSnapshot;
  whatIf: WhatIfState;
  selected: string | null;
  onSelect: (sectionId: string) => void;
}

/** CSS pixels of one character of a label, and of its padding. */
const CHARACTER_WIDTH = 5.9;
const LABEL_PADDING = 9;

function summaryOf(answer: ContextAnswer): string {
  const { window, reserve, total, overflow } = answer;
  const available = window === null ? `. ${texts.noWindow}` : texts.ofAvailable(window - reserve, reserve, window);
  const parts = answer.sections.map((section) => texts.kept(section.id, section.kept.tokens, section.raw.tokens));
  const over = overflow > 0 ? ` ${texts.doNotFit(overflow)}.` : '';
  return `${texts.bar}. ${texts.barSummary(total.tokens, available)}${over} ${parts.join(', ')}.`;
}

/** The longest of the labels that fits its piece, or none. */
function fitting(labels: string[], widthPx: number): string {
  return labels.find((label) => label.length * CHARACTER_WIDTH + LABEL_PADDING <= widthPx) ?? '';
}

export function WindowBar({ snapshot, whatIf, selected, onSelect }: WindowBarProps) {
  const { answer } = snapshot;
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  // While the limit is dragged the scale stays, or the bar would move under the hand.
  const [heldAxis, setHeldAxis] = useState<number | undefined>();
  const layout = layoutBar(answer, heldAxis);
  const shown = shownWindow(snapshot, whatIf.overlay);
  const percent = (tokens: number): string => `${String((tokens / layout.axis) * 100)}%`;
  const widthOf = (tokens: number): number => (tokens / layout.axis) * width;
  return (
    <div class="window-bar">
      <div class="bar-limit-row" aria-hidden="true">
        {shown !== undefined && <LimitLabel {...{ snapshot, layout, percent, widthOf }} limit={shown} />}
      </div>
      <div class="bar-frame">
        <div class="bar-track" role="img" aria-label={summaryOf(answer)} ref={box}>
          {layout.kept.map((piece) => (
            <Kept
              key={piece.section?.id ?? ''}
              piece={piece}
              isSelected={piece.section?.id === selected}
              isHatched={layout.overrun !== undefined && piece.start + piece.tokens > layout.overrun.start}
              onSelect={onSelect}
              {...{ percent, widthOf }}
            />
          ))}
          {layout.reserve && layout.reserve.tokens > 0 && (
            <div
              class="bar-reserve"
              title={texts.reserveHint(layout.reserve.tokens)}
              style={{ left: percent(layout.reserve.start), width: percent(layout.reserve.tokens) }}
            >
              {fitting([texts.reserve], widthOf(layout.reserve.tokens))}
            </div>
          )}
          <Overflow answer={answer} layout={layout} onSelect={onSelect} {...{ percent, widthOf }} />
          {shown !== undefined && <div class="bar-limit" style={{ left: percent(Math.min(shown, layout.axis)) }} />}
          <OwnLimit {...{ snapshot, layout, percent }} shown={shown} />
        </div>
        {shown !== undefined && width > 0 && (
          <LimitHandle
            {...{ snapshot, whatIf }}
            window={shown}
            left={percent(Math.min(shown, layout.axis))}
            tokensPerPx={layout.axis / width}
            onDragging={(isDragging) => setHeldAxis(isDragging ? layout.axis : undefined)}
          />
        )}
      </div>
      <div class="bar-ticks" aria-hidden="true">
        {layout.ticks.map((tick) => (
          <span key={tick} style={{ left: percent(tick) }}>
            {formatTick(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

interface Scale {
  percent: (tokens: number) => string;
  widthOf: (tokens: number) => number;
}

interface HandleProps {
  snapshot: ContextSnapshot;
  whatIf: WhatIfState;
  window: number;
  left: string;
  tokensPerPx: number;
  onDragging: (isDragging: boolean) => void;
}

function LimitHandle({ snapshot, whatIf, window, left, tokensPerPx, onDragging }: HandleProps) {
  const range = windowRange(snapshot);
  const own = snapshot.own?.window ?? undefined;
  const set = (tokens: number | undefined): void =>
    whatIf.change(withWindow(whatIf.overlay, tokens === own ? undefined : tokens));
  return (
    <ValueHandle
      class="limit-handle"
      label={whatIfTexts.limitHandle}
      value={window}
      least={1}
      most={Math.ceil(range.most)}
      valueText={whatIfTexts.limitValue(window, own)}
      left={left}
      byKey={(key) => windowByKey(key, window, range)}
      byMove={(movedPx, from) => Math.max(1, roundTokens(from + movedPx * tokensPerPx))}
      onChange={set}
      onReset={() => set(undefined)}
      onDragging={onDragging}
    />
  );
}

/** Where the limit stands without the what-if. */
function OwnLimit({
  snapshot,
  layout,
  percent,
  shown,
}: Pick<LimitProps, 'snapshot' | 'layout' | 'percent'> & { shown: number | undefined }) {
  const own = snapshot.own?.window;
  if (typeof own !== 'number' || own === shown || own > layout.axis) return null;
  return <div class="bar-own-limit" title={whatIfTexts.ownLimit(own)} style={{ left: percent(own) }} />;
}

interface LimitProps extends Scale {
  snapshot: ContextSnapshot;
  layout: BarLayout;
  limit: number;
}

const widthPast = (layout: BarLayout): number =>
  layout.overflow.reduce((sum, piece) => sum + piece.tokens, 0) || (layout.overrun?.tokens ?? 0);

function LimitLabel({ snapshot: { answer, own }, layout, limit, percent, widthOf }: LimitProps) {
  const side = limit / layout.axis > 0.5 ? 'before' : 'after';
  const ownWindow = own?.window ?? limit;
  const was = ownWindow === limit ? '' : ` · ${whatIfTexts.was(formatNumber(ownWindow))}`;
  const past = texts.doNotFit(answer.overflow);
  const isPastNamed = answer.overflow === 0 || fitting([past], widthOf(widthPast(layout))) !== '';
  return (
    <span class={`bar-limit-label ${side}`} style={{ left: percent(Math.min(limit, layout.axis)) }}>
      {texts.limit(limit)}
      {was && <span class="dim">{was}</span>}
      {!isPastNamed && ` · ${past}`}
    </span>
  );
}

interface KeptProps extends Scale {
  piece: BarPiece;
  isSelected: boolean;
  /** Hatching over it would make a label hard to read. */
  isHatched: boolean;
  onSelect: (sectionId: string) => void;
}

function Kept({ piece, isSelected, isHatched, onSelect, percent, widthOf }: KeptProps) {
  const { section, start, tokens } = piece;
  if (tokens === 0) return null;
  const place = { left: percent(start), width: percent(tokens) };
  if (!section) {
    const title = `${texts.framing}: ${formatNumber(tokens)}. ${texts.framingHint}`;
    return <div class="bar-piece kind-framing" title={title} style={place} />;
  }
  const whole = texts.kept(section.id, section.kept.tokens, section.raw.tokens);
  return (
    <div
      class={`bar-piece kind-${section.kind} ${isSelected ? 'is-selected' : ''}`}
      title={`${whole}. ${section.reason.text}`}
      style={place}
      onClick={() => onSelect(section.id)}
    >
      {isHatched ? '' : fitting([whole, section.id], widthOf(tokens))}
    </div>
  );
}

interface OverflowProps extends Scale {
  answer: ContextAnswer;
  layout: BarLayout;
  onSelect: (sectionId: string) => void;
}

function Overflow({ answer, layout, onSelect, percent, widthOf }: OverflowProps) {
  const label = texts.doNotFit(answer.overflow);
  const first = layout.overflow[0] ?? layout.overrun;
  const total = widthPast(layout);
  return (
    <>
      {layout.overrun && (
        <div
          class="bar-overrun"
          title={label}
          style={{ left: percent(layout.overrun.start), width: percent(layout.overrun.tokens) }}
        />
      )}
      {layout.overflow.map(({ section, start, tokens }) =>
        section ? (
          <div
            key={section.id}
            class={`bar-piece bar-overflow kind-${section.kind}`}
            title={texts.notSent(section.id, section.raw.tokens - section.kept.tokens)}
            style={{ left: percent(start), width: percent(tokens) }}
            onClick={() => onSelect(section.id)}
          />
        ) : null,
      )}
      {first && answer.overflow > 0 && (
        <div class="bar-overflow-label" style={{ left: percent(first.start), width: percent(total) }}>
          {fitting([label], widthOf(total)) && <span>{label}</span>}
        </div>
      )}
    </>
  );
}
