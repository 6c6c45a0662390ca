/** The list of calls: rows by pages, what is marked, and the calls that a replay would take. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ListRow, TraceSetState, TraceViewEvents, TraceViewMethods } from '../../protocol/traceApi';
import type { Host } from '../shared/host';
import type { RowCache, RowPage } from '../shared/RowCache';
import { readStored, store } from '../shared/stored';
import { useRowCache } from '../shared/useRowCache';
import { useThrottled } from '../shared/useThrottled';
import { extendTo, moveTo, NOTHING, rangeOf, startAt, toggle, type Selection } from './selection';

export type TraceHost = Host<TraceViewMethods, TraceViewEvents>;

export interface Calls {
  rows: RowCache<ListRow>;
  selection: Selection;
  /** Ids to replay: what is marked, else all that match; empty where that is not known. */
  replayIds: readonly string[];
  click: (index: number, event: MouseEvent) => void;
  move: (index: number, event: KeyboardEvent) => void;
  toggleActive: () => void;
  markAll: () => void;
  unmark: () => void;
  goTo: (callId: string) => Promise<void>;
}

/** While a log is indexed, the rows on screen are read anew at most this often. */
const REFRESH_MS = 300;
/** A Shift range is read in pieces of this many rows. */
const RANGE_ROWS = 500;
/** Beyond this a range is cut: the host names no more calls than this at once either. */
const MOST_RANGE_ROWS = 10_000;

export const callIdOf = (row: ListRow | undefined): string | undefined =>
  row?.type === 'call' ? row.row.id : undefined;

async function idsBetween(host: TraceHost, filter: string, range: { start: number; count: number }): Promise<string[]> {
  const ids: string[] = [];
  const end = range.start + Math.min(range.count, MOST_RANGE_ROWS);
  for (let start = range.start; start < end; start += RANGE_ROWS) {
    const { rows } = await host.request('rows', { filter, start, count: Math.min(RANGE_ROWS, end - start) });
    ids.push(...rows.flatMap((row) => callIdOf(row) ?? []));
  }
  return ids;
}

async function indexOfCall(host: TraceHost, callId: string, guess: number): Promise<number | undefined> {
  for (let start = Math.max(0, guess); ; start += RANGE_ROWS) {
    const { rows, total } = await host.request('rows', { filter: '', start, count: RANGE_ROWS });
    const offset = rows.findIndex((row) => callIdOf(row) === callId);
    if (offset >= 0) return start + offset;
    if (rows.length === 0 || start + RANGE_ROWS >= total) return undefined;
  }
}

export function useCalls(host: TraceHost, state: TraceSetState, filter: string): Calls {
  const matching = useRef<readonly string[]>([]);
  const load = useCallback(
    async (start: number, count: number): Promise<RowPage<ListRow>> => {
      const result = await host.request('rows', { filter, start, count });
      matching.current = result.matchingCalls;
      return result;
    },
    [host, filter],
  );
  const rows = useRowCache(load, useThrottled(state.version, REFRESH_MS));
  const [selection, setSelection] = useState<Selection>(() => moveTo(NOTHING, readStored('active', 0)));
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) setSelection(NOTHING);
    isFirst.current = false;
  }, [filter]);
  useEffect(() => store('active', selection.active), [selection.active]);

  const extend = (index: number): void => {
    setSelection((old) => ({ ...old, active: index }));
    void idsBetween(host, filter, rangeOf(selection, index)).then((ids) =>
      setSelection((old) => extendTo(old, index, ids)),
    );
  };
  return {
    rows,
    selection,
    replayIds: selection.marked.size > 0 ? [...selection.marked] : matching.current,
    click(index, event) {
      if (event.shiftKey) extend(index);
      else if (event.ctrlKey || event.metaKey) setSelection((old) => toggle(old, index, callIdOf(rows.at(index))));
      else setSelection(startAt(index));
    },
    move(index, event) {
      if (event.shiftKey) extend(index);
      else setSelection((old) => moveTo(old, index));
    },
    toggleActive: () => setSelection((old) => toggle(old, old.active, callIdOf(rows.at(old.active)))),
    markAll: () => setSelection((old) => ({ ...old, marked: new Set(matching.current) })),
    unmark: () => setSelection((old) => ({ ...old, marked: new Set() })),
    async goTo(callId) {
      const index = await indexOfCall(host, callId, matching.current.indexOf(callId));
      if (index !== undefined) setSelection(startAt(index));
    },
  };
}
