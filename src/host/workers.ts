/** The three workers of the extension; each starts when it is first asked for. */
import * as path from 'node:path';
import { WorkerClient } from '../node/workerClient';
import type { DocumentWorkerMethods } from '../protocol/contextApi';
import type { CalibrationEvents, CalibrationMethods, CountingMethods, CountingSettings } from '../protocol/countingApi';
import type { LanguageMethods } from '../protocol/languageApi';
import type { RunWorkerEvents, RunWorkerMethods } from '../protocol/runApi';
import type { TraceWorkerEvents, TraceWorkerMethods } from '../protocol/traceApi';

export class Workers {
  readonly document: WorkerClient<DocumentWorkerMethods & CountingMethods & LanguageMethods, Record<string, never>>;
  readonly trace: WorkerClient<
    TraceWorkerMethods & CountingMethods & CalibrationMethods,
    TraceWorkerEvents & CalibrationEvents
  >;
  readonly run: WorkerClient<RunWorkerMethods & CountingMethods, RunWorkerEvents>;

  /** `counting`: what a worker that starts counts with. */
  constructor(extensionPath: string, counting: () => CountingSettings) {
    const bundle = (name: string): string => path.join(extensionPath, 'dist', 'workers', `${name}.js`);
    this.document = new WorkerClient('document', bundle('document'), counting);
    this.trace = new WorkerClient('trace', bundle('trace'), counting);
    this.run = new WorkerClient('run', bundle('run'), counting);
  }

  /** To those that run; the others get it when they start. */
  async setCounting(settings: CountingSettings): Promise<void> {
    const { document, trace, run } = this;
    await Promise.all([
      document.isRunning ? document.request('counting', settings) : null,
      trace.isRunning ? trace.request('counting', settings) : null,
      run.isRunning ? run.request('counting', settings) : null,
    ]);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.document.dispose(), this.trace.dispose(), this.run.dispose()]);
  }
}
