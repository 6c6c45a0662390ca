/**
 * Starts a worker thread when it is first asked for. A worker that dies rejects
 * what was open with a sentence and is started anew on the next request.
 */
import { Worker } from 'node:worker_threads';
import { RpcError, RpcPeer } from '../protocol/rpcPeer';
import type { CallOptions, Timers } from '../protocol/rpcPeer';
import type { Events, Methods } from '../protocol/rpc';

export const nodeTimers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

type NoMethods = Record<string, never>;
type Peer<M extends Methods, E extends Events> = RpcPeer<M, NoMethods, E, NoMethods>;

export class WorkerClient<M extends Methods, E extends Events> {
  private running: { worker: Worker; peer: Peer<M, E> } | undefined;
  private readonly listeners: ((peer: Peer<M, E>) => void)[] = [];
  private disposed = false;

  /**
   * `file` is the worker's bundle; `name` is for people: 'document', 'trace', 'run'; `data`: what a worker that starts
   * is given (`workerData`).
   */
  constructor(
    private readonly name: string,
    private readonly file: string,
    private readonly data: () => unknown = () => undefined,
  ) {}

  /** A worker that runs; one that does not has nothing to be told. */
  get isRunning(): boolean {
    return this.running !== undefined;
  }

  request<K extends keyof M & string>(
    method: K,
    params: M[K]['params'],
    options?: CallOptions,
  ): Promise<M[K]['result']> {
    if (this.disposed) return Promise.reject(new RpcError('closed', `The ${this.name} worker has been shut down.`));
    try {
      return this.start().request(method, params, options);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return Promise.reject(new RpcError('worker-gone', `The ${this.name} worker does not start: ${why}`));
    }
  }

  /** Also holds for a worker that is started anew. */
  on<K extends keyof E & string>(name: K, listener: (payload: E[K]) => void): void {
    const attach = (peer: Peer<M, E>): void => void peer.on(name, listener);
    this.listeners.push(attach);
    if (this.running) attach(this.running.peer);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const running = this.running;
    this.running = undefined;
    running?.peer.close('closed', `The ${this.name} worker was shut down.`);
    await running?.worker.terminate();
  }

  private start(): Peer<M, E> {
    if (this.running) return this.running.peer;
    const worker = new Worker(this.file, { name: `context-debugger ${this.name}`, workerData: this.data() });
    worker.unref();
    const port = {
      post: (message: unknown) => worker.postMessage(message),
      onMessage: (handler: (message: unknown) => void) => void worker.on('message', handler),
    };
    const peer: Peer<M, E> = new RpcPeer(port, {}, nodeTimers);
    const gone = (why: string): void => {
      if (this.running?.worker === worker) this.running = undefined;
      peer.close('worker-gone', `The ${this.name} worker stopped (${why}). Try again; it is started anew.`);
    };
    worker.on('error', (error) => gone(error.message));
    worker.on('exit', (code) => gone(`exit code ${code}`));
    this.running = { worker, peer };
    for (const attach of this.listeners) attach(peer);
    return peer;
  }
}
