/**
 * Counts tokens of o200k_base and cl100k_base exactly as tiktoken's ordinary encode does, without ever making a token.
 * Special-token text is text; a lone surrogate is U+FFFD. No input takes more than n log n.
 */
import type { Tokenizer, TokenizerName } from '../count';
import { Merger } from './merge';
import { LONGEST_KNOWN, PieceCounts } from './pieceCounts';
import { cl100kPieces, o200kPieces, type PieceEnd } from './pieces';
import { HASH_BASE, readVocabulary, type Vocabulary } from './vocabulary';

/** Writes `text` to `bytes` as UTF-8, a lone surrogate as U+FFFD, and returns the bytes written. There is room enough. */
export type EncodeInto = (text: string, bytes: Uint8Array) => number;

/** Bytes of room that is kept between texts. */
const KEPT_ROOM = 65_536;
const MOST_BYTES_PER_UNIT = 3;
const PIECES: Record<TokenizerName, (classes: Uint8Array) => PieceEnd> = {
  o200k_base: o200kPieces,
  cl100k_base: cl100kPieces,
};

/** `table` is what scripts/tokenTables.cjs wrote; it is kept. */
export function createBpeTokenizer(name: TokenizerName, table: Uint8Array, encodeInto: EncodeInto): Tokenizer {
  const vocabulary = readVocabulary(table);
  return new BpeTokenizer(name, vocabulary, PIECES[name](vocabulary.classes), encodeInto);
}

interface Room {
  bytes: Uint8Array;
  view: DataView;
}

function newRoom(size: number): Room {
  const bytes = new Uint8Array(size + LONGEST_KNOWN);
  return { bytes, view: new DataView(bytes.buffer) };
}

class BpeTokenizer implements Tokenizer {
  private readonly merger: Merger;
  private readonly known = new PieceCounts();
  private readonly kept = newRoom(KEPT_ROOM);

  constructor(
    readonly name: TokenizerName,
    private readonly vocabulary: Vocabulary,
    private readonly pieceEnd: PieceEnd,
    private readonly encodeInto: EncodeInto,
  ) {
    this.merger = new Merger(vocabulary);
  }

  countTokens(text: string): number {
    const { bytes, view } = this.roomFor(text);
    const size = this.encodeInto(text, bytes);
    const { known, pieceEnd } = this;
    let tokens = 0;
    for (let start = 0; start < size;) {
      const end = pieceEnd(bytes, start, size);
      if (end - start > LONGEST_KNOWN) tokens += this.countPiece(bytes, start, end);
      else {
        let count = known.find(view, start, end - start);
        if (count === 0) {
          count = this.countPiece(bytes, start, end);
          known.keep(count);
        }
        tokens += count;
      }
      start = end;
    }
    return tokens;
  }

  tokenLengths(text: string): number[] {
    const { bytes } = this.roomFor(text);
    const size = this.encodeInto(text, bytes);
    const lengths: number[] = [];
    for (let start = 0; start < size;) {
      const end = this.pieceEnd(bytes, start, size);
      if (this.isToken(bytes, start, end)) lengths.push(end - start);
      else this.merger.merge(bytes, start, end, lengths);
      start = end;
    }
    return lengths;
  }

  private countPiece(bytes: Uint8Array, start: number, end: number): number {
    return this.isToken(bytes, start, end) ? 1 : this.merger.merge(bytes, start, end);
  }

  private isToken(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > this.vocabulary.longest) return false;
    let hash = 0;
    for (let index = start; index < end; index++) hash = (Math.imul(hash, HASH_BASE) + (bytes[index] ?? 0) + 1) | 0;
    return this.vocabulary.rankOf(bytes, start, end, hash) >= 0;
  }

  private roomFor(text: string): Room {
    const size = text.length * MOST_BYTES_PER_UNIT;
    return size <= KEPT_ROOM ? this.kept : newRoom(size);
  }
}
