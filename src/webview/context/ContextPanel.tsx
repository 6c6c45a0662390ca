/** A context whole: header, window bar, sections, why, payload. The same for a document and for a logged call. */
import { useState } from 'preact/hooks';
import type { ContextOverlay, ContextSnapshot } from '../../protocol/contextApi';
import { Button } from '../shared/Button';
import { Split } from '../shared/Split';
import { Converted } from './Converted';
import { ContextActions } from './ContextActions';
import type { ContextSource } from './contextSource';
import { Payload } from './Payload';
import { LadderPanel } from './LadderPanel';
import { SectionTable } from './SectionTable';
import { StatePills } from './StatePills';
import { texts } from './texts';
import { LazyToolPane } from './LazyToolPane';
import { useToolPane } from './useToolPane';
import { useWhatIf, type WhatIfState } from './useWhatIf';
import { ApplyOutcome, useApply, WhatIf, WhatIfSign } from './WhatIf';
import { Why } from './Why';
import { WindowBar } from './WindowBar';
import { SafeText } from '../shared/SafeText';

export interface ContextPanelProps {
  snapshot: ContextSnapshot;
  /** Asked for more of what is shown. */
  source: ContextSource;
  /** The section that is lit. */
  selected: string | null;
  /** The user chose a section. */
  onSelect: (sectionId: string) => void;
  onOverlay: (overlay: ContextOverlay) => void;
  onReplay: () => void;
}

export function ContextPanel({ snapshot, source, selected, onSelect, onOverlay, onReplay }: ContextPanelProps) {
  // What was chosen in the payload is on screen already and must not jump.
  const [chosenInPayload, setChosenInPayload] = useState<string | null>(null);
  const [presses, setPresses] = useState(0);
  const fromPayload = (sectionId: string): void => {
    setChosenInPayload(sectionId);
    onSelect(sectionId);
  };
  const fromElsewhere = (sectionId: string): void => {
    setChosenInPayload(null);
    setPresses((count) => count + 1);
    onSelect(sectionId);
  };
  // The host shows the place, or says itself why there is none.
  const onReveal = (sectionId: string): void => void source.contextAction('revealInCode', sectionId).catch(() => null);
  const tool = useToolPane(source);
  const whatIf = useWhatIf(snapshot, onOverlay);
  const { apply, outcome, dismiss } = useApply(source, whatIf);
  return (
    <div class="context-panel">
      <Header {...{ snapshot, source, whatIf, onReplay, selected }} />
      <Converted converted={snapshot.converted} />
      <ApplyOutcome outcome={outcome} onDismiss={dismiss} />
      <WindowBar {...{ snapshot, whatIf, selected }} onSelect={fromElsewhere} />
      <LadderPanel {...{ snapshot, source, whatIf, selected }} onSelect={fromElsewhere}>
        <WhatIfSign {...{ snapshot, whatIf }} onApply={snapshot.converted ? undefined : apply} />
      </LadderPanel>
      {tool.pane ? (
        <LazyToolPane pane={tool.pane} source={source} onSelect={fromElsewhere} onClose={tool.close} />
      ) : (
        <Split
          name="context"
          label={texts.splitter}
          initial={60}
          first={
            <div class="pane" tabIndex={-1}>
              <div class="table-scroll">
                <SectionTable {...{ snapshot, whatIf, selected, onReveal }} onSelect={fromElsewhere} />
              </div>
              <Why {...{ snapshot, source, whatIf, selected, onReveal }} onSelect={fromElsewhere} />
            </div>
          }
          second={
            <div class="pane" tabIndex={0} role="region" aria-label={texts.payloadLabel}>
              <Payload
                key={snapshot.subtitle}
                snapshot={snapshot}
                source={source}
                selected={selected}
                reveal={selected === chosenInPayload ? '' : `${selected ?? ''} ${String(presses)}`}
                onSelect={fromPayload}
              />
            </div>
          }
        />
      )}
    </div>
  );
}

interface HeaderProps extends Pick<ContextPanelProps, 'snapshot' | 'source' | 'selected' | 'onReplay'> {
  whatIf: WhatIfState;
}

function Header({ snapshot, source, selected, whatIf, onReplay }: HeaderProps) {
  return (
    <header class="bar-header">
      <div class="heading">
        <h1>
          <SafeText text={snapshot.title} />
        </h1>
        <span class="dim subtitle">
          <SafeText text={snapshot.subtitle} />
        </span>
        <StatePills snapshot={snapshot} />
      </div>
      <div class="actions">
        <WhatIf {...{ snapshot, whatIf }} />
        <span class="main-actions">
          <Button kind="primary" onClick={onReplay}>
            {snapshot.mode === 'call' ? texts.replayCall : texts.replay}
          </Button>
          <ContextActions
            snapshot={snapshot}
            onAction={(id) => void source.contextAction(id, selected).catch(() => undefined)}
          />
        </span>
      </div>
    </header>
  );
}
