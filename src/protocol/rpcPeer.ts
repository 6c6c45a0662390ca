/**
 * One end of the wire. Sends requests with a deadline and a cancel, serves the other end's requests, passes events.
 * A reply always comes: a handler that throws, a missing method and a closed port all reject with a sentence.
 */
import type { CancelSignal, Events, Methods, Port, WireError, WireMessage } from './rpc';

export class RpcError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'RpcError';
  }
}

export type Handlers<M extends Methods> = {
  [K in keyof M]: (params: M[K]['params'], signal: CancelSignal) => M[K]['result'] | Promise<M[K]['result']>;
};

export interface CallOptions {
  /** Milliseconds until the request fails with code 'deadline'. Default 30,000; 0 = none. */
  deadlineMs?: number;
  /** Called with a function that cancels the request. */
  onStart?(cancel: () => void): void;
}

/** The part of a timer that the peer needs; core and protocol have no clock of their own. */
export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

interface Pending {
  method: string;
  resolve(value: unknown): void;
  reject(error: RpcError): void;
  timer: unknown;
}

/** `Remote`/`RemoteEvents`: what the other end serves and sends. `Own`/`OwnEvents`: what this end serves and sends. */
export class RpcPeer<
  Remote extends Methods,
  Own extends Methods,
  RemoteEvents extends Events,
  OwnEvents extends Events,
> {
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private readonly serving = new Map<number, Cancel>();
  private readonly listeners = new Map<keyof RemoteEvents, Set<(payload: never) => void>>();
  private closedBecause: RpcError | undefined;

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers<Own>,
    private readonly timers: Timers,
  ) {
    port.onMessage((message) => this.receive(message));
  }

  request<K extends keyof Remote & string>(
    method: K,
    params: Remote[K]['params'],
    options: CallOptions = {},
  ): Promise<Remote[K]['result']> {
    if (this.closedBecause) return Promise.reject(this.closedBecause);
    const id = this.nextId++;
    const deadlineMs = options.deadlineMs ?? 30_000;
    return new Promise((resolve, reject) => {
      const timer = deadlineMs > 0 ? this.timers.set(() => this.expire(id, deadlineMs), deadlineMs) : undefined;
      this.pending.set(id, { method, resolve: resolve, reject, timer });
      try {
        this.port.post({ kind: 'request', id, method, params } satisfies WireMessage);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.settle(id)?.reject(new RpcError('not-sent', `'${method}' could not be sent: ${why}`));
      }
      // After the request, so that a cancel at once finds something to cancel.
      options.onStart?.(() => this.cancel(id));
    });
  }

  emit<K extends keyof OwnEvents & string>(name: K, payload: OwnEvents[K]): void {
    if (!this.closedBecause) this.port.post({ kind: 'event', name, payload } satisfies WireMessage);
  }

  /** Returns a function that stops listening. */
  on<K extends keyof RemoteEvents & string>(name: K, listener: (payload: RemoteEvents[K]) => void): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /** The other end is gone: every open request rejects with this sentence, every handler is cancelled. */
  close(code: string, message: string): void {
    if (this.closedBecause) return;
    this.closedBecause = new RpcError(code, message);
    for (const id of [...this.pending.keys()]) this.settle(id)?.reject(this.closedBecause);
    for (const cancel of this.serving.values()) cancel.abort();
  }

  private cancel(id: number): void {
    const entry = this.settle(id);
    if (!entry) return;
    this.port.post({ kind: 'cancel', id } satisfies WireMessage);
    entry.reject(new RpcError('cancelled', `Cancelled: ${entry.method}`));
  }

  private expire(id: number, deadlineMs: number): void {
    const entry = this.settle(id);
    if (!entry) return;
    this.port.post({ kind: 'cancel', id } satisfies WireMessage);
    entry.reject(new RpcError('deadline', `No answer to '${entry.method}' within ${deadlineMs} ms. Try again.`));
  }

  private settle(id: number): Pending | undefined {
    const entry = this.pending.get(id);
    if (!entry) return undefined;
    this.pending.delete(id);
    this.timers.clear(entry.timer);
    return entry;
  }

  private receive(message: unknown): void {
    if (!isWireMessage(message)) return;
    switch (message.kind) {
      case 'request':
        void this.serve(message.id, message.method, message.params);
        return;
      case 'cancel':
        this.serving.get(message.id)?.abort();
        return;
      case 'ok':
        this.settle(message.id)?.resolve(message.result);
        return;
      case 'error':
        this.settle(message.id)?.reject(new RpcError(message.error.code, message.error.message));
        return;
      case 'event':
        this.hear(message.name, message.payload);
        return;
    }
  }

  /** Every listener hears it; what one of them throws is thrown when all have. */
  private hear(name: string, payload: unknown): void {
    const errors: unknown[] = [];
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        listener(payload as never);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Nobody is left to hear a reply once the port is closed. */
  private reply(message: WireMessage): void {
    if (!this.closedBecause) this.port.post(message);
  }

  private async serve(id: number, method: string, params: unknown): Promise<void> {
    const cancel = new Cancel();
    this.serving.set(id, cancel);
    try {
      const handler = Object.hasOwn(this.handlers, method) ? this.handlers[method] : undefined;
      if (!handler) throw new RpcError('no-method', `There is no method '${method}'.`);
      const result: unknown = await handler(params, cancel);
      this.reply({ kind: 'ok', id, result });
    } catch (error) {
      this.reply({ kind: 'error', id, error: toWireError(error) });
    } finally {
      this.serving.delete(id);
    }
  }
}

/** The signal that a handler gets. */
export class Cancel implements CancelSignal {
  private readonly callbacks: (() => void)[] = [];
  aborted = false;

  onAbort(callback: () => void): void {
    if (this.aborted) callback();
    else this.callbacks.push(callback);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const callback of this.callbacks) callback();
  }
}

export function toWireError(error: unknown): WireError {
  if (error instanceof RpcError) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

function isWireMessage(message: unknown): message is WireMessage {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (message.kind === 'event') return 'name' in message && typeof message.name === 'string';
  if (message.kind === 'error')
    return 'error' in message && typeof message.error === 'object' && message.error !== null;
  return 'id' in message && typeof message.id === 'number';
}
