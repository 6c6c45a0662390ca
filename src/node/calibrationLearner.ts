/**
 * Learns from the calls of trace sets what their models' counts have to be multiplied with: in the background, a few
 * calls a model, and never more than a share of the thread's time. Writes to the calibration file only.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { CallRow } from '../core/trace/format';
import { CalibrationStore, calibratedModel, holdsInput, sampleName, usageSampleOf } from './calibrationStore';
import type { ModelSample } from './calibrationStore';
import { calibrationKey } from './tokenizer';
import type { TraceSetHandle } from './traceSet';

/** Of one model in one set; the newest. */
const MOST_CALLS = 200;
/** Milliseconds after indexing, in which the user's first look has its rows and its call. */
const START_DELAY_MS = 2_000;
/** For each millisecond of learning so many are left to others. */
const REST = 3;
const PAGE = 20_000;

export interface LearnOptions {
  startDelayMs?: number;
  rest?: number;
  signal?: AbortSignal;
}

export class CalibrationLearner {
  private store: CalibrationStore | undefined;
  private file: string | undefined;
  private readonly jobs = new Map<string, AbortController>();
  /** One set at a time. */
  private last: Promise<unknown> = Promise.resolve();

  /** `onLearnt`: the file holds more; `models` of them were met. */
  constructor(
    private readonly onLearnt: (models: number) => void,
    private readonly options: LearnOptions = {},
  ) {}

  use(file: string | undefined): void {
    if (file === this.file) return;
    this.file = file;
    this.store = file === undefined ? undefined : new CalibrationStore(file);
  }

  /** Returns at once. */
  start(setId: string, set: TraceSetHandle): void {
    this.stop(setId);
    const job = new AbortController();
    this.jobs.set(setId, job);
    const run = (): Promise<void> => this.learn(set, job.signal);
    // What cannot be learnt is not worth a message: counts stay the estimates that they are.
    this.last = this.last.then(run).catch(() => undefined);
  }

  stop(setId: string): void {
    this.jobs.get(setId)?.abort();
    this.jobs.delete(setId);
  }

  /** Forgets all, and learns again only from sets that are opened afterwards. */
  async reset(): Promise<null> {
    for (const setId of [...this.jobs.keys()]) this.stop(setId);
    await this.last;
    await this.store?.reset();
    return null;
  }

  private async learn(set: TraceSetHandle, signal: AbortSignal): Promise<void> {
    const { store } = this;
    const isStopped = (): boolean => signal.aborted;
    if (!store || isStopped()) return;
    await pause(this.options.startDelayMs ?? START_DELAY_MS, undefined, { signal, ref: false });
    const samples = await samplesOf(set, await store.known(), { ...this.options, signal });
    if (samples.length === 0 || isStopped()) return;
    await store.add(samples);
    this.onLearnt(new Set(samples.map(({ model }) => model)).size);
  }
}

/** What the calls of a set say; those of `known`, by model, are passed over. Waits until the set is indexed. */
export async function samplesOf(
  set: TraceSetHandle,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  { rest = REST, signal }: LearnOptions = {},
): Promise<ModelSample[]> {
  await set.whenIndexed();
  const samples: ModelSample[] = [];
  for (const id of await candidates(set, known, signal)) {
    if (signal?.aborted) break;
    const startMs = performance.now();
    const sample = await sampleOf(set, id);
    if (sample) samples.push(sample);
    if (rest > 0) await pause((performance.now() - startMs) * rest, undefined, { ref: false });
  }
  return samples;
}

/** A call whose record cannot be read, or not be counted, says nothing. */
const sampleOf = (set: TraceSetHandle, id: string): Promise<ModelSample | undefined> =>
  set.call(id).then(
    ({ call }) => usageSampleOf(call),
    () => undefined,
  );

async function candidates(
  set: TraceSetHandle,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const byModel = new Map<string, string[]>();
  for (let start = 0, total = 1; start < total && !signal?.aborted; start += PAGE) {
    const page = await set.rows('', start, PAGE);
    total = page.total;
    for (const row of page.rows) if (row.type === 'call') note(byModel, row.row, known);
  }
  return [...byModel.values()].flatMap((ids) => ids.slice(-MOST_CALLS));
}

function note(byModel: Map<string, string[]>, row: CallRow, known: ReadonlyMap<string, ReadonlySet<string>>): void {
  if (!row.inputTokens || !holdsInput(row.replayability)) return;
  const names = {
    ...(row.servedModel === undefined ? {} : { servedModel: row.servedModel }),
    ...(row.model === undefined ? {} : { requestedModel: row.model }),
  };
  const lookup = calibratedModel(names);
  if (!lookup) return;
  const model = calibrationKey(lookup.entry);
  if (known.get(model)?.has(sampleName(row.id, row.file))) return;
  const ids = byModel.get(model) ?? [];
  byModel.set(model, ids);
  ids.push(row.id);
  // Not all of a million.
  if (ids.length > 2 * MOST_CALLS) ids.splice(0, MOST_CALLS);
}
