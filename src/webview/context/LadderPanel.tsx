/** The degradation ladder: what is kept at each window size, drawn on the window slider's scale; the slider walks it. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { LadderRung } from '../../core/context/assembly';
import { ladderChanges, type LadderChange } from '../../core/context/ladderChanges';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Icon } from '../shared/Icon';
import { useStored } from '../shared/stored';
import { useRemote } from '../shared/useRemote';
import { useThrottled } from '../shared/useThrottled';
import type { ContextSource } from './contextSource';
import { LadderChanges } from './LadderChanges';
import { LadderPicture } from './LadderPicture';
import type { WhatIfState } from './useWhatIf';
import { shownWindow, withWindow } from './whatIfState';
import { ladderTexts } from './whatIfTexts';
import { windowRange } from './windowScale';
import './ladder.css';

export interface LadderPanelProps {
  snapshot: ContextSnapshot;
  source: ContextSource;
  whatIf: WhatIfState;
  selected: string | null;
  onSelect: (sectionId: string) => void;
  /** What stands at the end of its row. */
  children?: ComponentChildren;
}

/** The worker that computes the ladder computes the snapshots, too: it gets a fraction of its time. */
const ASK_EVERY_MS = 300;
const SHARE_OF_TIME = 4;

export function LadderPanel(props: LadderPanelProps) {
  const [isOpen, setOpen] = useStored<boolean>('ladder', false);
  return (
    <section class="ladder" aria-label={ladderTexts.title}>
      <div class="ladder-row">
        <button
          type="button"
          class="ladder-toggle"
          aria-expanded={isOpen}
          title={ladderTexts.hint}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
          {ladderTexts.title}
          <span class="dim">{ladderTexts.hint}</span>
        </button>
        {props.children}
      </div>
      {isOpen && <Ladder {...props} />}
    </section>
  );
}

function Ladder(props: LadderPanelProps) {
  const { snapshot, source } = props;
  const took = useRef(0);
  const version = useThrottled(snapshot.version, Math.max(ASK_EVERY_MS, SHARE_OF_TIME * took.current));
  const { value, failure } = useRemote(`${snapshot.subtitle} ${String(version)}`, async (options) => {
    const start = performance.now();
    const rungs = await source.ladder(options);
    took.current = performance.now() - start;
    return rungs;
  });
  if (failure !== undefined)
    return (
      <p class="ladder-note" role="alert">
        {ladderTexts.failed(failure)}
      </p>
    );
  if (!value) return <p class="ladder-note dim">{ladderTexts.waiting}</p>;
  return <Drawn {...props} rungs={value} />;
}

function Drawn({ snapshot, whatIf, selected, onSelect, rungs }: LadderPanelProps & { rungs: LadderRung[] }) {
  const range = windowRange(snapshot);
  const changes = [...wholeChange(rungs), ...ladderChanges(rungs)];
  const window = shownWindow(snapshot, whatIf.overlay);
  const own = snapshot.own?.window ?? undefined;
  const set = (tokens: number | undefined): void =>
    whatIf.change(withWindow(whatIf.overlay, tokens === own ? undefined : tokens));
  const { sections } = snapshot.answer;
  return (
    <div class="ladder-body">
      <LadderPicture {...{ rungs, sections, changes, range, window, selected }} onWindow={set} />
      <LadderChanges {...{ changes, sections, window, onSelect }} onWindow={set} />
    </div>
  );
}

/** The top of the ladder: from there on nothing gives way. */
function wholeChange([top]: readonly LadderRung[]): LadderChange[] {
  const isWhole = top?.fits && top.sections.every(({ action }) => action === 'whole' || action === 'unbound');
  return isWhole ? [{ window: top.window, words: ladderTexts.everything }] : [];
}
