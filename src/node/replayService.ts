/** Replay in this process: plan, start, cancel of protocol/runApi.ts. The run worker and the command line use it. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { Abort } from '../core/replay/abort';
import { createBaselineProvider } from '../core/replay/baseline';
import { CapLedger } from '../core/replay/caps';
import type { Provider, ReplayAnswer, RunHeaderLine, RunLine, RunRequestLine } from '../core/replay/model';
import { inRunOrder, sumMoney } from '../core/replay/plan';
import { requestKey, serialiseRunLine } from '../core/replay/runFile';
import { runTasks, type RunPorts, type RunResult, type RunTask } from '../core/replay/runLoop';
import { lookupModel, priceUsage } from '../core/tokens/catalogue';
import type { Money, Usage } from '../core/trace/model';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import type { PlanRequest, PlanResult, RunProgress } from '../protocol/runApi';
import { parseEndpoint } from './endpoint';
import { sha256File } from './hash';
import { createOpenAiProvider } from './openaiProvider';
import { openRecorded } from './recordedSource';
import { RunIndex, type IndexedLine } from './runIndex';
import { callLine, RunPlan, type PlannedPair } from './runPlan';
import { codeOf, RunStore, type RunLineText } from './runStore';
import { loadVariants } from './runVariants';
import { counterFor } from './tokenizer';
import { openTraces, type TraceSource } from './traceSource';

export interface ReplayServiceOptions {
  onProgress?(progress: RunProgress): void;
  toolVersion?: string;
  /** For tests. */
  openTraces?(paths: string[]): Promise<TraceSource>;
}

export interface ReplayService {
  plan(request: PlanRequest, signal?: CancelSignal): Promise<PlanResult>;
  start(params: { planId: string; apiKey?: string }, signal?: CancelSignal): Promise<ReplayAnswer>;
  cancel(params: { planId: string }): void;
}

interface Planned {
  plan: RunPlan;
  stop: Abort;
  isStarted: boolean;
}

/** Plans that nobody starts hold a trace set open; the oldest goes. */
const MOST_PLANS = 4;
const PROGRESS_EVERY_MS = 100;
const LINES_PER_WRITE = 100;

export function createReplayService(options: ReplayServiceOptions = {}): ReplayService {
  const plans = new Map<string, Planned>();

  const drop = async (planId: string): Promise<void> => {
    const planned = plans.get(planId);
    plans.delete(planId);
    await planned?.plan.parts.traces.close();
  };

  return {
    async plan(request, signal) {
      const plan = await makePlan(request, options, signal);
      const planId = randomUUID();
      plans.set(planId, { plan, stop: new Abort(), isStarted: false });
      const waiting = [...plans].filter(([, { isStarted }]) => !isStarted).map(([id]) => id);
      for (const id of waiting.slice(0, -MOST_PLANS)) await drop(id);
      return { planId, summary: plan.summary() };
    },

    async start({ planId, apiKey }, signal) {
      const planned = plans.get(planId);
      if (!planned || planned.isStarted) {
        throw new RpcError('no-plan', 'This replay was started already, or its plan is no longer held. Plan it anew.');
      }
      planned.isStarted = true;
      signal?.onAbort(() => planned.stop.abort());
      try {
        return await new Run(planId, planned, options).start(apiKey);
      } finally {
        await drop(planId);
      }
    },

    cancel({ planId }) {
      plans.get(planId)?.stop.abort();
    },
  };
}

async function makePlan(request: PlanRequest, options: ReplayServiceOptions, signal?: CancelSignal): Promise<RunPlan> {
  checkNumbers(request);
  const endpoint = request.provider === 'openai' ? parseEndpoint(request.baseUrl) : undefined;
  const variants = await loadVariants(request.variants, request.set);
  const provider = await providerOf(request);
  const previous = request.resume ? await previousRun(request, endpoint?.origin) : undefined;
  const traces = await (options.openTraces ?? openTraces)(request.paths);
  try {
    const parts = { request, traces, variants, provider };
    const withOptional = { ...parts, ...(endpoint ? { endpoint } : {}), ...(previous ? { previous } : {}) };
    return await RunPlan.make(withOptional, signal);
  } catch (error) {
    await traces.close();
    throw error;
  }
}

