/** The document worker: parsing, assembly and counting of context documents, away from the host's thread. */
import { createContextService } from '../node/contextService';
import { nodeTimers } from '../node/workerClient';
import { workerPort } from '../node/workerPort';
import type { DocumentWorkerMethods } from '../protocol/contextApi';
import { RpcPeer } from '../protocol/rpcPeer';

type Nothing = Record<string, never>;

const service = createContextService();

new RpcPeer<Nothing, DocumentWorkerMethods, Nothing, Nothing>(
  workerPort(),
  {
    update: (update, signal) => service.update(update, signal),
    close: ({ path }) => {
      service.close(path);
      return null;
    },
    models: () => service.models(),
  },
  nodeTimers,
);
