/**
 * A trace set: one view over files, folders and globs. Indexes in the background and answers from what it has; calls
 * are read again from their byte ranges when asked for. Never writes to a trace.
 */
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { CallAnswer, TraceAnswer } from '../core/trace/answers';
import { inFileOrder } from '../core/trace/join';
import type { Call, IgnoredCount } from '../core/trace/model';
import { rowsOf, type Row } from '../core/trace/rows';
import type { LadderRung } from '../core/context/assembly';
import type { ContextOverlay, ContextSnapshot } from '../core/context/snapshotModel';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import type { CallDetail, ListRow, RawResult, RowsResult, TraceSetState } from '../protocol/traceApi';
import { CallReader } from './callReader';
import {
  answerCall,
  assembleCall,
  callAnswer,
  callContext,
  callLadder,
  changesOf,
  rawOf,
  timingOf,
  type CallSources,
} from './callViews';
import { findFiles, type FoundFile } from './files';
import { ShownContext } from './shownContexts';
import { TextFilter } from './textFilter';
import { TraceIndex, type PlacedError } from './traceIndex';

export interface TraceSetHandle {
  state(): TraceSetState;
  whenIndexed(): Promise<TraceSetState>;
  rows(filter: string, start: number, count: number, signal?: CancelSignal): Promise<RowsResult>;
  /** Rejects with 'no-such-call', 'file-changed' or 'unreadable' and a sentence. */
  call(id: string): Promise<CallDetail>;
  callContext(id: string, overlay: ContextOverlay, version: number): Promise<ContextSnapshot>;
  callLadder(id: string, overlay: ContextOverlay): Promise<LadderRung[]>;
  /** The call's context, to ask parts of it for; the one that was asked for last is kept. */
  shownCall(id: string, overlay: ContextOverlay): Promise<ShownContext>;
  /** `source`: index in the call's sources. */
  raw(id: string, source: number): Promise<RawResult>;
  answer(filter: string, signal?: CancelSignal): Promise<TraceAnswer>;
  callAnswer(id: string): Promise<CallAnswer>;
  callIds(filter: string, signal?: CancelSignal): Promise<string[]>;
  /** Reads all files anew. */
  refresh(): void;
  close(): void;
}

export interface TraceSetOptions {
  setId?: string;
  /** Absent: whether sources changed is not asked. */
  sources?: CallSources;
  /** Throttled; the last state always comes. */
  onState?(state: TraceSetState): void;
}

export function openTraceSet(paths: string[], options: TraceSetOptions = {}): TraceSetHandle {
  return new TraceSet(paths, options);
}

const MIN_STATE_INTERVAL_MS = 100;
/** So many records make the first rows. */
const FIRST_RECORDS = 200;
const JOIN_GROWTH = 1.3;
const MAX_MATCHING_IDS = 10_000;

/** What the index holds at one moment. */
interface View {
  rows: Row[];
  byId: Map<string, Row>;
  errors: PlacedError[];
  ignored: IgnoredCount[];
}

const NO_VIEW: View = { rows: [], byId: new Map(), errors: [], ignored: [] };

class TraceSet implements TraceSetHandle {
  private index = new TraceIndex(() => this.progress());
  private reader = new CallReader(this.index.stamps);
  private filter = new TextFilter((row) => this.reader.call(row.id, row.joined));
  /** The index that the view is made of. */
  private shown = this.index;
  private files: FoundFile[] = [];
  private failures: { path: string; message: string }[] = [];
  private sizeBytes = 0;
  private view = NO_VIEW;
  private version = 0;
  private isIndexing = true;
  private lastStateMs = 0;
  /** Records that were there when the view was made. */
  private joinedRecords = 0;
  private isClosed = false;
  private lastCall: { key: string; shown: ShownContext } | undefined;
  private indexed: Promise<void>;

  constructor(
    private readonly paths: string[],
    private readonly options: TraceSetOptions,
  ) {
    this.indexed = this.run(this.index);
  }

  state(): TraceSetState {
    const failure = this.failure();
    return {
      setId: this.options.setId ?? this.paths.join('\n'),
      title: titleOf(this.paths),
      formats: [...this.index.formats],
      files: this.files.map((file) => file.path),
      sizeBytes: this.sizeBytes,
      indexedBytes: this.index.indexedBytes,
      isIndexing: this.isIndexing,
      calls: this.view.rows.length,
      records: this.index.records,
      errors: this.view.errors.length,
      ignored: this.view.ignored,
      version: this.version,
      ...(failure !== undefined && { failure }),
    };
  }

