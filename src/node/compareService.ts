/** Compare in this process: a run file is read once, further where it grew, and outputs when they are shown. */
import { open, type FileHandle } from 'node:fs/promises';
import { comparedPair } from '../core/compare/compareAnswer';
import { gridCell, gridRow } from '../core/compare/grid';
import type { CompareAnswer, GridCell, GridRow, Pair, RunSummary, SideId } from '../core/compare/model';
import { isSameOutput, LOGGED, loggedParts, loggedSide, makePair, variantSide, type Side } from '../core/compare/pair';
import { outputText } from '../core/compare/sideOutput';
import type { RunCallLine, RunOutcomeLine } from '../core/replay/model';
import { sumMoney } from '../core/replay/plan';
import { requestKey } from '../core/replay/runFile';
import { RpcError } from '../protocol/rpcPeer';
import type { PairParams } from '../protocol/runApi';
import { readRunLine, RunIndex } from './runIndex';
import { codeOf } from './runStore';

export interface CompareService {
  openRun(params: { path: string }): Promise<RunSummary>;
  grid(params: { path: string; start: number; count: number }): Promise<{ total: number; rows: GridRow[] }>;
  pair(params: PairParams): Promise<Pair>;
  /** Without `right`: every variant (against the log, or against the left variant). */
  answer(params: { path: string; left?: SideId; right?: SideId }): Promise<CompareAnswer>;
}

/** Runs whose index is kept. */
const MOST_RUNS = 8;

export function createCompareService(): CompareService {
  const readers = new Map<string, Promise<OpenRun>>();

  /** One after the other for each run: two readings at once would read the same lines twice. */
  const withRun = async <T>(path: string, use: (run: OpenRun) => Promise<T>): Promise<T> => {
    const before = readers.get(path);
    const next = (before?.catch(() => undefined) ?? Promise.resolve(undefined)).then((run) => refresh(path, run));
    readers.delete(path);
    readers.set(path, next);
    for (const old of [...readers.keys()].slice(0, -MOST_RUNS)) readers.delete(old);
    return use(await next);
  };

  return {
    openRun: ({ path }) => withRun(path, (run) => Promise.resolve(run.summary())),
    grid: ({ path, start, count }) => withRun(path, (run) => run.rows(start, count)),
    pair: (params) => withRun(params.path, (run) => run.pair(params)),
    answer: ({ path, left = LOGGED, right }) => withRun(path, (run) => run.answer(left, right)),
  };
}

