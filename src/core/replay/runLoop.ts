/**
 * Sends the planned requests and writes what came back. Owns order, concurrency, retries, deadlines, caps and stopping;
 * never touches network, file, clock or randomness: they are ports. A stop (cap, cancel) is never a failure.
 */
import type { Money, Usage } from '../trace/model';
import { Abort, type AbortView } from './abort';
import type { CapLedger } from './caps';
import type { OutcomeStatus, ProviderAnswer, ProviderFailure, ProviderReply, RunOutcomeLine } from './model';
import { retryDelay } from './retry';

/** One request to send. `worst` is the most that one attempt may cost. */
export interface RunTask {
  callId: string;
  variantId: string;
  sample: number;
  requestHash: string;
  worst: Money;
}

export interface RunClock {
  now(): number;
  /** Returns a function that calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export interface RunPorts {
  /** Never throws for what the network or the server did. */
  send(task: RunTask, signal: AbortView): Promise<ProviderReply>;
  price(task: RunTask, usage: Usage, servedModel: string | undefined): Money;
  write(line: RunOutcomeLine): Promise<void>;
  clock: RunClock;
  /** In [0, 1). */
  random(): number;
  onProgress?(counts: RunCounts): void;
}

export interface RunCounts {
  ok: number;
  failed: number;
  capped: number;
  cancelled: number;
  running: number;
}

export interface RunOptions {
  concurrency: number;
  deadlineMs: number;
  caps: CapLedger;
  signal: AbortView;
}

/** `fatal` is why no later request could succeed. */
export interface RunResult {
  status: 'finished' | 'cancelled' | 'capped' | 'stopped';
  counts: RunCounts;
  fatal?: ProviderFailure;
}

type Attempt =
  { kind: 'answer'; answer: ProviderAnswer } | { kind: 'failure'; failure: ProviderFailure } | { kind: 'cancelled' };

export async function runTasks(tasks: Iterable<RunTask>, ports: RunPorts, options: RunOptions): Promise<RunResult> {
  return new RunLoop(ports, options).run(tasks);
}

class RunLoop {
  private readonly stop = new Abort();
  private readonly counts: RunCounts = { ok: 0, failed: 0, capped: 0, cancelled: 0, running: 0 };
  private readonly running = new Set<Promise<void>>();
  private fatal: ProviderFailure | undefined;
  private brokenSink: { error: unknown } | undefined;
  private hasAnswered = false;

  constructor(
    private readonly ports: RunPorts,
    private readonly options: RunOptions,
  ) {
    options.signal.onAbort(() => this.stop.abort());
  }

  async run(tasks: Iterable<RunTask>): Promise<RunResult> {
    let isCapped = false;
    for (const task of tasks) {
      isCapped ||= !(await this.mayStart(task));
      if (this.stop.aborted) break;
      if (isCapped) await this.writeCapped(task);
      else this.start(task);
    }
    await Promise.all(this.running);
    if (this.brokenSink) throw this.brokenSink.error;
    const result = { status: this.statusOf(isCapped), counts: this.counts };
    return this.fatal ? { ...result, fatal: this.fatal } : result;
  }

  private statusOf(isCapped: boolean): RunResult['status'] {
    if (this.fatal) return 'stopped';
    if (this.options.signal.aborted) return 'cancelled';
    return isCapped ? 'capped' : 'finished';
  }

  /** Waits for a free place and for the cap; false = the cap is used up. */
  private async mayStart(task: RunTask): Promise<boolean> {
    while (!this.stop.aborted) {
      const verdict = this.running.size < this.options.concurrency ? this.options.caps.judge(task.worst) : 'later';
      if (verdict !== 'later') return verdict === 'go';
      await Promise.race(this.running);
    }
    return true;
  }

  private start(task: RunTask): void {
    this.options.caps.reserve(task.worst);
    this.counts.running++;
    const done = this.runOne(task)
      .catch((error: unknown) => {
        this.brokenSink ??= { error };
        this.stop.abort();
      })
      .finally(() => {
        this.running.delete(done);
        this.counts.running--;
        this.report();
      });
    this.running.add(done);
  }

  private async runOne(task: RunTask): Promise<void> {
    await this.write(await this.outcome(task));
  }

