/** The assemblies that views show, kept so that their parts can be asked for by range. Computes no context. */
import type { Assembly, Decision, ItemLedger } from '../core/context/assembly';
import {
  payloadPage,
  payloadRows,
  payloadText,
  type PayloadPage,
  type PayloadRow,
  type PayloadText,
  type PayloadTextRange,
  type RowRange,
} from '../core/context/payloadRows';
import {
  decisionsPage,
  itemsPage,
  type ContextPartMethods,
  type ItemRange,
  type ListPage,
} from '../core/context/snapshotParts';
import { RpcError, type Handlers } from '../protocol/rpcPeer';

/** One assembly and its payload by rows, which are made when they are first asked for. */
export class ShownContext {
  private rows: PayloadRow[] | undefined;

  constructor(private readonly assembly: Assembly) {}

  payload(range: RowRange): PayloadPage {
    return payloadPage(this.allRows(), range);
  }

  payloadText(range: PayloadTextRange): PayloadText {
    return payloadText(this.allRows(), range);
  }

  items(range: ItemRange): ListPage<ItemLedger> {
    return itemsPage(this.assembly, range);
  }

  decisions(range: RowRange): ListPage<Decision> {
    return decisionsPage(this.assembly, range);
  }

  private allRows(): PayloadRow[] {
    this.rows ??= payloadRows(this.assembly.payload);
    return this.rows;
  }
}

/** The document's own, the same under its view's what-if, and the ones before them. */
const MOST_VERSIONS = 4;

/** By document, the newest versions. */
export class ShownContexts {
  private readonly kept = new Map<string, Map<number, ShownContext>>();

  keep(file: string, version: number, assembly: Assembly): void {
    const versions = this.kept.get(file) ?? new Map<number, ShownContext>();
    this.kept.set(file, versions);
    versions.set(version, new ShownContext(assembly));
    for (const old of versions.keys()) if (versions.size > MOST_VERSIONS) versions.delete(old);
  }

  /** That version, or the oldest after it: the view then hears of a newer one soon. */
  at(file: string, version: number): ShownContext {
    const versions = this.kept.get(file) ?? new Map<number, ShownContext>();
    const next = [...versions.keys()].filter((kept) => kept >= version).sort((a, b) => a - b)[0];
    const found = next === undefined ? undefined : versions.get(next);
    if (!found)
      throw new RpcError('not-shown', 'This state of the document is no longer held. Edit it or open it again.');
    return found;
  }

  drop(file: string): void {
    this.kept.delete(file);
  }
}

/** Answers a view's questions about the context that `find` gives. */
export function partHandlers<Subject>(
  find: (subject: Subject & { version: number }) => ShownContext | Promise<ShownContext>,
): Handlers<ContextPartMethods<Subject>> {
  return {
    payload: async (params) => (await find(params)).payload(params),
    payloadText: async (params) => (await find(params)).payloadText(params),
    items: async (params) => (await find(params)).items(params),
    decisions: async (params) => (await find(params)).decisions(params),
  };
}