async function refresh(path: string, run: OpenRun | undefined): Promise<OpenRun> {
  try {
    const index = run?.index ?? new RunIndex(path);
    if ((await index.update()) === 'replaced') return await refresh(path, undefined);
    if (!index.header) {
      const first = index.allErrors[0];
      const why = first ? `line ${first.line}: ${first.message}` : 'it is empty';
      throw new RpcError('not-a-run', `${path} is no replay run: ${why}`);
    }
    return run ?? new OpenRun(index);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new RpcError('no-run', `There is no run ${path}. Replay some calls first.`);
    if (error instanceof RpcError) throw error;
    throw new RpcError(
      'unreadable',
      `Cannot read the run ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

class OpenRun {
  constructor(readonly index: RunIndex) {}

  summary(): RunSummary {
    const { header, variants, calls, outcomes, ended, allErrors } = this.index;
    if (!header) throw new RpcError('not-a-run', `${this.index.path} is no replay run.`);
    const ok = [...outcomes.values()].filter(({ status }) => status === 'ok');
    return {
      header,
      variants: [...variants.values()].map(({ id, name, spec }) => ({ id, name, spec })),
      calls: calls.size,
      ...this.index.counts(),
      cost: sumMoney(ok.map(({ cost }) => cost)),
      ...(ended === undefined ? {} : { ended }),
      errors: allErrors,
    };
  }

  async rows(start: number, count: number): Promise<{ total: number; rows: GridRow[] }> {
    const ids = [...this.index.calls.keys()];
    const rows = await this.reading(async (file) => {
      const made: GridRow[] = [];
      for (const id of ids.slice(Math.max(0, start), Math.max(0, start) + count)) made.push(await this.row(file, id));
      return made;
    });
    return { total: ids.length, rows };
  }

  async pair({ callId, left, right, leftSample, rightSample }: PairParams): Promise<Pair> {
    return this.reading(async (file) => {
      const call = await this.call(file, callId);
      return makePair(
        callId,
        await this.side(file, call, left, leftSample),
        await this.side(file, call, right, rightSample),
      );
    });
  }

  async answer(left: SideId, right: SideId | undefined): Promise<CompareAnswer> {
    const rights =
      right === undefined ? [...this.index.variants.keys()].filter((id) => id !== left) : [this.sideId(right)];
    const leftId = this.sideId(left);
    const samples = leftId === LOGGED && rights.every((id) => id === LOGGED) ? 1 : (this.index.header?.samples ?? 1);
    return this.reading(async (file) => {
      const pairs: CompareAnswer['pairs'] = [];
      for (const id of this.index.calls.keys()) {
        const call = await this.call(file, id);
        for (const rightId of rights) {
          if (rightId !== LOGGED && !this.index.requests.has(requestKey({ callId: id, variantId: rightId }))) continue;
          for (let sample = 0; sample < samples; sample++) {
            const sides = [
              await this.side(file, call, leftId, sample),
              await this.side(file, call, rightId, sample),
            ] as const;
            pairs.push(comparedPair(makePair(id, ...sides), sample));
          }
        }
      }
      return { pairs, clusters: [], metrics: [] };
    });
  }

  /** A variant by its id or its name. */
  private sideId(side: SideId): SideId {
    const { variants } = this.index;
    if (side === LOGGED || variants.has(side)) return side;
    const named = [...variants.values()].find(({ name }) => name === side);
    if (named) return named.id;
    const known = [...variants.values()].map(({ id, name }) => `${name} (${id})`).join(', ');
    throw new RpcError('no-variant', `The run has no variant '${side}'. It has: ${LOGGED}, ${known}.`);
  }

  private async reading<T>(use: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(this.index.path, 'r');
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  private async call(file: FileHandle, id: string): Promise<RunCallLine> {
    const ref = this.index.calls.get(id);
    const line = ref && (await readRunLine(file, ref));
    if (line?.type !== 'call') throw new RpcError('no-call', `The run has no call '${id}'.`);
    return line;
  }

  private async outcome(
    file: FileHandle,
    callId: string,
    side: SideId,
    sample: number,
  ): Promise<RunOutcomeLine | undefined> {
    const ref = this.index.outcomeOf(callId, side, sample)?.ref;
    const line = ref && (await readRunLine(file, ref));
    return line?.type === 'outcome' ? line : undefined;
  }

  private async side(file: FileHandle, call: RunCallLine, wanted: SideId, sample: number): Promise<Side> {
    const side = this.sideId(wanted);
    if (side === LOGGED) return loggedSide(call);
    const title = this.index.variants.get(side)?.name ?? side;
    const outcome = await this.outcome(file, call.id, side, sample);
    return variantSide({ side, title, sample, samples: this.index.header?.samples ?? 1, outcome });
  }

  private async row(file: FileHandle, callId: string): Promise<GridRow> {
    const call = await this.call(file, callId);
    const cells: GridCell[] = [];
    for (const variantId of this.index.variants.keys()) cells.push(await this.cell(file, call, variantId));
    return gridRow(call, cells);
  }

  private async cell(file: FileHandle, call: RunCallLine, variantId: string): Promise<GridCell> {
    const isPlanned = this.index.requests.has(requestKey({ callId: call.id, variantId }));
    const samples = isPlanned ? (this.index.header?.samples ?? 1) : 0;
    const outcomes = Array.from(
      { length: samples },
      (_, sample) => this.index.outcomeOf(call.id, variantId, sample) ?? [],
    ).flat();
    const shown = outcomes.find(({ status }) => status === 'ok') ?? outcomes.find(({ status }) => status === 'failed');
    const line = shown && (await this.outcome(file, call.id, variantId, shown.sample));
    if (!line) return gridCell({ variantId, samples, outcomes });
    if (line.status !== 'ok') return gridCell({ variantId, samples, outcomes, text: line.error?.message ?? '' });
    const logged = loggedParts(call);
    const equals = logged.length > 0 ? { equalsLogged: isSameOutput(line.output, logged) } : {};
    return gridCell({ variantId, samples, outcomes, text: outputText(line.output), ...equals });
  }
}
