/** The trace worker: trace sets by id, behind the wire. A thin starter over node/traceSet.ts. */
import { nodeTimers } from '../node/workerClient';
import { openTraceSet, type TraceSetHandle } from '../node/traceSet';
import { workerPort } from '../node/workerPort';
import { RpcError, RpcPeer, type Handlers } from '../protocol/rpcPeer';
import type { TraceWorkerEvents, TraceWorkerMethods } from '../protocol/traceApi';

const sets = new Map<string, TraceSetHandle>();

function setOf(setId: string): TraceSetHandle {
  const set = sets.get(setId);
  if (!set) throw new RpcError('no-such-set', 'This trace is no longer open. Open it again.');
  return set;
}

const handlers: Handlers<TraceWorkerMethods> = {
  open: ({ setId, paths }) => {
    sets.get(setId)?.close();
    const set = openTraceSet(paths, { setId, onState: (state) => peer.emit('traceSet', state) });
    sets.set(setId, set);
    return set.state();
  },
  whenIndexed: ({ setId }) => setOf(setId).whenIndexed(),
  rows: ({ setId, filter, start, count }, signal) => setOf(setId).rows(filter, start, count, signal),
  call: ({ setId, callId }) => setOf(setId).call(callId),
  callContext: ({ setId, callId, overlay, version }) => setOf(setId).callContext(callId, overlay, version),
  raw: ({ setId, callId, source }) => setOf(setId).raw(callId, source),
  answer: ({ setId, filter }, signal) => setOf(setId).answer(filter, signal),
  callAnswer: ({ setId, callId }) => setOf(setId).callAnswer(callId),
  close: ({ setId }) => {
    sets.get(setId)?.close();
    sets.delete(setId);
    return null;
  },
};

const peer = new RpcPeer<Record<string, never>, TraceWorkerMethods, Record<string, never>, TraceWorkerEvents>(
  workerPort(),
  handlers,
  nodeTimers,
);