function checkNumbers({ samples, concurrency, deadlineMs, caps }: PlanRequest): void {
  const bad = (what: string): never => {
    throw new RpcError('bad-number', `${what}.`);
  };
  if (!Number.isInteger(samples) || samples < 1) bad('The number of samples must be 1 or more');
  if (!Number.isInteger(concurrency) || concurrency < 1) bad('The number of requests at a time must be 1 or more');
  if (!(deadlineMs > 0)) bad('The deadline must be longer than nothing');
  if (caps.maxCalls !== undefined && !(caps.maxCalls >= 0)) bad('The most calls must be a number of 0 or more');
  if (caps.maxCostUsd !== undefined && !(caps.maxCostUsd >= 0)) bad('The most cost must be an amount of 0 or more');
}

/** Of 'openai' only what needs no key: the key comes with start. */
async function providerOf({ provider, baseUrl, recordedFrom }: PlanRequest): Promise<Provider> {
  switch (provider) {
    case 'baseline': {
      const counter = counterFor(lookupModel('gpt-4o').entry);
      return createBaselineProvider({ countTokens: (text) => counter.count(text).tokens });
    }
    case 'recorded':
      if (recordedFrom !== undefined) return openRecorded(recordedFrom);
      throw new RpcError('no-recording', 'Name the run or trace that holds the recorded answers.');
    case 'openai':
      return createOpenAiProvider({ endpoint: parseEndpoint(baseUrl) });
  }
}