  private async outcome(task: RunTask): Promise<RunOutcomeLine> {
    const { caps } = this.options;
    for (let attempt = 1; ; attempt++) {
      const startTime = this.ports.clock.now();
      caps.attempt();
      const result = await this.attempt(task);
      const ended = { attempt, durationMs: this.ports.clock.now() - startTime };
      const line = { ...outcomeOf(task, startTime), ...ended, ...this.contentOf(task, result) };
      // Of an answer that broke off nobody says what it cost: its worst case holds the cap.
      const wasBilled = line.status !== 'ok' && line.output.length > 0;
      const cost = line.cost.usd === undefined && wasBilled ? task.worst : line.cost;
      const next = result.kind === 'failure' ? await this.afterFailure(result.failure, attempt) : 'end';
      if (next === 'again' && caps.mayRetry(cost)) {
        caps.charge(cost);
        continue;
      }
      caps.settle(task.worst, cost);
      return next === 'cancelled' ? { ...line, status: 'cancelled' } : line;
    }
  }

  /** Waits where it is worth trying again. */
  private async afterFailure(failure: ProviderFailure, attempt: number): Promise<'again' | 'end' | 'cancelled'> {
    if (this.isFatal(failure)) {
      this.fatal ??= failure;
      this.stop.abort();
      return 'end';
    }
    const delayMs = retryDelay(failure, attempt, this.ports.random());
    if (delayMs === undefined || !this.options.caps.mayRetry({ basis: 'unknown' })) return 'end';
    return (await this.wait(delayMs)) ? 'again' : 'cancelled';
  }

  private async attempt(task: RunTask): Promise<Attempt> {
    const { deadlineMs } = this.options;
    const { abort, release } = this.stop.child();
    let callOff: () => void = () => undefined;
    const stopped = new Promise<Attempt>((resolve) => {
      abort.onAbort(() => resolve({ kind: 'cancelled' }));
      callOff = this.ports.clock.after(deadlineMs, () => {
        resolve({ kind: 'failure', failure: deadlineFailure(deadlineMs) });
        abort.abort();
      });
    });
    try {
      const attempt = await Promise.race([this.ports.send(task, abort).then(asAttempt), stopped]);
      return this.stop.aborted && attempt.kind === 'failure' && !this.fatal ? { kind: 'cancelled' } : attempt;
    } finally {
      callOff();
      release();
    }
  }

  /** What an attempt adds to its outcome line. */
  private contentOf(task: RunTask, result: Attempt): Partial<RunOutcomeLine> {
    if (result.kind === 'cancelled') return { status: 'cancelled' };
    const answer = result.kind === 'answer' ? result.answer : result.failure.partial;
    const content = answer ? this.answered(task, answer) : {};
    if (result.kind === 'answer') {
      this.hasAnswered = true;
      return { ...content, status: 'ok' };
    }
    const { code, message } = result.failure;
    return { ...content, status: 'failed', error: { code, message } };
  }

  private answered(task: RunTask, answer: ProviderAnswer): Partial<RunOutcomeLine> {
    return { ...answer, cost: this.ports.price(task, answer.usage, answer.servedModel) };
  }

  /** An endpoint that cannot be reached is given up at once, unless it has answered before. */
  private isFatal(failure: ProviderFailure): boolean {
    return failure.fatal === true || (failure.code === 'unreachable' && !this.hasAnswered);
  }

  /** False when the run stopped meanwhile. */
  private wait(ms: number): Promise<boolean> {
    const { abort, release } = this.stop.child();
    return new Promise((resolve) => {
      const end = (value: boolean): void => {
        callOff();
        release();
        resolve(value);
      };
      const callOff = this.ports.clock.after(ms, () => end(true));
      abort.onAbort(() => end(false));
    });
  }

  private async writeCapped(task: RunTask): Promise<void> {
    await this.write({ ...outcomeOf(task, this.ports.clock.now()), status: 'capped' });
    this.report();
  }

  private async write(line: RunOutcomeLine): Promise<void> {
    await this.ports.write(line);
    this.counts[line.status]++;
  }

  private report(): void {
    this.ports.onProgress?.({ ...this.counts });
  }
}

const asAttempt = (reply: ProviderReply): Attempt =>
  reply.ok ? { kind: 'answer', answer: reply.answer } : { kind: 'failure', failure: reply.failure };

function outcomeOf(task: RunTask, startTime: number): RunOutcomeLine {
  const { callId, variantId, sample, requestHash } = task;
  const status: OutcomeStatus = 'cancelled';
  const empty = { attempt: 1, status, output: [], usage: {}, cost: { basis: 'unknown' as const } };
  return {
    v: 1,
    type: 'outcome',
    callId,
    variantId,
    sample,
    step: 0,
    requestHash,
    ...empty,
    startTime,
    durationMs: 0,
  };
}

function deadlineFailure(deadlineMs: number): ProviderFailure {
  const message = `No complete answer within ${deadlineMs / 1000} s. Raise the deadline, or try again later.`;
  return { code: 'deadline', message, retryable: false };
}
