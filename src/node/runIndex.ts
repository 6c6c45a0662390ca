/**
 * A run file read once, and further where it grew: what lines there are and where. Bodies and outputs stay in the file
 * and are read when asked for, so that a run of any size costs little memory.
 */
import { open, type FileHandle } from 'node:fs/promises';
import type {
  OutcomeStatus,
  RunEndLine,
  RunHeaderLine,
  RunLine,
  RunOutcomeLine,
  RunRequestLine,
  RunVariantLine,
} from '../core/replay/model';
import { noCounts, outcomeKey, parseRunLine, requestKey, type StatusCounts } from '../core/replay/runFile';
import type { Money } from '../core/trace/model';

export interface LineRef {
  offsetBytes: number;
  lengthBytes: number;
}
export interface OutcomeEntry {
  ref: LineRef;
  sample: number;
  status: OutcomeStatus;
  requestHash: string;
  cost: Money;
}
export interface RequestEntry {
  ref: LineRef;
  hash: string;
  callId: string;
  variantId: string;
}
/** What the index takes of a line: of a request never its body, so that the plan need not keep it. */
export type IndexedLine = Exclude<RunLine, RunRequestLine> | Omit<RunRequestLine, 'body' | 'ledger'>;

export interface RunCounts extends StatusCounts {
  planned: number;
  notRun: number;
}

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 10;

export class RunIndex {
  header: RunHeaderLine | undefined;
  readonly variants = new Map<string, RunVariantLine>();
  /** In file order. */
  readonly calls = new Map<string, LineRef>();
  readonly requests = new Map<string, RequestEntry>();
  readonly outcomes = new Map<string, OutcomeEntry>();
  ended: RunEndLine['status'] | undefined;
  readonly errors: { line: number; message: string }[] = [];
  /** Known costs and attempts of every outcome line, those included that a later one replaced. */
  spentUsd = 0;
  attempts = 0;
  /** Where the last whole line ends. */
  wholeBytes = 0;
  private lines = 0;
  private inode: number | undefined;
  private cutOff: { line: number; message: string } | undefined;

  constructor(readonly path: string) {}

  /** Reads what was added since the last time. 'replaced' = this is another file now; read it with a new index. */
  async update(): Promise<'same' | 'grown' | 'replaced'> {
    const file = await open(this.path, 'r');
    try {
      const { size, ino } = await file.stat();
      if (size < this.wholeBytes || (this.inode ?? ino) !== ino) return 'replaced';
      this.inode = ino;
      const before = this.wholeBytes;
      await this.scan(file, size);
      return this.wholeBytes === before ? 'same' : 'grown';
    } finally {
      await file.close();
    }
  }

  /** A line that this process wrote itself. */
  add(line: IndexedLine, ref: LineRef): void {
    this.take(line, ref);
    this.lines++;
    this.wholeBytes = ref.offsetBytes + ref.lengthBytes;
  }

  get allErrors(): { line: number; message: string }[] {
    return this.cutOff ? [...this.errors, this.cutOff] : this.errors;
  }

  outcomeOf(callId: string, variantId: string, sample: number): OutcomeEntry | undefined {
    const request = this.requests.get(requestKey({ callId, variantId }));
    const outcome = this.outcomes.get(outcomeKey({ callId, variantId, sample }));
    return outcome?.requestHash === request?.hash ? outcome : undefined;
  }

  /** Of the whole file, by the last line of each key; an outcome of another request than the last one is "not run". */
  counts(): RunCounts {
    const counts = noCounts();
    const samples = this.header?.samples ?? 1;
    let notRun = 0;
    for (const { callId, variantId } of this.requests.values()) {
      for (let sample = 0; sample < samples; sample++) {
        const outcome = this.outcomeOf(callId, variantId, sample);
        if (outcome) counts[outcome.status]++;
        else notRun++;
      }
    }
    return { ...counts, notRun, planned: this.requests.size * samples };
  }

