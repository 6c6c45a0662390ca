/** The document worker: parsing, assembly and counting of context documents, away from the host's thread. */
import { overlayEditsOf } from '../core/context/overlayEdits';
import { revealRef } from '../node/codeSearch';
import { renderAs } from '../core/replay/renderAs';
import { compareRefs, loadRef } from '../node/contextRefs';
import { createContextService } from '../node/contextService';
import { applyCounting, startSettings } from '../node/counting';
import { convertText, createDocument } from '../node/foreignDocuments';
import { fileCommits } from '../node/gitFiles';
import { createLanguageService } from '../node/languageService';
import { createSampleReader } from '../node/sampleCall';
import { partHandlers } from '../node/shownContexts';
import { nodeTimers } from '../node/workerClient';
import { workerPort } from '../node/workerPort';
import type { DocumentWorkerMethods } from '../protocol/contextApi';
import type { CountingMethods } from '../protocol/countingApi';
import type { LanguageMethods } from '../protocol/languageApi';
import { RpcPeer } from '../protocol/rpcPeer';

type Nothing = Record<string, never>;

const readSample = createSampleReader();
const service = createContextService(readSample);
const language = createLanguageService(service, readSample);

new RpcPeer<Nothing, DocumentWorkerMethods & CountingMethods & LanguageMethods, Nothing, Nothing>(
  workerPort(applyCounting(startSettings())),
  {
    ...language.handlers,
    counting: (settings) => applyCounting(settings),
    update: async (update, signal) => {
      const result = await service.update(update, signal);
      language.remember(update, result);
      return result;
    },
    close: ({ path }) => {
      service.close(path);
      language.forget(path);
      return null;
    },
    models: () => service.models(),
    ...partHandlers(({ path, version }) => service.shown(path, version)),
    ladder: (params) => service.ladder(params),
    revealInCode: (params, signal) => revealRef(params, signal),
    compareContexts: ({ left, right }) => compareRefs(left, right),
    renderRequest: async ({ ref, shape }) => renderAs((await loadRef(ref)).assembly.request, shape),
    documentFromCall: ({ call, ...options }) => createDocument(call, options),
    convertDocument: ({ path, text, format }) => convertText(path, text, format),
    fileCommits: ({ path, most }) => fileCommits(path, most),
    overlayEdits: ({ text, format, overlay }) => overlayEditsOf(text, format, overlay),
  },
  nodeTimers,
);