  async whenIndexed(): Promise<TraceSetState> {
    // A refresh meanwhile starts another pass.
    for (let pass; pass !== this.indexed;) {
      pass = this.indexed;
      await pass;
    }
    return this.state();
  }

  async rows(filter: string, start: number, count: number, signal?: CancelSignal): Promise<RowsResult> {
    const { view, version } = this;
    const rows = await this.filter.matching(view.rows, filter, signal);
    const isAll = filter.trim() === '';
    const list = merge(rows, isAll ? view.errors : []);
    return {
      total: list.length,
      start,
      rows: list.slice(start, start + count).map(listRow),
      version,
      matchingCalls: rows.length <= MAX_MATCHING_IDS ? rows.map(({ id }) => id) : [],
    };
  }

  async call(id: string): Promise<CallDetail> {
    const { call, row } = await this.read(id);
    return { call, timing: timingOf(call, row.joined) };
  }

  async callContext(id: string, overlay: ContextOverlay, version: number): Promise<ContextSnapshot> {
    const { call } = await this.read(id);
    const assembled = await this.assemble(call, overlay);
    this.lastCall = { key: keyOf(id, overlay), shown: new ShownContext(assembled.assembly) };
    return callContext(call, { overlay, version }, assembled);
  }

  async shownCall(id: string, overlay: ContextOverlay): Promise<ShownContext> {
    const key = keyOf(id, overlay);
    if (this.lastCall?.key === key) return this.lastCall.shown;
    const { call } = await this.read(id);
    const shown = new ShownContext((await this.assemble(call, overlay)).assembly);
    this.lastCall = { key, shown };
    return shown;
  }

  private async assemble(call: Call, overlay: ContextOverlay) {
    return assembleCall(call, overlay, await changesOf(call, this.options.sources));
  }

  async callLadder(id: string, overlay: ContextOverlay): Promise<LadderRung[]> {
    return callLadder((await this.read(id)).call, overlay);
  }

  async raw(id: string, source: number): Promise<RawResult> {
    const { call } = await this.read(id);
    const range = call.sources[source];
    if (!range) throw new RpcError('no-such-source', `The call ${id} has no record number ${source + 1}.`);
    return rawOf(range);
  }

  async callAnswer(id: string): Promise<CallAnswer> {
    const { call } = await this.read(id);
    return callAnswer(call, await changesOf(call, this.options.sources));
  }

  async callIds(filter: string, signal?: CancelSignal): Promise<string[]> {
    await this.whenIndexed();
    return (await this.filter.matching(this.view.rows, filter, signal)).map(({ id }) => id);
  }

  async answer(filter: string, signal?: CancelSignal): Promise<TraceAnswer> {
    await this.whenIndexed();
    const { view, index, files } = this;
    const rows = await this.filter.matching(view.rows, filter, signal);
    return {
      format: [...index.formats].join(' + '),
      files: files.map((file) => file.path),
      rows: index.records,
      calls: rows.map(({ row }) => answerCall(row)),
      errors: view.errors.map(({ error: { path: file, line, message } }) => ({ file, line: line ?? null, message })),
      ignored: view.ignored.map(({ path: file, reason, count }) => ({ file, reason, count })),
    };
  }

  refresh(): void {
    if (this.isClosed || this.isIndexing) return;
    this.isIndexing = true;
    const index = new TraceIndex(() => this.progress());
    this.index = index;
    this.joinedRecords = 0;
    this.indexed = this.run(index);
  }

  close(): void {
    this.isClosed = true;
    this.index.isClosed = true;
  }

  private async run(index: TraceIndex): Promise<void> {
    const { files, failures } = await findFiles(this.paths);
    this.files = files;
    this.failures = failures;
    this.sizeBytes = await totalSize(files);
    for (const [place, file] of files.entries()) {
      if (this.isClosed) break;
      await index.add(file, place);
    }
    this.isIndexing = false;
    this.publish();
  }

