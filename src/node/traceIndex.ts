/**
 * Indexes the files of a trace set: reads records, lets each format's reader say what they are, joins. Keeps
 * summaries and byte ranges, no content. Yields between chunks, so that requests are answered meanwhile.
 */
import * as fs from 'node:fs/promises';
import { detectFormat } from '../core/trace/detect';
import type { Fragment, RecordReader, TraceFormat, TraceRecord } from '../core/trace/format';
import { Joiner, type Origin } from '../core/trace/join';
import type { TraceError } from '../core/trace/model';
import type { FoundFile } from './files';
import { whyUnreadable } from './files';
import { readRecords } from './records';

export interface FileStamp {
  sizeBytes: number;
  mtimeMs: number;
}

/** An error row with its place in the set. */
export interface PlacedError {
  error: TraceError;
  file: number;
  offsetBytes: number;
  order: number;
}

const MAX_ERRORS_PER_FILE = 1000;

export class TraceIndex {
  readonly joiner = new Joiner();
  readonly stamps = new Map<string, FileStamp>();
  /** Titles of the formats found. */
  readonly formats = new Set<string>();
  errors: PlacedError[] = [];
  records = 0;
  indexedBytes = 0;
  isClosed = false;

  /** `onProgress` is called after each chunk. */
  constructor(private readonly onProgress: () => void) {}

  async add(file: FoundFile, place: number): Promise<void> {
    const before = this.indexedBytes;
    try {
      const { size, mtimeMs } = await fs.stat(file.path);
      this.stamps.set(file.path, { sizeBytes: size, mtimeMs });
      await new FileIndexer(this, file, place).run((readBytes) => {
        this.indexedBytes = before + readBytes;
        this.onProgress();
      });
      this.indexedBytes = before + size;
    } catch (error) {
      const message = whyUnreadable(file.path, error);
      this.errors.push({
        error: { path: file.path, code: 'unreadable', message },
        file: place,
        offsetBytes: 0,
        order: 0,
      });
    }
  }
}

/** One file's share of the index. */
class FileIndexer {
  private readonly readers = new Map<TraceFormat, RecordReader>();
  private readonly errors: PlacedError[] = [];
  private droppedErrors = 0;
  private known = 0;
  private unknown = 0;

  constructor(
    private readonly index: TraceIndex,
    private readonly file: FoundFile,
    private readonly place: number,
  ) {}

  async run(onBytes: (readBytes: number) => void): Promise<void> {
    const { path } = this.file;
    for await (const { items, readBytes } of readRecords(path)) {
      for (const item of items) {
        this.index.records++;
        if (item.type === 'error') this.fail(item.error);
        else this.read(item.record);
      }
      onBytes(readBytes);
      await nextTurn();
      if (this.index.isClosed || this.isHopeless()) break;
    }
    await this.finish();
    this.judge();
  }

  private read(record: TraceRecord): void {
    try {
      const format = detectFormat(record.value);
      if (!format) {
        this.unknown++;
        return;
      }
      this.known++;
      this.index.formats.add(format.title);
      const { path, line, index, offsetBytes, lengthBytes } = record;
      const where = { path, file: this.place, offsetBytes, lengthBytes, at: 'record' as const };
      const origin = { ...where, ...(line !== undefined && { line }), ...(index !== undefined && { index }) };
      this.reader(format)
        .read(record)
        .forEach((fragment, ordinal) => this.take(fragment, { ...origin, ordinal }));
    } catch (error) {
      this.fail(badRecord(record, error));
    }
  }

  private reader(format: TraceFormat): RecordReader {
    const found = this.readers.get(format) ?? format.open(this.file.path);
    this.readers.set(format, found);
    return found;
  }

  private take(fragment: Fragment, origin: Origin): void {
    if (fragment.type === 'error') {
      const { type: _, ...error } = fragment;
      this.fail(error);
    } else this.index.joiner.add(fragment, origin);
  }

  private fail(error: TraceError): void {
    const offsetBytes = error.offsetBytes ?? 0;
    if (this.errors.length >= MAX_ERRORS_PER_FILE) this.droppedErrors++;
    else this.errors.push({ error, file: this.place, offsetBytes, order: this.errors.length });
  }

  /** A large file that is no JSON at all is not read to its end. */
  private isHopeless(): boolean {
    return this.known + this.unknown === 0 && this.errors.length >= MAX_ERRORS_PER_FILE;
  }

  private async finish(): Promise<void> {
    let ordinal = 0;
    for (const reader of this.readers.values()) {
      for (const fragment of reader.finish()) {
        try {
          this.take(fragment, endOrigin(fragment, this.file.path, this.place, ordinal));
        } catch (error) {
          this.fail(badRecord({ path: this.file.path, offsetBytes: 0 }, error));
        }
        ordinal++;
        if (ordinal % 50 === 0) await nextTurn();
      }
    }
  }

  /** What the file as a whole is. */
  private judge(): void {
    const { path, isNamed } = this.file;
    const isOther = this.errors.some(({ error }) => error.code !== 'not-json');
    if (this.known === 0 && !isOther && (this.unknown > 0 || this.errors.length > 0)) {
      if (isNamed) this.index.errors.push(this.place0(noTrace(path, this.unknown, this.errors)));
      else this.index.joiner.ignore(path, 'file that is no trace');
      return;
    }
    if (this.unknown > 0) this.index.joiner.ignore(path, 'record of no known format', this.unknown);
    if (this.droppedErrors > 0)
      this.index.joiner.ignore(path, 'further record that could not be read', this.droppedErrors);
    this.index.errors.push(...this.errors);
  }

  private place0(error: TraceError): PlacedError {
    return { error, file: this.place, offsetBytes: 0, order: 0 };
  }
}

/** The place of a fragment that came at the end: of the record that holds its call's answer. */
export function endOrigin(fragment: Fragment, path: string, file: number, ordinal: number): Origin {
  const sources = fragment.type === 'call' ? fragment.call.sources : fragment.type === 'span' ? [fragment.source] : [];
  const source = sources.findLast(({ role }) => role === 'output') ?? sources[0];
  const { line, offsetBytes = 0, lengthBytes = 0 } = source ?? {};
  return { path, file, at: 'end', ordinal, offsetBytes, lengthBytes, ...(line !== undefined && { line }) };
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function badRecord(record: Pick<TraceRecord, 'path' | 'line' | 'offsetBytes'>, error: unknown): TraceError {
  const { path, line, offsetBytes } = record;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `This record could not be read (${reason}). The other records are shown.`;
  return { path, ...(line !== undefined && { line }), offsetBytes, code: 'bad-record', message };
}

function noTrace(path: string, unknown: number, errors: PlacedError[]): TraceError {
  const what =
    unknown > 0
      ? 'It is JSON, but of no trace format that is read'
      : `Its first line that holds anything (line ${errors[0]?.error.line ?? 1}) is not JSON`;
  const message = `${path} is no trace. ${what}. "ctxdbg formats" lists the formats.`;
  return { path, code: 'not-a-trace', message, line: errors[0]?.error.line ?? 1, offsetBytes: 0 };
}