  private async scan(file: FileHandle, size: number): Promise<void> {
    let rest: Buffer[] = [];
    let restBytes = 0;
    for (let at = this.wholeBytes; at < size;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - at));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      let start = 0;
      const bytes = chunk.subarray(0, bytesRead);
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
        this.readLine(Buffer.concat([...rest, bytes.subarray(start, end + 1)]));
        rest = [];
        restBytes = 0;
        start = end + 1;
      }
      rest.push(bytes.subarray(start));
      restBytes += bytesRead - start;
    }
    this.cutOff = undefined;
    if (restBytes > 0) this.readTail(Buffer.concat(rest));
  }

  private readLine(bytes: Buffer): void {
    const ref = { offsetBytes: this.wholeBytes, lengthBytes: bytes.length };
    this.wholeBytes += bytes.length;
    this.lines++;
    const text = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim();
    if (text === '') return;
    const parsed = parseRunLine(text);
    if (parsed.ok) this.take(parsed.line, ref);
    else this.errors.push({ line: this.lines, message: parsed.message });
  }

  /** A last line without its end: whole where an editor took the line end away, else still being written or cut off. */
  private readTail(bytes: Buffer): void {
    if (parseRunLine(bytes.toString('utf8')).ok) {
      this.readLine(bytes);
      return;
    }
    const message = 'The last line is cut off. Resuming the run repeats what it held.';
    this.cutOff = { line: this.lines + 1, message };
  }

  private take(line: IndexedLine, ref: LineRef): void {
    switch (line.type) {
      case 'run':
        this.header = line;
        this.ended = undefined;
        return;
      case 'variant':
        this.variants.set(line.id, line);
        return;
      case 'call':
        this.calls.set(line.id, ref);
        return;
      case 'request': {
        const { hash, callId, variantId } = line;
        this.requests.set(requestKey(line), { ref, hash, callId, variantId });
        return;
      }
      case 'outcome':
        this.takeOutcome(line, ref);
        return;
      case 'end':
        this.ended = line.status;
        return;
    }
  }

  private takeOutcome(line: RunOutcomeLine, ref: LineRef): void {
    const { sample, status, requestHash, cost } = line;
    this.outcomes.set(outcomeKey(line), { ref, sample, status, requestHash, cost });
    this.ended = undefined;
    this.spentUsd += cost.usd ?? 0;
    if (status !== 'capped') this.attempts += line.attempt;
  }
}

/** Reads one line again. The file is append-only, so that a place once found stays. */
export async function readRunLine(file: FileHandle, ref: LineRef): Promise<RunLine> {
  return new RunLineReader(file, 0).read(ref);
}

const READ_AHEAD_BYTES = 64 * 1024;

/** For lines that are mostly asked for in file order: reads a piece of the file at a time. */
export class RunLineReader {
  private block = { offsetBytes: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly file: FileHandle,
    private readonly aheadBytes = READ_AHEAD_BYTES,
  ) {}

  async read({ offsetBytes, lengthBytes }: LineRef): Promise<RunLine> {
    const held = this.held(offsetBytes, lengthBytes) ?? (await this.load(offsetBytes, lengthBytes));
    try {
      // Was judged when it was first read or written.
      return JSON.parse(held.toString('utf8').replace(/^\uFEFF/, '')) as RunLine;
    } catch {
      throw new Error('The run file changed while it was read. Open it again.');
    }
  }

  private held(offsetBytes: number, lengthBytes: number): Buffer | undefined {
    const from = offsetBytes - this.block.offsetBytes;
    const isHeld = from >= 0 && from + lengthBytes <= this.block.bytes.length;
    return isHeld ? this.block.bytes.subarray(from, from + lengthBytes) : undefined;
  }

  private async load(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(lengthBytes, this.aheadBytes));
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, offsetBytes);
    this.block = { offsetBytes, bytes: buffer.subarray(0, bytesRead) };
    return this.block.bytes.subarray(0, lengthBytes);
  }
}
