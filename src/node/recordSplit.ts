/** Cuts a file's bytes, chunk by chunk, into pieces that each hold one JSON value, with their exact place. */

/** One record's bytes. `isEnded` is false where the file stopped before the value or its line did. */
export interface Piece {
  bytes: Buffer;
  offsetBytes: number;
  /** From 1. The line on which the piece begins. */
  line: number;
  /** Index in a top-level list. */
  index?: number;
  isEnded: boolean;
  /** The piece was longer than a record may be: `bytes` holds its start only. */
  isTooLarge: boolean;
}

export interface Splitter {
  /** `offsetBytes` of the first chunk is where the text begins (after a byte-order mark). */
  push(chunk: Buffer): Piece[];
  end(): Piece[];
}

/** A longer record is an error row: V8 holds no string over 512 MB. */
export const MAX_RECORD_BYTES = 256 * 1024 * 1024;
const KEPT_OF_TOO_LARGE = 4096;

/** Collects the chunks of a piece that is not ended yet. */
class Pending {
  private chunks: Buffer[] = [];
  private kept = 0;
  length = 0;

  add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.kept > MAX_RECORD_BYTES || bytes.length === 0) return;
    // Copied: a slice would keep the whole chunk in memory.
    this.chunks.push(Buffer.from(bytes));
    this.kept += bytes.length;
  }

  take(last: Buffer): { bytes: Buffer; isTooLarge: boolean } {
    const isTooLarge = this.length + last.length > MAX_RECORD_BYTES;
    const bytes = this.chunks.length === 0 ? last : Buffer.concat([...this.chunks, last]);
    this.chunks = [];
    this.length = 0;
    this.kept = 0;
    return { bytes: isTooLarge ? bytes.subarray(0, KEPT_OF_TOO_LARGE) : bytes, isTooLarge };
  }
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));

/** One piece a line; blank lines count but give none. */
export class LineSplitter implements Splitter {
  private readonly pending = new Pending();
  private line = 1;

  constructor(private offset: number) {}

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.close(chunk.subarray(start, end), true, pieces);
      this.offset += 1;
      this.line += 1;
      start = end + 1;
    }
    this.pending.add(chunk.subarray(start));
    return pieces;
  }

  end(): Piece[] {
    const pieces: Piece[] = [];
    this.close(Buffer.alloc(0), false, pieces);
    return pieces;
  }

  private close(last: Buffer, isEnded: boolean, pieces: Piece[]): void {
    const lengthBytes = this.pending.length + last.length;
    const { bytes, isTooLarge } = this.pending.take(last);
    const text = bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
    if (!isBlank(text)) pieces.push({ bytes: text, offsetBytes: this.offset, line: this.line, isEnded, isTooLarge });
    this.offset += lengthBytes;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Values that span lines, one after the other; a top-level list gives one piece an element. It looks at brackets
 * and strings only, so an element that is no JSON hides its neighbours only where its brackets do not match.
 */
export class ValueSplitter implements Splitter {
  private readonly pending = new Pending();
  private line = 1;
  private depth = 0;
  private inString = false;
  private isEscaped = false;
  private inValue = false;
  private listDepth = 0;
  private isElement = false;
  private index = 0;
  private startOffset = 0;
  private startLine = 1;

  constructor(private offset: number) {}

  push(chunk: Buffer): Piece[] {
    const pieces: Piece[] = [];
    let start = this.inValue ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === NEWLINE) this.line++;
      if (this.inString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.inString = false;
        continue;
      }
      if (!this.inValue) {
        if (isSpace(byte) || !this.begins(byte, i)) continue;
        start = i;
      }
      const end = this.step(byte, i);
      if (end < 0) continue;
      this.close(chunk.subarray(start, end), true, pieces);
      start = -1;
    }
    if (this.inValue) this.pending.add(chunk.subarray(start));
    this.offset += chunk.length;
    return pieces;
  }

  end(): Piece[] {
    const pieces: Piece[] = [];
    if (this.inValue) this.close(Buffer.alloc(0), this.depth === this.listDepth && !this.inString, pieces);
    else if (this.listDepth > 0) {
      const offsetBytes = this.offset;
      pieces.push({ bytes: Buffer.alloc(0), offsetBytes, line: this.line, isEnded: false, isTooLarge: false });
    }
    return pieces;
  }

  /** Outside a value: takes the brackets and commas of the top-level list; true where a value begins. */
  private begins(byte: number, at: number): boolean {
    if (byte === OPEN_LIST && this.listDepth === 0) {
      this.listDepth = 1;
      this.depth = 1;
      this.index = 0;
      return false;
    }
    if (byte === COMMA && this.listDepth === 1) return false;
    if (byte === CLOSE_LIST && this.listDepth === 1) {
      this.listDepth = 0;
      this.depth = 0;
      return false;
    }
    this.inValue = true;
    this.isElement = this.listDepth === 1;
    this.startOffset = this.offset + at;
    this.startLine = this.line;
    return true;
  }

  /** Inside a value: the index after its last byte, or −1 while it goes on. */
  private step(byte: number, at: number): number {
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (this.depth > this.listDepth) {
        this.depth--;
        return this.depth === this.listDepth ? at + 1 : -1;
      }
      if (byte === CLOSE_LIST && this.listDepth === 1) {
        // A bare value (a number, a word) directly before the list's end.
        this.listDepth = 0;
        this.depth = 0;
      }
      return at;
    } else if (byte === COMMA && this.depth === this.listDepth && this.listDepth === 1) return at;
    else if (byte === NEWLINE && this.depth === this.listDepth) return at;
    return -1;
  }

  private close(last: Buffer, isEnded: boolean, pieces: Piece[]): void {
    const { bytes, isTooLarge } = this.pending.take(last);
    const place = { offsetBytes: this.startOffset, line: this.startLine, isEnded, isTooLarge };
    pieces.push({ bytes, ...place, ...(this.isElement && { index: this.index++ }) });
    this.inValue = false;
    this.inString = false;
    this.isEscaped = false;
  }
}
