import assert from 'node:assert/strict';
import { RpcError, RpcPeer, type Handlers, type Timers } from '../../../src/protocol/rpcPeer';
import type { CancelSignal, Port } from '../../../src/protocol/rpc';

type Server = {
  add: { params: { a: number; b: number }; result: number };
  wait: { params: null; result: string };
  fail: { params: { code?: string }; result: null };
};
type ServerEvents = { tick: { n: number } };
type Nothing = Record<string, never>;

/** Two ports that hand messages over later, as structured copies. */
function pair(): [Port, Port] {
  const handlers: ((message: unknown) => void)[] = [];
  const port = (own: number, other: number): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => handlers[other]?.(copy));
    },
    onMessage: (handler) => (handlers[own] = handler),
  });
  return [port(0, 1), port(1, 0)];
}

/** Timers that fire by hand. */
class HandTimers implements Timers {
  readonly open = new Map<number, { callback: () => void; ms: number }>();
  private next = 1;
  set(callback: () => void, ms: number): unknown {
    this.open.set(this.next, { callback, ms });
    return this.next++;
  }
  clear(handle: unknown): void {
    this.open.delete(handle as number);
  }
  fire(): void {
    for (const [id, { callback }] of [...this.open]) {
      this.open.delete(id);
      callback();
    }
  }
}

function connect(more: Partial<Handlers<Server>> = {}) {
  const [clientPort, serverPort] = pair();
  const timers = new HandTimers();
  const signals: CancelSignal[] = [];
  const handlers: Handlers<Server> = {
    add: ({ a, b }) => a + b,
    wait: (_params, signal) => {
      signals.push(signal);
      return new Promise((resolve) => signal.onAbort(() => resolve('aborted')));
    },
    fail: ({ code }) => {
      throw code === undefined ? new Error('broken') : new RpcError(code, 'refused');
    },
    ...more,
  };
  const client = new RpcPeer<Server, Nothing, ServerEvents, Nothing>(clientPort, {}, timers);
  const server = new RpcPeer<Nothing, Server, Nothing, ServerEvents>(serverPort, handlers, timers);
  return { client, server, timers, signals, clientPort };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) =>
      error instanceof RpcError ? `${error.code}: ${error.message}` : `no RpcError: ${String(error)}`,
  );

