import assert from 'node:assert/strict';
import { Abort } from '../../../../src/core/replay/abort';
import { CapLedger } from '../../../../src/core/replay/caps';
import type { ProviderReply, RunOutcomeLine } from '../../../../src/core/replay/model';
import { inRunOrder } from '../../../../src/core/replay/plan';
import { runTasks, type RunPorts, type RunResult, type RunTask } from '../../../../src/core/replay/runLoop';
import type { Money } from '../../../../src/core/trace/model';
import { FakeClock } from '../../../support/fakeClock';

const usd = (amount: number): Money => ({ usd: amount, basis: 'priced' });
const task = (callId: string, worst: Money = { basis: 'unknown' }): RunTask => ({
  callId,
  variantId: 'v',
  sample: 0,
  requestHash: 'h',
  worst,
});
const ok = (text = 'yes'): ProviderReply => ({
  ok: true,
  answer: { output: [{ type: 'text', text }], usage: { input: 1, output: 1 } },
});
const failed = (changes: Partial<Extract<ProviderReply, { ok: false }>['failure']>): ProviderReply => ({
  ok: false,
  failure: { code: 'server-error', message: 'no', retryable: true, ...changes },
});

interface Setup {
  send: RunPorts['send'];
  tasks: RunTask[];
  concurrency?: number;
  caps?: CapLedger;
  cost?: Money;
  deadlineMs?: number;
  write?: RunPorts['write'];
}

function start({ send, tasks, concurrency = 1, caps = new CapLedger({}), cost, deadlineMs = 1000, write }: Setup) {
  const clock = new FakeClock();
  const signal = new Abort();
  const lines: RunOutcomeLine[] = [];
  const ports: RunPorts = {
    send,
    clock,
    price: () => cost ?? { basis: 'unknown' },
    write:
      write ??
      ((line) => {
        lines.push(line);
        return Promise.resolve();
      }),
    random: () => 0.5,
  };
  const done: Promise<RunResult> = runTasks(tasks, ports, { concurrency, deadlineMs, caps, signal });
  done.catch(() => undefined);
  const statuses = () => lines.map(({ callId, status }) => `${callId} ${status}`);
  return { clock, signal, lines, statuses, done };
}

const never = (): Promise<ProviderReply> => new Promise(() => undefined);

