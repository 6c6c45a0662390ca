/**
 * Encodes chunks of text once and remembers them. Never slower than linear: a chunk without a break is encoded in
 * bounded pieces, and is then no longer exact.
 */
import { breakLongPieces } from './chunk';
import type { Tokenizer } from './count';

/** At about 300 characters each, some 20 MB. */
const CACHED_CHUNKS = 20_000;
/** UTF-16 units of a chunk that is still worth remembering. */
const LONGEST_CACHED = 65_536;

export interface EncodedChunk {
  /** UTF-8 bytes of each token; no token of these tables has more than 255. */
  lengths: Uint8Array;
  /** false: encoded in bounded pieces. */
  isExact: boolean;
}

export class ChunkCache {
  private readonly known = new Map<string, EncodedChunk>();

  constructor(private readonly tokenizer: Tokenizer) {}

  encode(chunk: string): EncodedChunk {
    const known = this.known.get(chunk);
    if (known) return known;
    const cuts = breakLongPieces(chunk);
    const encoded =
      cuts.length === 0
        ? { lengths: new Uint8Array(this.tokenizer.tokenLengths(chunk)), isExact: true }
        : { lengths: this.encodePieces(chunk, cuts), isExact: false };
    if (chunk.length <= LONGEST_CACHED) this.remember(chunk, encoded);
    return encoded;
  }

  private encodePieces(chunk: string, cuts: readonly number[]): Uint8Array {
    const pieces: ArrayLike<number>[] = [];
    let tokens = 0;
    let start = 0;
    for (let index = 0; index <= cuts.length; index++) {
      const end = cuts[index] ?? chunk.length;
      const piece = this.tokenizer.tokenLengths(chunk.slice(start, end));
      pieces.push(piece);
      tokens += piece.length;
      start = end;
    }
    const lengths = new Uint8Array(tokens);
    let offset = 0;
    for (const piece of pieces) {
      lengths.set(piece, offset);
      offset += piece.length;
    }
    return lengths;
  }

  private remember(chunk: string, encoded: EncodedChunk): void {
    if (this.known.size >= CACHED_CHUNKS) {
      // The oldest tenth goes: what of it is in use is soon encoded again.
      let surplus = CACHED_CHUNKS / 10;
      for (const key of this.known.keys()) {
        this.known.delete(key);
        if (--surplus === 0) break;
      }
    }
    // A copy: a slice would keep the whole document of that keystroke alive.
    this.known.set(` ${chunk}`.slice(1), encoded);
  }
}
