/**
 * Reads a file as records: one JSON value each, with its exact byte range. What cannot be read becomes an error
 * item with its place and never hides what follows. Never holds more than a chunk and the record under way.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { parseJsonText } from '../core/trace/jsonText';
import type { TraceRecord } from '../core/trace/format';
import type { TraceError, TraceErrorCode } from '../core/trace/model';
import { LineSplitter, MAX_RECORD_BYTES, ValueSplitter, type Piece, type Splitter } from './recordSplit';

export type RecordItem = { type: 'record'; record: TraceRecord } | { type: 'error'; error: TraceError };

export interface RecordBatch {
  items: RecordItem[];
  /** Bytes of the file that have been read so far. */
  readBytes: number;
}

/** A chunk is worked off in some 10 ms: so long may a request wait while a log is indexed. */
const CHUNK_BYTES = 256 * 1024;
/** A first chunk is small, so that the first rows of a large log come at once. */
const FIRST_CHUNK_BYTES = 64 * 1024;

/** Yields a batch a chunk. Throws only where the file cannot be opened or read. */
export async function* readRecords(path: string): AsyncGenerator<RecordBatch> {
  const file = await open(path, 'r');
  try {
    yield* readOpenFile(path, file);
  } finally {
    await file.close();
  }
}

async function* readOpenFile(path: string, file: FileHandle): AsyncGenerator<RecordBatch> {
  const first = await readChunk(file, FIRST_CHUNK_BYTES, 0);
  const refusal = refuse(path, first);
  if (refusal) {
    const { size } = await file.stat();
    yield { items: [fail(path, { ...refusal, offsetBytes: 0 })], readBytes: size };
    return;
  }
  const start = first.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const splitter = await chooseSplitter(file, first, start);
  let chunk = first.subarray(start);
  let readBytes = first.length;
  let isBlank = true;
  while (chunk.length > 0) {
    const items = splitter.push(chunk).flatMap((piece) => toItems(path, piece));
    isBlank &&= items.length === 0 && isWhite(chunk);
    yield { items, readBytes };
    chunk = await readChunk(file, CHUNK_BYTES, readBytes);
    readBytes += chunk.length;
  }
  const last = splitter.end().flatMap((piece) => toItems(path, piece));
  if (isBlank && last.length === 0)
    last.push(fail(path, { code: 'empty', message: `${path} is empty: it holds no record yet.` }));
  yield { items: last, readBytes };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

async function readChunk(file: FileHandle, sizeBytes: number, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(sizeBytes);
  const { bytesRead } = await file.read(buffer, 0, sizeBytes, position);
  return buffer.subarray(0, bytesRead);
}

const isWhite = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));

type Refusal = { code: TraceErrorCode; message: string };

const MAGIC: [bytes: number[], what: string][] = [
  [[0x1f, 0x8b], 'gzip-compressed'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd-compressed'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file'],
];

/** Container first (formats.md rule 1): what is no JSON text is said to be so, by its first bytes. */
function refuse(path: string, first: Buffer): Refusal | undefined {
  const magic = MAGIC.find(([bytes]) => first.subarray(0, bytes.length).equals(Buffer.from(bytes)));
  if (magic) {
    const message = `${path} is ${magic[1]}; reading such files is not built yet. Unpack it to JSON or JSONL and open that.`;
    return { code: 'unreadable', message };
  }
  const utf16 = (first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff);
  if (utf16) return { code: 'unreadable', message: `${path} is UTF-16 text. Save it as UTF-8 and open it again.` };
  if (first.subarray(0, 4096).includes(0)) {
    const message = `${path} is binary; reading binary traces (such as OTLP protobuf) is not built yet. Export it as JSON.`;
    return { code: 'unreadable', message };
  }
  return undefined;
}

/**
 * Line by line, unless the first value goes on beyond the first line, or the file is one list:
 * then value by value.
 */
async function chooseSplitter(file: FileHandle, first: Buffer, start: number): Promise<Splitter> {
  const firstByte = first.subarray(start).find((byte) => !(byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)));
  if (firstByte !== OPEN_OBJECT && firstByte !== OPEN_LIST) return new LineSplitter(start);
  // A long list on one line: its elements are the records, and looking for the line's end would read it all.
  if (firstByte === OPEN_LIST && !first.includes(0x0a)) return new ValueSplitter(start);
  const { isClosed, hasMore } = await probeFirstLine(file, first, start);
  const isLines = isClosed && (firstByte === OPEN_OBJECT || hasMore);
  return isLines ? new LineSplitter(start) : new ValueSplitter(start);
}

const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;

