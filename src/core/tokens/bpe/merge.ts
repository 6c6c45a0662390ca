/**
 * Byte-pair merging of one piece: the pair of lowest rank first, the leftmost of equals, as tiktoken does. Short pieces
 * by looking through all pairs, long ones by a heap, so that no piece takes more than n log n. Knows no text.
 */
import { RankHeap } from './rankHeap';
import { HASH_BASE, type Vocabulary } from './vocabulary';

/** Bytes of a piece from which a heap is faster than looking through all pairs. */
const HEAP_FROM = 160;
/** Room that is kept between pieces. */
const KEPT = 4_096;
const NONE = 0x7fffffff;

export class Merger {
  /** Where parts start, relative to the piece; after a merge the tokens'. */
  private starts = new Int32Array(KEPT);
  /** Of the pair that starts there; NONE where it is no token. */
  private ranks = new Int32Array(KEPT);
  /** Hash of the piece up to there. */
  private hashes = new Int32Array(KEPT);
  /** HASH_BASE to the power of a token's length. */
  private readonly powers: Int32Array;

  constructor(private readonly vocabulary: Vocabulary) {
    this.powers = new Int32Array(vocabulary.longest + 1);
    for (let index = 0, power = 1; index < this.powers.length; index++, power = Math.imul(power, HASH_BASE))
      this.powers[index] = power;
  }

  /** How many tokens bytes `start` to `end` are; their lengths are added to `lengths`, where it is given. */
  merge(bytes: Uint8Array, start: number, end: number, lengths?: number[]): number {
    const size = end - start;
    if (size >= this.starts.length) this.grow(size + 1);
    const { starts, ranks, hashes } = this;
    const { pairs } = this.vocabulary;
    hashes[0] = 0;
    for (let index = 0, hash = 0; index < size; index++) {
      const byte = bytes[start + index] ?? 0;
      hash = (Math.imul(hash, HASH_BASE) + byte + 1) | 0;
      hashes[index + 1] = hash;
      starts[index] = index;
      const rank = index + 1 < size ? (pairs[byte * 256 + (bytes[start + index + 1] ?? 0)] ?? -1) : -1;
      ranks[index] = rank < 0 ? NONE : rank;
    }
    starts[size] = size;
    const tokens = size < HEAP_FROM ? this.mergeShort(bytes, start, size) : this.mergeLong(bytes, start, size);
    if (lengths)
      for (let index = 0; index < tokens; index++) lengths.push((starts[index + 1] ?? 0) - (starts[index] ?? 0));
    if (this.starts.length > KEPT * 16) this.grow(KEPT);
    return tokens;
  }

  private grow(size: number): void {
    this.starts = new Int32Array(size);
    this.ranks = new Int32Array(size);
    this.hashes = new Int32Array(size);
  }

  /** Of bytes `from` to `to` of the piece at `piece`. */
  private rankOf(bytes: Uint8Array, piece: number, from: number, to: number): number {
    const length = to - from;
    if (length > this.vocabulary.longest) return NONE;
    const hash = (this.hashes[to] ?? 0) - Math.imul(this.hashes[from] ?? 0, this.powers[length] ?? 0);
    const rank = this.vocabulary.rankOf(bytes, piece + from, piece + to, hash | 0);
    return rank < 0 ? NONE : rank;
  }

  private mergeShort(bytes: Uint8Array, piece: number, size: number): number {
    const { starts, ranks } = this;
    let parts = size;
    for (;;) {
      let lowest = NONE;
      let at = -1;
      for (let index = 0; index < parts - 1; index++) {
        const rank = ranks[index] ?? NONE;
        if (rank >= lowest) continue;
        lowest = rank;
        at = index;
      }
      if (at < 0) return parts;
      parts--;
      // By hand: a call of copyWithin costs more than it moves.
      for (let index = at + 1; index <= parts; index++) {
        starts[index] = starts[index + 1] ?? 0;
        ranks[index] = ranks[index + 1] ?? NONE;
      }
      const from = starts[at] ?? 0;
      const to = starts[at + 1] ?? 0;
      ranks[at] = at + 1 < parts ? this.rankOf(bytes, piece, from, starts[at + 2] ?? 0) : NONE;
      if (at > 0) ranks[at - 1] = this.rankOf(bytes, piece, starts[at - 1] ?? 0, to);
    }
  }

  /** Parts are linked by where they start, so that none has to move. */
  private mergeLong(bytes: Uint8Array, piece: number, size: number): number {
    const { starts, ranks } = this;
    const next = new Int32Array(size + 1);
    const previous = new Int32Array(size + 1);
    const heap = new RankHeap(size);
    for (let index = 0; index <= size; index++) {
      next[index] = index + 1;
      previous[index] = index - 1;
      if (ranks[index] !== NONE && index < size) heap.append(ranks[index] ?? NONE, index);
    }
    heap.order();
    const pair = (from: number): void => {
      const middle = next[from] ?? size;
      const rank = middle < size ? this.rankOf(bytes, piece, from, next[middle] ?? size) : NONE;
      ranks[from] = rank;
      if (rank !== NONE) heap.push(rank, from);
    };
    while (heap.size > 0) {
      const from = heap.position;
      const rank = heap.rank;
      heap.pop();
      // What was merged meanwhile has another rank now.
      if (ranks[from] !== rank) continue;
      const gone = next[from] ?? size;
      const after = next[gone] ?? size;
      ranks[gone] = NONE;
      next[from] = after;
      previous[after] = from;
      pair(from);
      if (from > 0) pair(previous[from] ?? 0);
    }
    let tokens = 0;
    for (let at = 0; at < size; at = next[at] ?? size) starts[tokens++] = at;
    starts[tokens] = size;
    return tokens;
  }
}
