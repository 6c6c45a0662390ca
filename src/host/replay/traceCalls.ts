/** The calls of a trace, for choosing among them before a replay. */
import type { CallRow } from '../../core/trace/format';
import type { Workers } from '../workers';

const SET_ID = 'replay';
const MAX_ROWS = 2000;
const INDEX_DEADLINE_MS = 120_000;

export interface TraceCalls {
  total: number;
  /** The first of them: enough for a list that a person reads. */
  rows: CallRow[];
}

export async function readTraceCalls({ trace }: Workers, paths: string[]): Promise<TraceCalls> {
  await trace.request('open', { setId: SET_ID, paths });
  try {
    const state = await trace.request('whenIndexed', { setId: SET_ID }, { deadlineMs: INDEX_DEADLINE_MS });
    if (state.failure !== undefined) throw new Error(state.failure);
    const { rows } = await trace.request('rows', { setId: SET_ID, filter: '', start: 0, count: MAX_ROWS });
    return { total: state.calls, rows: rows.flatMap((entry) => (entry.type === 'call' ? [entry.row] : [])) };
  } finally {
    await trace.request('close', { setId: SET_ID });
  }
}
