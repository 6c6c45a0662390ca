/** A list of the context of which the snapshot holds a part or nothing: the rest is asked for, and again as one types. */
import type { CallOptions } from '../../protocol/rpcPeer';
import type { RowRange } from '../../core/context/payloadRows';
import type { ListPage } from '../../core/context/snapshotParts';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { useRemote, type Remote } from '../shared/useRemote';
import { useThrottled } from '../shared/useThrottled';

/** While one types, a list is asked for at most this often. */
const ASK_EVERY_MS = 250;
const PAGE_ROWS = 5_000;

interface WholeList<Row> {
  snapshot: ContextSnapshot;
  /** What is asked for, beside the snapshot: undefined asks nothing. */
  what: string | undefined;
  count: number;
  ask: (range: RowRange, options?: CallOptions) => Promise<ListPage<Row>>;
}

export function useWholeList<Row>({ snapshot, what, count, ask }: WholeList<Row>): Remote<Row[]> {
  const { version, subtitle } = useThrottled(snapshot, ASK_EVERY_MS);
  const question = what === undefined ? undefined : [subtitle, version, what, count].join(' ');
  return useRemote(question, async (options) => {
    const rows: Row[] = [];
    for (;;) {
      const wanted = Math.min(PAGE_ROWS, count - rows.length);
      const page = await ask({ version, from: rows.length, count: wanted }, options);
      rows.push(...page.rows);
      if (page.rows.length === 0 || rows.length >= Math.min(count, page.total)) return rows;
    }
  });
}
