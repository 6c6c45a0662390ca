/** Another model or window, tried without writing anything. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContextOverlay, ContextSnapshot } from '../../protocol/contextApi';
import { Button } from '../shared/Button';
import { Pill } from '../shared/Pill';
import { texts } from './texts';
import { positionOf, tokensAt, windowRange, SLIDER_STEPS } from './windowScale';

interface WhatIfProps {
  snapshot: ContextSnapshot;
  onOverlay: (overlay: ContextOverlay) => void;
}

/** While a slider moves, the host is told at most this often. */
const TELL_EVERY_MS = 60;

/** The overlay as the user moves it: at once here, a little later at the host, and the host's again once it answered. */
function useOverlay({ snapshot, onOverlay }: WhatIfProps): [ContextOverlay, (overlay: ContextOverlay) => void] {
  const [draft, setDraft] = useState<ContextOverlay | undefined>();
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef<ContextOverlay>({});
  useEffect(() => {
    if (timer.current === undefined) setDraft(undefined);
  }, [snapshot]);
  const change = (overlay: ContextOverlay): void => {
    latest.current = overlay;
    setDraft(overlay);
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      onOverlay(latest.current);
    }, TELL_EVERY_MS);
  };
  return [draft ?? snapshot.overlay, change];
}

export function WhatIf(props: WhatIfProps) {
  const { snapshot } = props;
  const [overlay, change] = useOverlay(props);
  const isWhatIf = overlay.window !== undefined || overlay.model !== undefined;
  return (
    <div class="what-if">
      {isWhatIf && (
        <span class="what-if-sign">
          <Pill tone="accent" icon="beaker" title={texts.whatIfHint}>
            {texts.whatIf}
          </Pill>
          <Button icon="discard" onClick={() => change({})}>
            {texts.reset}
          </Button>
        </span>
      )}
      <ModelSelect snapshot={snapshot} overlay={overlay} onChange={change} />
      <WindowControl snapshot={snapshot} overlay={overlay} onChange={change} />
    </div>
  );
}

interface ControlProps {
  snapshot: ContextSnapshot;
  overlay: ContextOverlay;
  onChange: (overlay: ContextOverlay) => void;
}

const without = (overlay: ContextOverlay, key: keyof ContextOverlay): ContextOverlay => {
  const rest = { ...overlay };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- one of two known keys
  delete rest[key];
  return rest;
};

function ModelSelect({ snapshot, overlay, onChange }: ControlProps) {
  const own = overlay.model === undefined ? snapshot.answer.model : '';
  return (
    <label class="field">
      <span>{texts.model}</span>
      <select
        value={overlay.model ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === '' ? without(overlay, 'model') : { ...overlay, model: value })
        }
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

function WindowControl({ snapshot, overlay, onChange }: ControlProps) {
  const tokens = overlay.window ?? snapshot.answer.window ?? undefined;
  const range = windowRange(snapshot);
  const set = (window: number): void => {
    if (Number.isInteger(window) && window > 0) onChange({ ...overlay, window });
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