  private async read(id: string): Promise<{ call: Call; row: Row }> {
    let row = this.view.byId.get(id);
    if (!row && this.isIndexing) {
      await this.whenIndexed();
      row = this.view.byId.get(id);
    }
    if (!row)
      throw new RpcError(
        'no-such-call',
        `There is no call '${id}' in ${titleOf(this.paths)}. List the calls to see their ids.`,
      );
    try {
      return { call: await this.reader.call(id, row.joined), row };
    } catch (error) {
      if (error instanceof RpcError && error.code === 'file-changed') this.refresh();
      throw error;
    }
  }

  /** After each chunk. Joining anew costs time in proportion to what there is, so it waits until there is more by a share. */
  private progress(): void {
    const { records } = this.index;
    const isFirst = this.joinedRecords === 0 && records >= FIRST_RECORDS;
    if (!isFirst && performance.now() - this.lastStateMs < MIN_STATE_INTERVAL_MS) return;
    if (records >= this.joinedRecords * JOIN_GROWTH) this.publish();
    else this.sendState();
  }

  private publish(): void {
    if (this.isClosed) return;
    const { calls, ignored } = this.index.joiner.result();
    const rows = rowsOf(calls, this.nameInSet());
    // Rows go with the reader that knows the files as they were then: old rows are never read from a new file.
    if (this.index !== this.shown) this.useIndex(this.index);
    const errors = [...this.failures.map(failureError), ...this.index.errors];
    this.view = { rows, byId: new Map(rows.map((row) => [row.id, row])), errors, ignored };
    this.version++;
    this.joinedRecords = this.index.records;
    this.sendState();
  }

  private useIndex(index: TraceIndex): void {
    const reader = new CallReader(index.stamps);
    this.shown = index;
    this.lastCall = undefined;
    this.reader = reader;
    this.filter = new TextFilter((row) => reader.call(row.id, row.joined));
  }

  private sendState(): void {
    if (this.isClosed) return;
    this.lastStateMs = performance.now();
    this.options.onState?.(this.state());
  }

  /** A file's path below the folder that all files share; undefined for a set of one file. */
  private nameInSet(): ((file: string) => string) | undefined {
    if (this.files.length < 2) return undefined;
    const folders = this.files.map((file) => path.dirname(path.resolve(file.path)).split(path.sep));
    const [first = []] = folders;
    let depth = 0;
    while (depth < first.length && folders.every((folder) => folder[depth] === first[depth])) depth++;
    const root = first.slice(0, depth).join(path.sep) || path.sep;
    return (file) => path.relative(root, path.resolve(file)).split(path.sep).join('/');
  }

  /** Why nothing can be shown, where nothing can. */
  private failure(): string | undefined {
    if (this.isIndexing || this.view.rows.length > 0) return undefined;
    if (this.files.length === 0) {
      return this.failures.map(({ message }) => message).join(' ') || 'No files were given.';
    }
    if (this.index.formats.size > 0) return undefined;
    const [only] = this.view.errors;
    if (this.view.errors.length === 1 && only) return only.error.message;
    const count = this.files.length === 1 ? 'the file' : `the ${this.files.length} files`;
    return `No trace was found in ${count} of ${titleOf(this.paths)}. "ctxdbg formats" lists what is read.`;
  }
}

const keyOf = (id: string, overlay: ContextOverlay): string => JSON.stringify([id, overlay]);

const failureError = ({ path: file, message }: { path: string; message: string }): PlacedError => ({
  error: { path: file, code: 'unreadable', message },
  file: -1,
  offsetBytes: 0,
  order: 0,
});

function titleOf(paths: readonly string[]): string {
  const [first = 'no files'] = paths;
  const name = path.basename(first) || first;
  return paths.length > 1 ? `${name} and ${paths.length - 1} more` : name;
}

async function totalSize(files: readonly FoundFile[]): Promise<number> {
  const sizes = files.map((file) =>
    stat(file.path).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Calls and error rows in file order. */
function merge(rows: readonly Row[], errors: readonly PlacedError[]): (Row | PlacedError)[] {
  if (errors.length === 0) return [...rows];
  return [...rows, ...errors].sort((a, b) => inFileOrder(placeOf(a), placeOf(b)));
}

const placeOf = (item: Row | PlacedError) => ('joined' in item ? item.joined.origin : item);
const listRow = (item: Row | PlacedError): ListRow =>
  'joined' in item ? { type: 'call', row: item.row } : { type: 'error', error: item.error };
