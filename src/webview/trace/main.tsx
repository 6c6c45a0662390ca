/** The Trace view: a list of calls and one of them in detail. */
import { render } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ListRow, TraceSetState, TraceViewEvents, TraceViewMethods } from '../../protocol/traceApi';
import { Button } from '../shared/Button';
import { connect, sentenceOf } from '../shared/host';
import { Message } from '../shared/Message';
import { Split } from '../shared/Split';
import { useStored } from '../shared/stored';
import { CallList } from './CallList';
import { Detail } from './Detail';
import { texts } from './texts';
import { TraceHeader } from './TraceHeader';
import { useCalls } from './useCalls';
import './main.css';

const host = connect<TraceViewMethods, TraceViewEvents>();
const reopen = (): void => void host.request('reopenAsText', null).catch(() => undefined);

function Screen() {
  const [state, setState] = useState<TraceSetState | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  useEffect(() => {
    const newest = (next: TraceSetState): void => setState((old) => (old && old.version > next.version ? old : next));
    host.on('traceSet', newest);
    host.request('ready', null).then(newest, (error: unknown) => setFailure(sentenceOf(error)));
  }, []);
  const problem = failure ?? state?.failure;
  if (problem !== undefined) {
    return (
      <Message tone="failure" text={problem}>
        <Button onClick={reopen}>{texts.reopenAsText}</Button>
      </Message>
    );
  }
  return state ? <TraceView state={state} /> : <Message tone="busy" text={texts.opening} />;
}

function TraceView({ state }: { state: TraceSetState }) {
  const [filter, setFilter] = useStored<string>('filter', '');
  const [failure, setFailure] = useState<string | undefined>();
  const calls = useCalls(host, state, filter);
  const row = useLastRow(calls.rows.at(calls.selection.active));
  const goTo = useRef(calls.goTo);
  goTo.current = calls.goTo;
  useEffect(
    () =>
      host.on('goToCall', ({ callId }) => {
        setFilter('');
        // After the list has started anew without its filter.
        window.setTimeout(() => void goTo.current(callId).catch((error: unknown) => setFailure(sentenceOf(error))));
      }),
    [setFilter],
  );
  const replay = useCallback((callIds: readonly string[]) => {
    host.request('replay', { callIds: [...callIds] }).catch((error: unknown) => setFailure(sentenceOf(error)));
  }, []);
  return (
    <main class="screen">
      <TraceHeader
        state={state}
        filter={filter}
        onFilter={setFilter}
        replayCount={calls.replayIds.length}
        markedCount={calls.selection.marked.size}
        onReplay={() => replay(calls.replayIds)}
        onUnmark={calls.unmark}
        onReopen={reopen}
      />
      {failure && <Message tone="failure" text={failure} />}
      <Split
        name="trace"
        label={texts.splitter}
        initial={49}
        first={<ListPane state={state} calls={calls} filter={filter} onClear={() => setFilter('')} />}
        second={
          <Detail
            host={host}
            row={row}
            version={state.isIndexing ? 0 : state.version}
            onReplay={(callId) => replay([callId])}
          />
        }
      />
    </main>
  );
}

/** Scrolling fast, the active row may not be here yet: the detail stays until it is. */
function useLastRow(row: ListRow | undefined): ListRow | undefined {
  const last = useRef(row);
  if (row) last.current = row;
  return last.current;
}

interface ListPaneProps {
  state: TraceSetState;
  calls: ReturnType<typeof useCalls>;
  filter: string;
  onClear: () => void;
}

function ListPane({ state, calls, filter, onClear }: ListPaneProps) {
  const { total, failure } = calls.rows;
  const isEmpty = total === 0;
  const focusDetail = (): void => document.getElementById('call-detail')?.focus();
  return (
    <div class="list-pane">
      {failure !== undefined && <Message tone="failure" text={texts.rowsFailed(failure)} />}
      {isEmpty && <Empty state={state} filter={filter} onClear={onClear} />}
      <span class="visually-hidden" role="status">
        {filter !== '' && total !== undefined ? texts.matching(total) : ''}
      </span>
      {!isEmpty && <CallList calls={calls} onOpen={focusDetail} />}
    </div>
  );
}

function Empty({ state, filter, onClear }: Omit<ListPaneProps, 'calls'>) {
  if (filter !== '') {
    return (
      <Message tone="empty" text={texts.noMatch(filter)}>
        <Button onClick={onClear}>{texts.clearFilter}</Button>
      </Message>
    );
  }
  return (
    <Message tone={state.isIndexing ? 'busy' : 'empty'} text={state.isIndexing ? texts.noCalls : texts.noCallFound} />
  );
}

const root = document.getElementById('root');
if (root) render(<Screen />, root);
