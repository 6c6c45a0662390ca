/** The trace worker: trace sets by id, behind the wire. A thin starter over node/traceSet.ts. */
import { CalibrationLearner } from '../node/calibrationLearner';
import { applyCounting, startSettings } from '../node/counting';
import { conformanceOfTrace } from '../node/checkService';
import { nodeTimers } from '../node/workerClient';
import { partHandlers } from '../node/shownContexts';
import { openTraceSet, type TraceSetHandle } from '../node/traceSet';
import { workerPort } from '../node/workerPort';
import type { CalibrationEvents, CalibrationMethods, CountingMethods, CountingSettings } from '../protocol/countingApi';
import { RpcError, RpcPeer, type Handlers } from '../protocol/rpcPeer';
import type { TraceWorkerEvents, TraceWorkerMethods } from '../protocol/traceApi';

type WorkerMethods = TraceWorkerMethods & CountingMethods & CalibrationMethods;
type WorkerEvents = TraceWorkerEvents & CalibrationEvents;

const sets = new Map<string, TraceSetHandle>();
const learner = new CalibrationLearner((models) => peer.emit('calibrated', { models }));

function useCounting(settings: CountingSettings): Promise<null> {
  learner.use(settings.calibrationFile);
  return applyCounting(settings);
}

function setOf(setId: string): TraceSetHandle {
  const set = sets.get(setId);
  if (!set) throw new RpcError('no-such-set', 'This trace is no longer open. Open it again.');
  return set;
}

const handlers: Handlers<WorkerMethods> = {
  counting: useCounting,
  resetCalibration: () => learner.reset(),
  open: ({ setId, paths, sources }) => {
    sets.get(setId)?.close();
    const set = openTraceSet(paths, {
      setId,
      ...(sources ? { sources } : {}),
      onState: (state) => peer.emit('traceSet', state),
    });
    sets.set(setId, set);
    learner.start(setId, set);
    return set.state();
  },
  whenIndexed: ({ setId }) => setOf(setId).whenIndexed(),
  rows: ({ setId, filter, start, count }, signal) => setOf(setId).rows(filter, start, count, signal),
  call: ({ setId, callId }) => setOf(setId).call(callId),
  callContext: ({ setId, callId, overlay, version }) => setOf(setId).callContext(callId, overlay, version),
  callLadder: ({ setId, callId, overlay }) => setOf(setId).callLadder(callId, overlay),
  ...partHandlers(({ setId, callId, overlay }) => setOf(setId).shownCall(callId, overlay)),
  raw: ({ setId, callId, source }) => setOf(setId).raw(callId, source),
  answer: ({ setId, filter }, signal) => setOf(setId).answer(filter, signal),
  callAnswer: ({ setId, callId }) => setOf(setId).callAnswer(callId),
  checkConformance: async ({ jobId, document, paths }, signal) => {
    const onProgress = (done: number, all: number): void => peer.emit('conformanceProgress', { jobId, done, all });
    return conformanceOfTrace(document, { paths, onProgress, signal });
  },
  close: ({ setId }) => {
    learner.stop(setId);
    sets.get(setId)?.close();
    sets.delete(setId);
    return null;
  },
};

const peer = new RpcPeer<Record<string, never>, WorkerMethods, Record<string, never>, WorkerEvents>(
  workerPort(useCounting(startSettings())),
  handlers,
  nodeTimers,
);
