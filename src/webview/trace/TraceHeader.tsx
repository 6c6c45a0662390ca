/** What the trace set is, how far it is read, the filter, and what can be done with it. */
import { useEffect, useState } from 'preact/hooks';
import type { TraceSetState } from '../../protocol/traceApi';
import { Button, IconButton } from '../shared/Button';
import { Pill } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import { texts } from './texts';

interface TraceHeaderProps {
  state: TraceSetState;
  filter: string;
  onFilter: (filter: string) => void;
  replayCount: number;
  markedCount: number;
  onReplay: () => void;
  onUnmark: () => void;
  onReopen: () => void;
}

/** The filter follows the typing after this pause. */
const FILTER_PAUSE_MS = 150;

export function TraceHeader(props: TraceHeaderProps) {
  const { state, replayCount, markedCount } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <header class="bar-header">
        <div class="heading">
          <h1>
            <SafeText text={state.title} />
          </h1>
          <span class="dim subtitle">{texts.summary(state.formats.join(' + '), state.calls, state.sizeBytes)}</span>
          <StatePills state={state} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </div>
        <div class="actions">
          {markedCount > 0 && (
            <span class="marked" role="status">
              <Pill tone="accent">{texts.selected(markedCount)}</Pill>
              <IconButton icon="clear-all" label={texts.clearSelection} onClick={props.onUnmark} />
            </span>
          )}
          <Filter filter={props.filter} onFilter={props.onFilter} />
          <Button onClick={props.onReopen}>{texts.reopenAsText}</Button>
          <Button kind="primary" title={texts.replayHint} disabled={replayCount === 0} onClick={props.onReplay}>
            {replayCount === 0 ? texts.replayNone : texts.replay(replayCount)}
          </Button>
        </div>
      </header>
      {isOpen && <IgnoredNotes state={state} onClose={() => setOpen(false)} />}
    </>
  );
}

function Filter({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const [draft, setDraft] = useState(filter);
  useEffect(() => setDraft(filter), [filter]);
  useEffect(() => {
    if (draft === filter) return undefined;
    const timer = window.setTimeout(() => onFilter(draft), FILTER_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [draft]);
  return (
    <input
      type="search"
      class="filter"
      aria-label={texts.filter}
      placeholder={texts.filterHint}
      title={texts.filterHint}
      spellcheck={false}
      value={draft}
      onInput={({ currentTarget: { value } }) => setDraft(value)}
      onKeyDown={({ key }) => (key === 'Enter' ? onFilter(draft) : undefined)}
    />
  );
}

const ignoredCount = (state: TraceSetState): number => state.ignored.reduce((sum, { count }) => sum + count, 0);

function StatePills({ state, isOpen, onToggle }: { state: TraceSetState; isOpen: boolean; onToggle: () => void }) {
  const percent = state.sizeBytes === 0 ? 0 : Math.floor((state.indexedBytes / state.sizeBytes) * 100);
  const ignored = ignoredCount(state);
  return (
    <span class="pills">
      {state.isIndexing && (
        <Pill icon="sync">
          <span role="progressbar" aria-label={texts.indexing(percent)} aria-valuenow={percent}>
            {texts.indexing(percent)}
          </span>
        </Pill>
      )}
      {state.errors > 0 && (
        <Pill tone="bad" icon="error">
          {texts.errors(state.errors)}
        </Pill>
      )}
      {ignored > 0 && (
        <button type="button" class="pill-button" aria-expanded={isOpen} onClick={onToggle}>
          <Pill icon="info">{texts.ignored(ignored)}</Pill>
        </button>
      )}
      <span class="visually-hidden" role="status">
        {state.isIndexing ? '' : texts.indexed}
      </span>
    </span>
  );
}

function IgnoredNotes({ state, onClose }: { state: TraceSetState; onClose: () => void }) {
  return (
    <section class="ignored" aria-label={texts.ignoredTitle}>
      <h2>{texts.ignoredTitle}</h2>
      <ul>
        {state.ignored.map(({ path, reason, count }) => (
          <li key={`${path} ${reason}`}>
            <SafeText text={texts.ignoredLine(count, reason, path)} />
          </li>
        ))}
      </ul>
      <IconButton icon="close" label={texts.closeNotes} onClick={onClose} />
    </section>
  );
}