describe('run loop', () => {
  it('writes each outcome as it comes', async () => {
    const { done, lines } = start({ send: () => Promise.resolve(ok()), tasks: [task('a'), task('b')] });
    const result = await done;
    assert.equal(result.status, 'finished');
    assert.deepEqual(
      lines.map(({ callId, status, attempt }) => [callId, status, attempt]),
      [
        ['a', 'ok', 1],
        ['b', 'ok', 1],
      ],
    );
  });

  it('sends no more at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const send = async (): Promise<ProviderReply> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return ok();
    };
    await start({ send, tasks: 'abcdefgh'.split('').map((id) => task(id)), concurrency: 3 }).done;
    assert.equal(most, 3);
  });

  it('interleaves the samples of all variants', () => {
    const order = [
      ...inRunOrder(
        [
          ['a1', 'a2'],
          ['b1', 'b2'],
        ],
        2,
      ),
    ].map(({ pair, sample }) => `${pair}.${sample}`);
    assert.deepEqual(order, ['a1.0', 'a2.0', 'a1.1', 'a2.1', 'b1.0', 'b2.0', 'b1.1', 'b2.1']);
  });

  it('tries again after what the server asks for', async () => {
    let sent = 0;
    const send = () => Promise.resolve(++sent === 1 ? failed({ code: 'rate-limited', retryAfterMs: 7000 }) : ok());
    const { clock, done, lines } = start({ send, tasks: [task('a')] });
    await clock.advance(6999);
    assert.equal(sent, 1);
    await clock.advance(1);
    await done;
    assert.equal(sent, 2);
    assert.deepEqual(
      lines.map(({ status, attempt }) => [status, attempt]),
      [['ok', 2]],
    );
  });

  it('gives up after five attempts and keeps the reason and what came', async () => {
    const partial = { output: [{ type: 'text' as const, text: 'half' }], usage: {} };
    const { clock, done, lines } = start({
      send: () => Promise.resolve(failed({ code: 'disconnected', partial })),
      tasks: [task('a')],
    });
    await clock.advance(60_000);
    await done;
    assert.deepEqual(
      lines.map(({ status, attempt, output, error }) => [status, attempt, output, error?.code]),
      [['failed', 5, partial.output, 'disconnected']],
    );
  });

  it('ends a request at its deadline and tells it to stop', async () => {
    let wasAborted = false;
    const send: RunPorts['send'] = (_, signal) => {
      signal.onAbort(() => (wasAborted = true));
      return never();
    };
    const { clock, done, lines } = start({ send, tasks: [task('a')], deadlineMs: 3000 });
    await clock.advance(3000);
    await done;
    assert.ok(wasAborted);
    assert.equal(lines[0]?.error?.code, 'deadline');
    assert.match(lines[0].error.message, /within 3 s/);
  });

  it('a cancel is no failure, and what was not begun has no line', async () => {
    const { clock, signal, done, statuses } = start({
      send: never,
      tasks: [task('a'), task('b'), task('c')],
      concurrency: 2,
    });
    await clock.advance(10);
    signal.abort();
    assert.equal((await done).status, 'cancelled');
    assert.deepEqual(statuses(), ['a cancelled', 'b cancelled']);
  });

  it('a cancel while it waits to try again is no failure', async () => {
    const { clock, signal, done, statuses } = start({ send: () => Promise.resolve(failed({})), tasks: [task('a')] });
    await clock.advance(10);
    signal.abort();
    await done;
    assert.deepEqual(statuses(), ['a cancelled']);
  });

  it('stops at the most calls; the rest is capped', async () => {
    const caps = new CapLedger({ maxCalls: 2 });
    const { done, statuses } = start({
      send: () => Promise.resolve(ok()),
      tasks: ['a', 'b', 'c', 'd'].map((id) => task(id)),
      caps,
    });
    assert.equal((await done).status, 'capped');
    assert.deepEqual(statuses(), ['a ok', 'b ok', 'c capped', 'd capped']);
  });

  it('counts each attempt against the most calls', async () => {
    const caps = new CapLedger({ maxCalls: 2 });
    let sent = 0;
    const send = () => Promise.resolve((sent++, failed({})));
    const { clock, done, statuses } = start({ send, tasks: [task('a'), task('b')], caps });
    await clock.advance(60_000);
    await done;
    assert.equal(sent, 2);
    assert.deepEqual(statuses(), ['a failed', 'b capped']);
  });

  it('reserves the worst case of what is in flight and waits until it is known', async () => {
    const caps = new CapLedger({ maxCostUsd: 0.25 });
    const replies: (() => void)[] = [];
    const send = () => new Promise<ProviderReply>((resolve) => replies.push(() => resolve(ok())));
    const tasks = ['a', 'b', 'c', 'd'].map((id) => task(id, usd(0.1)));
    const { clock, done, statuses } = start({ send, tasks, caps, concurrency: 10, cost: usd(0.05) });
    await clock.advance(1);
    assert.equal(replies.length, 2, '0.1 + 0.1 in flight; a third could make 0.3');
    replies[0]!();
    await clock.advance(1);
    assert.equal(replies.length, 3, '0.05 spent + 0.1 + 0.1');
    replies[1]!();
    replies[2]!();
    await clock.advance(1);
    assert.equal(replies.length, 4, '0.15 spent + 0.1');
    replies[3]!();
    assert.equal((await done).status, 'finished');
    assert.equal(statuses().length, 4);
  });

  it('never spends more than the cap', async () => {
    const caps = new CapLedger({ maxCostUsd: 0.25 });
    const tasks = Array.from({ length: 20 }, (_, i) => task(`c${i}`, usd(0.1)));
    const { done, lines } = start({ send: () => Promise.resolve(ok()), tasks, caps, concurrency: 4, cost: usd(0.1) });
    await done;
    const spent = lines.reduce((sum, { cost }) => sum + (cost.usd ?? 0), 0);
    assert.ok(spent <= 0.25, String(spent));
    assert.equal(lines.filter(({ status }) => status === 'capped').length, 18);
  });

  it('a fatal failure stops the run; what was in flight is cancelled', async () => {
    const send: RunPorts['send'] = ({ callId }) =>
      callId === 'b' ? Promise.resolve(failed({ code: 'unauthorized', retryable: false, fatal: true })) : never();
    const { done, statuses } = start({ send, tasks: ['a', 'b', 'c'].map((id) => task(id)), concurrency: 2 });
    const result = await done;
    assert.equal(result.status, 'stopped');
    assert.equal(result.fatal?.code, 'unauthorized');
    assert.deepEqual(statuses().sort(), ['a cancelled', 'b failed']);
  });

  it('an endpoint that never answered is given up at once, one that did is tried again', async () => {
    const dead = start({ send: () => Promise.resolve(failed({ code: 'unreachable' })), tasks: [task('a'), task('b')] });
    assert.equal((await dead.done).status, 'stopped');
    assert.deepEqual(dead.statuses(), ['a failed']);
    let sent = 0;
    const send = () => Promise.resolve(++sent === 2 ? failed({ code: 'unreachable' }) : ok());
    const shaky = start({ send, tasks: [task('a'), task('b')] });
    await shaky.clock.advance(60_000);
    assert.equal((await shaky.done).status, 'finished');
    assert.deepEqual(shaky.statuses(), ['a ok', 'b ok']);
  });

  it('stops when the run file can no longer be written', async () => {
    let sent = 0;
    const { done } = start({
      send: () => Promise.resolve((sent++, ok())),
      tasks: ['a', 'b', 'c'].map((id) => task(id)),
      write: () => Promise.reject(new Error('disk full')),
    });
    await assert.rejects(done, /disk full/);
    assert.equal(sent, 1);
  });
});
