/** A section's budget as a meter: what it takes, its max and min to drag, and where those stand without the what-if. */
import { useState } from 'preact/hooks';
import type { SectionLedger } from '../../core/context/assembly';
import type { OwnSize } from '../../core/context/snapshotModel';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { IconButton } from '../shared/Button';
import { formatNumber } from '../shared/format';
import { useSize } from '../shared/useSize';
import { useRef } from 'preact/hooks';
import { firstMax, meterMost, sizeByKey, within, type OwnSizes, type Sizes } from './sizeScale';
import { texts } from './texts';
import type { WhatIfState } from './useWhatIf';
import { ValueHandle } from './ValueHandle';
import { ownSizesOf, ownSizeText, sizesOf, withSize, type SizeKey } from './whatIfState';
import { whatIfTexts } from './whatIfTexts';
import { roundTokens } from './windowScale';

interface BudgetCellProps {
  snapshot: ContextSnapshot;
  section: SectionLedger;
  whatIf: WhatIfState;
  /** Its row has the focus, so that Tab leads to its handles. */
  isReachable: boolean;
}

/** As the hand has them, before the host answered. */
export function shownSizes(section: SectionLedger, { overlay }: WhatIfState, own: OwnSizes): Sizes {
  const change = sizesOf(overlay, section.id);
  const size = (key: SizeKey): number | undefined => {
    const changed = change[key];
    if (changed === null) return undefined;
    return changed ?? own[key]?.tokens ?? section.budget[key];
  };
  return { max: size('max'), min: size('min') };
}

/** Setting a size to what the document itself has takes its what-if away. */
export function setSize(
  whatIf: WhatIfState,
  id: string,
  key: SizeKey,
  at: { tokens: number | undefined; own: OwnSizes },
) {
  const tokens = at.tokens === at.own[key]?.tokens ? undefined : at.tokens;
  whatIf.change(withSize(whatIf.overlay, id, key, tokens));
}

export function BudgetCell(props: BudgetCellProps) {
  const { snapshot, section, whatIf, isReachable } = props;
  const own = ownSizesOf(snapshot, section.id);
  const sizes = shownSizes(section, whatIf, own);
  if (sizes.max === undefined && sizes.min === undefined) {
    return (
      <span class="budget no-budget">
        <span class="dim">–</span>
        <span class="add-budget">
          <IconButton
            icon="add"
            label={whatIfTexts.addBudget(section.id)}
            tabIndex={isReachable ? 0 : -1}
            onClick={() => setSize(whatIf, section.id, 'max', { tokens: firstMax(section), own })}
          />
        </span>
      </span>
    );
  }
  return (
    <span class="budget">
      <Meter {...props} {...{ own, sizes }} />
      <SizeText own={own.max} tokens={sizes.max} />
      {sizes.max === undefined && sizes.min !== undefined && <span class="dim">{texts.budgetMin(sizes.min)}</span>}
    </span>
  );
}

/** '6,000', or '6,000 4,000' with the first struck through. */
function SizeText({ own, tokens }: { own: OwnSize | undefined; tokens: number | undefined }) {
  const isChanged = own !== undefined && own.tokens !== tokens;
  return (
    <span class="size-text">
      {isChanged && (
        <del class="dim">
          <span class="visually-hidden">{whatIfTexts.was('')}</span>
          {own.percent === undefined ? formatNumber(own.tokens) : `${String(own.percent)}%`}
        </del>
      )}
      {tokens !== undefined && (
        <span class={isChanged || own === undefined ? 'is-what-if' : 'dim'}>{formatNumber(tokens)}</span>
      )}
    </span>
  );
}

interface MeterProps extends BudgetCellProps {
  own: OwnSizes;
  sizes: Sizes;
}

function Meter({ section, whatIf, isReachable, own, sizes }: MeterProps) {
  const box = useRef<HTMLSpanElement>(null);
  const { width } = useSize(box);
  // While a mark is dragged the scale stays, or the meter would move under the hand.
  const [held, setHeld] = useState<number | undefined>();
  const most = held ?? meterMost(section, sizes, own);
  const percent = (tokens: number): string => `${String(Math.min(100, (tokens / most) * 100))}%`;
  const { max, min } = sizes;
  const label = max === undefined ? undefined : texts.budgetMeter(section.kept.tokens, max);
  const handle = (key: SizeKey, tokens: number) => {
    // Neither mark is moved past the other.
    const range = key === 'max' ? { least: min ?? 0, most } : { least: 0, most: Math.min(most, max ?? most) };
    const change = (next: number | undefined): void => setSize(whatIf, section.id, key, { tokens: next, own });
    return (
      <ValueHandle
        class={`size-handle handle-${key}`}
        label={whatIfTexts.sizeHandle(section.id, key)}
        value={tokens}
        {...range}
        valueText={whatIfTexts.sizeValue(key, tokens, own[key])}
        left={percent(tokens)}
        tabIndex={isReachable ? 0 : -1}
        byKey={(pressed) => sizeByKey(pressed, tokens, range)}
        byMove={(movedPx, from) => within(roundTokens(from + (movedPx / Math.max(1, width)) * most), range)}
        onChange={change}
        onReset={() => change(undefined)}
        onDragging={(isDragging) => setHeld(isDragging ? most : undefined)}
      />
    );
  };
  return (
    <span class={`meter kind-${section.kind}`} ref={box} title={label}>
      <span class="meter-track" />
      <span class="meter-fill" style={{ width: percent(section.kept.tokens) }} />
      {(['max', 'min'] as const).map((key) => {
        const before = own[key];
        if (!before || before.tokens === sizes[key]) return null;
        return (
          <span
            key={key}
            class="meter-ghost"
            title={whatIfTexts.ownSize(key, before)}
            style={{ left: percent(before.tokens) }}
          />
        );
      })}
      {min !== undefined && handle('min', min)}
      {max !== undefined && handle('max', max)}
    </span>
  );
}

/** Exact numbers for the section that is looked at; empty takes the what-if of that one away. */
export function BudgetFields({ snapshot, section, whatIf }: Omit<BudgetCellProps, 'isReachable'>) {
  const own = ownSizesOf(snapshot, section.id);
  const sizes = shownSizes(section, whatIf, own);
  return (
    <div class="budget-fields" role="group" aria-label={whatIfTexts.fields}>
      {(['max', 'min'] as const).map((key) => (
        <label class="field" key={key}>
          <span>{whatIfTexts[key]}</span>
          <input
            type="number"
            class="size-number"
            min={0}
            step={1}
            placeholder={whatIfTexts.noSize}
            value={sizes[key] ?? ''}
            onInput={({ currentTarget: { value, valueAsNumber } }) => {
              if (value === '') setSize(whatIf, section.id, key, { tokens: undefined, own });
              else if (Number.isInteger(valueAsNumber) && valueAsNumber >= 0)
                setSize(whatIf, section.id, key, { tokens: valueAsNumber, own });
            }}
          />
          <Was own={own[key]} tokens={sizes[key]} />
        </label>
      ))}
    </div>
  );
}

function Was({ own, tokens }: { own: OwnSize | undefined; tokens: number | undefined }) {
  if (!own || own.tokens === tokens) return null;
  return <span class="dim">{whatIfTexts.was(ownSizeText(own))}</span>;
}
