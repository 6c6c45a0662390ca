/** The calls of a trace set, as replay needs them. */
import type { Call } from '../core/trace/model';
import { RpcError } from '../protocol/rpcPeer';
import { openTraceSet } from './traceSet';

export interface TraceSource {
  /** Absolute or as given. */
  files: string[];
  callIds(filter: string): Promise<string[]>;
  /** Throws where the set has no such call. */
  call(id: string): Promise<Call>;
  close(): void | Promise<void>;
}

/** Waits until all is indexed: a plan that misses calls would be wrong. */
export async function openTraces(paths: string[]): Promise<TraceSource> {
  const set = openTraceSet(paths);
  const state = await set.whenIndexed();
  if (state.failure !== undefined) {
    set.close();
    throw new RpcError('no-trace', state.failure);
  }
  return {
    files: state.files,
    callIds: (filter) => set.callIds(filter),
    call: async (id) => (await set.call(id)).call,
    close: () => {
      set.close();
    },
  };
}
