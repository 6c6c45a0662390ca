/** Another model, window or size, tried without writing anything; and what is done with it. */
import { useEffect, useState } from 'preact/hooks';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Button, IconButton } from '../shared/Button';
import { sentenceOf } from '../shared/host';
import { Icon } from '../shared/Icon';
import { Pill } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import type { ContextSource } from './contextSource';
import { texts } from './texts';
import type { WhatIfState } from './useWhatIf';
import { changesOf, shownWindow, withModel, withWindow } from './whatIfState';
import { whatIfTexts } from './whatIfTexts';
import { positionOf, tokensAt, windowRange, SLIDER_STEPS } from './windowScale';
import './whatIf.css';

interface WhatIfProps {
  snapshot: ContextSnapshot;
  whatIf: WhatIfState;
  onApply: (() => void) | undefined;
}

/** The model and the window, in the header. */
export function WhatIf(props: ControlProps) {
  return (
    <div class="what-if">
      <ModelSelect {...props} />
      <WindowControl {...props} />
    </div>
  );
}

/** What is changed and what is done with it. It has its place always: nothing moves when a drag begins. */
export function WhatIfSign({ snapshot, whatIf, onApply }: WhatIfProps) {
  const changes = changesOf(snapshot, whatIf.overlay);
  if (changes.length === 0) return null;
  return (
    <span class="what-if-sign">
      <Pill tone="accent" icon="beaker" title={whatIfTexts.signHint(changes)}>
        {whatIfTexts.sign(changes.length)}
      </Pill>
      {onApply && (
        <Button icon="check" kind="quiet" title={whatIfTexts.applyHint} onClick={onApply}>
          {whatIfTexts.apply}
        </Button>
      )}
      <Button icon="discard" kind="quiet" title={whatIfTexts.resetHint} onClick={() => whatIf.change({})}>
        {whatIfTexts.reset}
      </Button>
    </span>
  );
}

type ControlProps = Pick<WhatIfProps, 'snapshot' | 'whatIf'>;

function ModelSelect({ snapshot, whatIf: { overlay, change } }: ControlProps) {
  const own = overlay.model === undefined ? snapshot.answer.model : (snapshot.own?.model ?? '');
  return (
    <label class="field">
      <span>{texts.model}</span>
      <select
        value={overlay.model ?? ''}
        onChange={({ currentTarget: { value } }) => change(withModel(overlay, value === '' ? undefined : value))}
      >
        <option value="">{texts.ownModel(own, snapshot.mode)}</option>
        {snapshot.models.map(({ id, window }) => (
          <option key={id} value={id}>
            {texts.modelWithWindow(id, window)}
          </option>
        ))}
      </select>
    </label>
  );
}

function WindowControl({ snapshot, whatIf: { overlay, change } }: ControlProps) {
  const tokens = shownWindow(snapshot, overlay);
  const range = windowRange(snapshot);
  const set = (window: number): void => {
    if (Number.isInteger(window) && window > 0) change(withWindow(overlay, window));
  };
  return (
    <>
      <label class="field">
        <span>{texts.window}</span>
        <input
          type="number"
          class="window-number"
          min={1}
          step={1}
          value={tokens ?? ''}
          onInput={({ currentTarget: { valueAsNumber } }) => set(valueAsNumber)}
        />
      </label>
      <input
        type="range"
        class="window-slider"
        aria-label={texts.windowSlider}
        aria-valuetext={tokens === undefined ? texts.noWindow : texts.windowTokens(tokens)}
        min={0}
        max={SLIDER_STEPS}
        step={1}
        value={tokens === undefined ? SLIDER_STEPS : positionOf(tokens, range)}
        onInput={({ currentTarget: { valueAsNumber } }) => set(tokensAt(valueAsNumber, range))}
      />
    </>
  );
}

interface Outcome {
  text: string;
  isFailure: boolean;
}

/** Writes the what-if into the document; what came of it is said until the next what-if. */
export function useApply(source: ContextSource, { overlay, flush, settle }: WhatIfState) {
  const [outcome, setOutcome] = useState<Outcome | undefined>();
  const isTrying = Object.keys(overlay).length > 0;
  useEffect(() => {
    if (isTrying) setOutcome(undefined);
  }, [isTrying]);
  const apply = (): void => {
    flush();
    source.applyOverlay?.().then(
      ({ message }) => {
        settle();
        setOutcome({ text: message, isFailure: false });
      },
      (error: unknown) => setOutcome({ text: whatIfTexts.notApplied(sentenceOf(error)), isFailure: true }),
    );
  };
  return { apply: source.applyOverlay ? apply : undefined, outcome, dismiss: () => setOutcome(undefined) };
}

/** One line under the header; there from the start, so that a screen reader hears what comes into it. */
export function ApplyOutcome({ outcome, onDismiss }: { outcome: Outcome | undefined; onDismiss: () => void }) {
  return (
    <div class="apply-outcome" role="status">
      {outcome && (
        <p class={outcome.isFailure ? 'is-failure' : ''}>
          <Icon name={outcome.isFailure ? 'error' : 'check'} />
          <span>
            <SafeText text={outcome.text} />
          </span>
          <IconButton icon="close" label={whatIfTexts.dismiss} onClick={onDismiss} />
        </p>
      )}
    </div>
  );
}