/** Whether the first line that is not blank is closed in itself, and whether anything but white space follows. */
async function probeFirstLine(file: FileHandle, first: Buffer, start: number) {
  const balance = new LineBalance();
  let chunk = first.subarray(start);
  let position = first.length;
  let isEnded = false;
  for (;;) {
    const lineEnd = isEnded ? 0 : balance.push(chunk);
    if (lineEnd >= 0) {
      isEnded = true;
      if (!balance.isClosed) return { isClosed: false, hasMore: true };
      if (!isWhite(chunk.subarray(lineEnd))) return { isClosed: true, hasMore: true };
    }
    chunk = await readChunk(file, CHUNK_BYTES, position);
    if (chunk.length === 0) return { isClosed: isEnded || balance.isClosed, hasMore: false };
    position += chunk.length;
  }
}

/** Follows brackets and strings up to the end of the first line that is not blank. */
class LineBalance {
  private depth = 0;
  private inString = false;
  private isEscaped = false;
  private isBegun = false;

  get isClosed(): boolean {
    return this.depth <= 0 && !this.inString;
  }

  /** The index after the line's end, or −1 where the chunk holds none. */
  push(chunk: Buffer): number {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === 0x0a && this.isBegun) return i + 1;
      if (this.isEscaped) this.isEscaped = false;
      else if (this.inString && byte === 0x5c) this.isEscaped = true;
      else if (byte === 0x22) this.inString = !this.inString;
      else if (!this.inString && (byte === OPEN_OBJECT || byte === OPEN_LIST)) this.depth++;
      else if (!this.inString && (byte === 0x7d || byte === 0x5d)) this.depth--;
      if (byte > 0x20) this.isBegun = true;
    }
    return -1;
  }
}

/** The record of a piece, or what is wrong with it. */
function toItems(path: string, piece: Piece): RecordItem[] {
  const { offsetBytes, line, index } = piece;
  const place = { offsetBytes, ...(index === undefined && { line }), ...(index !== undefined && { index }) };
  if (piece.isTooLarge) {
    const message = `This record is larger than ${MAX_RECORD_BYTES / 1024 / 1024} MB and is left out.`;
    return [fail(path, { code: 'too-large', message, line, offsetBytes })];
  }
  const outcome = parseJsonText(piece.bytes.toString('utf8'));
  if (outcome.ok) {
    if (Array.isArray(outcome.value) && index === undefined) return elementsOfLine(path, piece);
    const lengthBytes = piece.bytes.length;
    return [{ type: 'record', record: { path, ...place, lengthBytes, value: outcome.value } }];
  }
  if (outcome.failure === 'too-deep') {
    const message = 'This record is nested too deeply to be a trace and is left out.';
    return [fail(path, { code: 'bad-record', message, line, offsetBytes })];
  }
  const isCutOff = !piece.isEnded && (outcome.failure === 'cut-off' || piece.bytes.length === 0);
  return [fail(path, { ...(isCutOff ? cutOff(line) : notJson(piece, outcome.position)), line, offsetBytes })];
}

/** A line that holds a list: a record an element. */
function elementsOfLine(path: string, piece: Piece): RecordItem[] {
  const splitter = new ValueSplitter(piece.offsetBytes);
  const elements = [...splitter.push(piece.bytes), ...splitter.end()];
  return elements.flatMap((element) =>
    toItems(path, element).map((item) =>
      item.type === 'record' ? { ...item, record: { ...item.record, line: piece.line } } : item,
    ),
  );
}

const cutOff = (line: number): Refusal => ({
  code: 'cut-off',
  message: `The file ends in the middle of the record that begins on line ${line}. If it is still being written, it is read again when it has grown.`,
});

function notJson(piece: Piece, position: number | undefined): Refusal {
  const before = position === undefined ? undefined : piece.bytes.toString('utf8').slice(0, position);
  const at = before === undefined ? '' : ` at byte ${piece.offsetBytes + Buffer.byteLength(before)} of the file`;
  return { code: 'not-json', message: `Line ${piece.line} is not valid JSON${at}. The other records are shown.` };
}

function fail(path: string, error: Omit<TraceError, 'path'>): RecordItem {
  return { type: 'error', error: { path, ...error } };
}

/** Reads one record again. Undefined where the bytes no longer hold one value. */
export async function readRecordAt(
  path: string,
  place: { offsetBytes: number; lengthBytes: number; line?: number; index?: number },
): Promise<{ bytes: Buffer; record?: TraceRecord }> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(place.lengthBytes);
    const { bytesRead } = await file.read(buffer, 0, place.lengthBytes, place.offsetBytes);
    const bytes = buffer.subarray(0, bytesRead);
    const outcome = parseJsonText(bytes.toString('utf8'));
    return { bytes, ...(outcome.ok && { record: { path, ...place, value: outcome.value } }) };
  } finally {
    await file.close();
  }
}
