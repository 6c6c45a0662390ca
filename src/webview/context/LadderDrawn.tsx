/** The ladder's picture and its list of changes, from its rungs. Loaded when the panel is first opened: LadderPanel. */
import type { ComponentChildren } from 'preact';
import type { LadderRung } from '../../core/context/assembly';
import { ladderChanges, type LadderChange } from '../../core/context/ladderChanges';
import type { ContextSnapshot } from '../../protocol/contextApi';
import type { ContextSource } from './contextSource';
import { LadderChanges } from './LadderChanges';
import { LadderPicture } from './LadderPicture';
import type { WhatIfState } from './useWhatIf';
import { shownWindow, withWindow } from './whatIfState';
import { ladderTexts } from './whatIfTexts';
import { windowRange } from './windowScale';

export interface LadderPanelProps {
  snapshot: ContextSnapshot;
  source: ContextSource;
  whatIf: WhatIfState;
  selected: string | null;
  onSelect: (sectionId: string) => void;
  /** What stands at the end of its row. */
  children?: ComponentChildren;
}

type LadderDrawnProps = LadderPanelProps & { rungs: LadderRung[] };

export function LadderDrawn({ snapshot, whatIf, selected, onSelect, rungs }: LadderDrawnProps) {
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
