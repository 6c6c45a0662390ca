/** A context whole: header, window bar, sections, why, payload. The same for a document and for a logged call. */
import { useState } from 'preact/hooks';
import type { ContextOverlay, ContextSnapshot } from '../../protocol/contextApi';
import { Button } from '../shared/Button';
import { Pill } from '../shared/Pill';
import { Split } from '../shared/Split';
import { Payload } from './Payload';
import { SectionTable } from './SectionTable';
import { texts } from './texts';
import { WhatIf } from './WhatIf';
import { Why } from './Why';
import { WindowBar } from './WindowBar';
import { SafeText } from '../shared/SafeText';

export interface ContextPanelProps {
  snapshot: ContextSnapshot;
  /** The section that is lit. */
  selected: string | null;
  /** The user chose a section. */
  onSelect: (sectionId: string) => void;
  onOverlay: (overlay: ContextOverlay) => void;
  onReplay: () => void;
}

export function ContextPanel({ snapshot, selected, onSelect, onOverlay, onReplay }: ContextPanelProps) {
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
  return (
    <div class="context-panel">
      <Header snapshot={snapshot} onOverlay={onOverlay} onReplay={onReplay} />
      <WindowBar answer={snapshot.answer} selected={selected} onSelect={fromElsewhere} />
      <Split
        name="context"
        label={texts.splitter}
        initial={60}
        first={
          <div class="pane" tabIndex={-1}>
            <div class="table-scroll">
              <SectionTable snapshot={snapshot} selected={selected} onSelect={fromElsewhere} />
            </div>
            <Why snapshot={snapshot} selected={selected} onSelect={fromElsewhere} />
          </div>
        }
        second={
          <div class="pane" tabIndex={0} role="region" aria-label={texts.payloadLabel}>
            <Payload
              snapshot={snapshot}
              selected={selected}
              reveal={selected === chosenInPayload ? '' : `${selected ?? ''} ${String(presses)}`}
              onSelect={fromPayload}
            />
          </div>
        }
      />
    </div>
  );
}

type HeaderProps = Pick<ContextPanelProps, 'snapshot' | 'onOverlay' | 'onReplay'>;

function Header({ snapshot, onOverlay, onReplay }: HeaderProps) {
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
        <WhatIf snapshot={snapshot} onOverlay={onOverlay} />
        <Button kind="primary" onClick={onReplay}>
          {snapshot.mode === 'call' ? texts.replayCall : texts.replay}
        </Button>
      </div>
    </header>
  );
}

function StatePills({ snapshot: { answer, mode, isOutdated } }: { snapshot: ContextSnapshot }) {
  const stale = answer.sections.filter((section) => section.freshness?.stale).length;
  const available = (answer.window ?? 0) - answer.reserve;
  return (
    <span class="pills" role="status">
      {answer.overflow > 0 && (
        <Pill tone="bad" icon="error" title={texts.overByHint(available + answer.overflow, available)}>
          {texts.overBy(answer.overflow)}
        </Pill>
      )}
      {stale > 0 && <Pill tone="warning">{texts.stale(stale)}</Pill>}
      {isOutdated && (
        <Pill tone="warning" icon="warning" title={texts.outdatedHint}>
          {texts.outdated}
        </Pill>
      )}
      {mode === 'call' && (
        <Pill icon="lock" title={texts.readOnlyHint}>
          {texts.readOnly}
        </Pill>
      )}
    </span>
  );
}
