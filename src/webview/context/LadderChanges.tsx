/** Where sections give way, as a list: arrows move, Enter sets the window there. */
import { useRef, useState } from 'preact/hooks';
import type { SectionLedger } from '../../core/context/assembly';
import type { LadderChange } from '../../core/context/ladderChanges';
import { SafeText } from '../shared/SafeText';
import { ladderTexts } from './whatIfTexts';

interface LadderChangesProps {
  changes: LadderChange[];
  sections: SectionLedger[];
  window: number | undefined;
  onWindow: (tokens: number) => void;
  onSelect: (sectionId: string) => void;
}

export function LadderChanges({ changes, sections, window, onWindow, onSelect }: LadderChangesProps) {
  const list = useRef<HTMLOListElement>(null);
  const [active, setActive] = useState(0);
  const kinds = new Map(sections.map(({ id, kind }) => [id, kind]));
  const reachable = Math.min(active, changes.length - 1);
  const press = (event: KeyboardEvent, index: number): void => {
    const end = changes.length - 1;
    const before = Math.max(0, index - 1);
    const after = Math.min(end, index + 1);
    const target = { ArrowUp: before, ArrowLeft: before, ArrowDown: after, ArrowRight: after, Home: 0, End: end }[
      event.key
    ];
    if (target === undefined) return;
    event.preventDefault();
    list.current?.querySelectorAll('button')[target]?.focus();
  };
  if (changes.length === 0) return <p class="ladder-note dim">{ladderTexts.empty}</p>;
  return (
    <ol class="ladder-changes" ref={list} aria-label={ladderTexts.list}>
      {changes.map((change, index) => (
        <li key={index}>
          <button
            type="button"
            class={`ladder-change ${change.window === window ? 'is-current' : ''}`}
            aria-current={change.window === window}
            tabIndex={index === reachable ? 0 : -1}
            onFocus={() => setActive(index)}
            onKeyDown={(event) => press(event, index)}
            onClick={() => {
              onWindow(change.window);
              if (change.sectionId !== undefined) onSelect(change.sectionId);
            }}
          >
            {change.sectionId !== undefined && (
              <span class={`change-mark kind-${kinds.get(change.sectionId) ?? 'other'}`} aria-hidden="true" />
            )}
            <span class="dim">{ladderTexts.at(change.window)}:</span>{' '}
            {change.sectionId !== undefined && <SafeText text={`${change.sectionId} `} />}
            {change.words}
          </button>
        </li>
      ))}
    </ol>
  );
}