async function previousRun({ out, provider }: PlanRequest, origin: string | undefined): Promise<RunIndex | undefined> {
  const index = new RunIndex(out);
  try {
    await index.update();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new RpcError(
      'unreadable',
      `Cannot read the run ${out}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { header } = index;
  if (header && (header.provider !== provider || header.origin !== origin)) {
    const was = [header.provider, header.origin].filter((word) => word !== undefined).join(' at ');
    throw new RpcError(
      'other-run',
      `The run ${out} was made with ${was}. Resume it with the same, or begin a new run.`,
    );
  }
  return index;
}

/** One start of a plan. */
class Run {
  private lastProgressAt = 0;
  private progress = { done: 0, total: 0, failed: 0, running: 0 };
  private readonly plan: RunPlan;

  constructor(
    private readonly planId: string,
    private readonly planned: Planned,
    private readonly options: ReplayServiceOptions,
  ) {
    this.plan = planned.plan;
  }

  async start(apiKey: string | undefined): Promise<ReplayAnswer> {
    const problem = this.plan.capProblem;
    if (problem !== undefined) throw new RpcError('cap-required', problem);
    const { request, endpoint, provider } = this.plan.parts;
    const { organization, project } = request;
    const account = {
      ...(apiKey ? { apiKey } : {}),
      ...(organization === undefined ? {} : { organization }),
      ...(project === undefined ? {} : { project }),
    };
    const live = endpoint ? createOpenAiProvider({ endpoint, ...account }) : provider;
    const header = await this.header();
    const store = await RunStore.open(request.out, request.resume);
    try {
      await this.writePlan(store, header);
      const result = await this.run(store, live);
      if (result.status !== 'stopped') {
        await store.append({ v: 1, type: 'end', at: new Date().toISOString(), status: result.status });
      }
      return this.finish(store, result);
    } finally {
      await store.close();
    }
  }

  private async header(): Promise<RunHeaderLine> {
    const { request, endpoint, previous, traces } = this.plan.parts;
    const id = previous?.header?.id ?? path.basename(request.out).replace(/\.replay\.jsonl$/, '');
    return {
      v: 1,
      type: 'run',
      id,
      createdAt: previous?.header?.createdAt ?? new Date().toISOString(),
      toolVersion: this.options.toolVersion ?? '0.1.0',
      traces: await Promise.all(traces.files.map(describeTrace)),
      provider: request.provider,
      ...(endpoint ? { origin: endpoint.origin } : {}),
      samples: request.samples,
      toolPolicy: 'none',
      caps: request.caps,
    };
  }

  /** Everything that says what the run is about, before anything is sent. What the file holds already is not repeated. */
  private async writePlan(store: RunStore, header: RunHeaderLine): Promise<void> {
    const { index } = store;
    let lines: RunLineText[] = [];
    const addText = async (line: IndexedLine, text: string): Promise<void> => {
      lines.push({ line, text });
      if (lines.length < LINES_PER_WRITE) return;
      await store.appendText(lines);
      lines = [];
    };
    const add = (line: Exclude<RunLine, RunRequestLine>): Promise<void> => addText(line, serialiseRunLine(line));
    if (JSON.stringify(index.header) !== JSON.stringify(header)) await add(header);
    for (const { variant } of this.plan.parts.variants) {
      if (!index.variants.has(variant.id)) await add({ v: 1, type: 'variant', ...variant });
    }
    for (const pairs of this.plan.pairs) {
      const [first] = pairs;
      if (first && !index.calls.has(first.callId)) {
        await add(callLine(await this.plan.parts.traces.call(first.callId)));
      }
      for (const pair of pairs) {
        if (index.requests.get(requestKey(pair))?.hash !== pair.hash) {
          const { callId, variantId, hash } = pair;
          await addText({ v: 1, type: 'request', callId, variantId, hash }, await this.plan.lineOf(pair));
        }
        delete pair.line;
      }
    }
    if (lines.length > 0) await store.appendText(lines);
  }

  private run(store: RunStore, provider: Provider): Promise<RunResult> {
    const { request } = this.plan.parts;
    const tasks = this.tasks(store.index);
    const total = store.index.counts().planned;
    const before = total - countOf(this.tasks(store.index));
    this.progress = { done: before, total, failed: 0, running: 0 };
    const ports: RunPorts = {
      send: async (task, signal) => {
        const ref = store.index.requests.get(requestKey(task))?.ref;
        const line = ref && (await store.read(ref));
        if (line?.type !== 'request') throw new Error(`The run file lost the request of call ${task.callId}.`);
        return provider.send({ ...task, body: line.body }, signal);
      },
      price: (task, usage) => this.price(task, usage),
      write: async (line) => {
        await store.append(line);
      },
      clock: nodeClock,
      random: Math.random,
      onProgress: ({ ok, failed, capped, cancelled, running }) => {
        this.progress = { done: before + ok + failed + capped + cancelled, total, failed, running };
        this.report();
      },
    };
    return runTasks(tasks, ports, {
      concurrency: request.concurrency,
      deadlineMs: request.deadlineMs,
      caps: new CapLedger(request.caps, store.index.spentUsd, store.index.attempts),
      signal: this.planned.stop,
    });
  }

  /** One at a time, when it is due: a long run keeps no list. */
  private *tasks(index: RunIndex): Generator<RunTask> {
    const { samples } = this.plan.parts.request;
    for (const { pair, sample } of inRunOrder<PlannedPair>(this.plan.pairs, samples)) {
      const last = index.outcomeOf(pair.callId, pair.variantId, sample);
      const { callId, variantId, hash, worst } = pair;
      if (last?.status !== 'ok') yield { callId, variantId, sample, requestHash: hash, worst };
    }
  }

  private price({ callId, variantId }: RunTask, { input, output, cached, cacheWrite }: Usage): Money {
    if (this.plan.parts.provider.name !== 'openai' || input === undefined || output === undefined)
      return { basis: 'unknown' };
    const { entry } = lookupModel(this.plan.modelOf({ callId, variantId }));
    const ofWhich = {
      ...(cached === undefined ? {} : { cached }),
      ...(cacheWrite === undefined ? {} : { cacheWrite }),
    };
    return priceUsage(entry, { input, output, ...ofWhich });
  }

  private report(end?: { message?: string }): void {
    const now = performance.now();
    if (!end && now - this.lastProgressAt < PROGRESS_EVERY_MS) return;
    this.lastProgressAt = now;
    const { out } = this.plan.parts.request;
    this.options.onProgress?.({ planId: this.planId, out, ...this.progress, isFinished: end !== undefined, ...end });
  }

  private finish(store: RunStore, { fatal }: RunResult): ReplayAnswer {
    const { index } = store;
    const { planned, ok, failed, capped, cancelled } = index.counts();
    const message = fatal ? { message: fatal.message } : {};
    this.report(message);
    const cost = sumMoney([...index.outcomes.values()].filter(({ status }) => status === 'ok').map(({ cost }) => cost));
    const { out } = this.plan.parts.request;
    return { run: out, planned, ok, failed, capped, cancelled, skipped: this.plan.skipped, cost, ...message };
  }
}

async function describeTrace(file: string): Promise<RunHeaderLine['traces'][number]> {
  const { size } = await stat(file);
  return { path: file, size, sha256: await sha256File(file) };
}

function countOf(all: Iterable<unknown>): number {
  let count = 0;
  for (const _ of all) count++;
  return count;
}

const nodeClock = {
  now: () => Date.now(),
  after: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
