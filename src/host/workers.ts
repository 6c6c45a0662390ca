/** The three workers of the extension; each starts when it is first asked for. */
import * as path from 'node:path';
import { WorkerClient } from '../node/workerClient';
import type { DocumentWorkerMethods } from '../protocol/contextApi';
import type { RunWorkerEvents, RunWorkerMethods } from '../protocol/runApi';
import type { TraceWorkerEvents, TraceWorkerMethods } from '../protocol/traceApi';

export class Workers {
  readonly document: WorkerClient<DocumentWorkerMethods, Record<string, never>>;
  readonly trace: WorkerClient<TraceWorkerMethods, TraceWorkerEvents>;
  readonly run: WorkerClient<RunWorkerMethods, RunWorkerEvents>;

  constructor(extensionPath: string) {
    const bundle = (name: string): string => path.join(extensionPath, 'dist', 'workers', `${name}.js`);
    this.document = new WorkerClient('document', bundle('document'));
    this.trace = new WorkerClient('trace', bundle('trace'));
    this.run = new WorkerClient('run', bundle('run'));
  }

  async dispose(): Promise<void> {
    await Promise.all([this.document.dispose(), this.trace.dispose(), this.run.dispose()]);
  }
}
