/** The run worker: replay and compare off the host's thread. Wires services to the wire and holds no logic. */
import { createCompareService } from '../node/compareService';
import { createReplayService } from '../node/replayService';
import { applyCounting, startSettings } from '../node/counting';
import { nodeTimers } from '../node/workerClient';
import { workerPort } from '../node/workerPort';
import type { CountingMethods } from '../protocol/countingApi';
import { RpcPeer } from '../protocol/rpcPeer';
import type { RunWorkerEvents, RunWorkerMethods } from '../protocol/runApi';

type None = Record<string, never>;

const replay = createReplayService({ onProgress: (progress) => peer.emit('progress', progress) });
const compare = createCompareService();
const peer: RpcPeer<None, RunWorkerMethods & CountingMethods, None, RunWorkerEvents> = new RpcPeer(
  workerPort(applyCounting(startSettings())),
  {
    counting: (settings) => applyCounting(settings),
    plan: (params, signal) => replay.plan(params, signal),
    start: (params, signal) => replay.start(params, signal),
    cancel: (params) => {
      replay.cancel(params);
      return null;
    },
    openRun: (params) => compare.openRun(params),
    grid: (params) => compare.grid(params),
    pair: (params) => compare.pair(params),
    answer: (params) => compare.answer(params),
  },
  nodeTimers,
);