describe('rpc peer', () => {
  it('answers, and leaves no timer behind', async () => {
    const { client, timers } = connect();
    assert.deepEqual(
      await Promise.all([client.request('add', { a: 1, b: 2 }), client.request('add', { a: 3, b: 4 })]),
      [3, 7],
    );
    assert.equal(timers.open.size, 0);
  });

  it('passes on what a handler throws', async () => {
    const { client } = connect();
    assert.equal(await codeOf(client.request('fail', {})), 'internal: broken');
    assert.equal(await codeOf(client.request('fail', { code: 'no' })), 'no: refused');
  });

  it('refuses a method that is not there, even one that every object has', async () => {
    const { client } = connect();
    for (const name of ['nope', 'toString', '__proto__']) {
      assert.match(await codeOf(client.request(name as 'add', { a: 1, b: 2 })), /^no-method: There is no method/);
    }
  });

  it('ends at the deadline and tells the other end', async () => {
    const { client, timers, signals } = connect();
    const asked = codeOf(client.request('wait', null, { deadlineMs: 50 }));
    await settle();
    assert.deepEqual(
      [...timers.open.values()].map(({ ms }) => ms),
      [50],
    );
    timers.fire();
    assert.match(await asked, /^deadline: No answer to 'wait' within 50 ms/);
    await settle();
    assert.equal(signals[0]?.aborted, true);
  });

  it('has a deadline by default, and none with 0', async () => {
    const { client, timers } = connect();
    void codeOf(client.request('wait', null));
    void codeOf(client.request('wait', null, { deadlineMs: 0 }));
    await settle();
    assert.deepEqual(
      [...timers.open.values()].map(({ ms }) => ms),
      [30_000],
    );
  });

  it('cancels', async () => {
    const { client, timers, signals } = connect();
    let cancel = (): void => undefined;
    const asked = codeOf(client.request('wait', null, { onStart: (given) => (cancel = given) }));
    await settle();
    cancel();
    cancel();
    assert.equal(await asked, 'cancelled: Cancelled: wait');
    await settle();
    assert.equal(signals[0]?.aborted, true);
    assert.equal(timers.open.size, 0);
  });

  it('cancels at once, and the other end still hears of it', async () => {
    const { client, signals } = connect();
    assert.match(await codeOf(client.request('wait', null, { onStart: (cancel) => cancel() })), /^cancelled/);
    await settle();
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
  });

  it('closes: open requests end, later ones are refused, handlers are cancelled', async () => {
    const { client, server, signals, timers } = connect();
    const asked = codeOf(client.request('wait', null));
    await settle();
    client.close('gone', 'The worker stopped.');
    server.close('gone', 'The host went away.');
    assert.equal(await asked, 'gone: The worker stopped.');
    assert.equal(await codeOf(client.request('add', { a: 1, b: 2 })), 'gone: The worker stopped.');
    assert.equal(signals[0]?.aborted, true);
    assert.equal(timers.open.size, 0);
    await settle();
  });

  it('a handler that ends after the close says nothing', async () => {
    const [clientPort, serverPort] = pair();
    let isGone = false;
    const strict: Port = {
      post: (message) => {
        if (isGone) throw new Error('posted to a closed port');
        serverPort.post(message);
      },
      onMessage: (handler) => serverPort.onMessage(handler),
    };
    let finish = (): void => undefined;
    const handlers: Handlers<Pick<Server, 'wait'>> = {
      wait: () => new Promise((resolve) => (finish = () => resolve('late'))),
    };
    const server = new RpcPeer<Nothing, Pick<Server, 'wait'>, Nothing, Nothing>(strict, handlers, new HandTimers());
    const client = new RpcPeer<Server, Nothing, Nothing, Nothing>(clientPort, {}, new HandTimers());
    void codeOf(client.request('wait', null));
    await settle();
    server.close('gone', 'The host went away.');
    isGone = true;
    finish();
    await settle();
  });

  it('what cannot be sent rejects at once, on either end', async () => {
    const { client, timers } = connect({ add: () => (() => 1) as unknown as number });
    assert.match(await codeOf(client.request('add', { a: (() => 1) as unknown as number, b: 2 })), /^not-sent: 'add'/);
    assert.equal(timers.open.size, 0);
    assert.match(await codeOf(client.request('add', { a: 1, b: 2 })), /^internal: .*could not be cloned/);
  });

  it('passes events to all that listen, until they stop', async () => {
    const { client, server } = connect();
    const heard: string[] = [];
    const stop = client.on('tick', ({ n }) => heard.push(`a${n}`));
    client.on('tick', ({ n }) => heard.push(`b${n}`));
    server.emit('tick', { n: 1 });
    await settle();
    stop();
    server.emit('tick', { n: 2 });
    await settle();
    assert.deepEqual(heard, ['a1', 'b1', 'b2']);
  });

  it('takes no notice of what is no message of its own', async () => {
    const [clientPort, serverPort] = pair();
    const client = new RpcPeer<Server, Nothing, ServerEvents, Nothing>(clientPort, {}, new HandTimers());
    for (const junk of [
      null,
      1,
      'x',
      {},
      { kind: 'ok' },
      { kind: 'ok', id: 99 },
      { kind: 'error', id: 1 },
      { kind: 'event' },
      { kind: 'x', id: 1 },
    ]) {
      serverPort.post(junk);
    }
    await settle();
    assert.ok(client);
  });

  it('a listener that throws does not keep the others from hearing', () => {
    let receive: (message: unknown) => void = () => undefined;
    const port: Port = { post: () => undefined, onMessage: (handler) => (receive = handler) };
    const client = new RpcPeer<Server, Nothing, ServerEvents, Nothing>(port, {}, new HandTimers());
    const heard: number[] = [];
    client.on('tick', () => {
      throw new Error('mine');
    });
    client.on('tick', ({ n }) => heard.push(n));
    assert.throws(() => receive({ kind: 'event', name: 'tick', payload: { n: 1 } }), /mine/);
    assert.deepEqual(heard, [1]);
  });
});
