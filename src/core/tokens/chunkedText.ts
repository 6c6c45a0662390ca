/**
 * A text as encoded chunks. A text much like one seen shortly before keeps its chunks but for those that were edited:
 * any safe boundary is as good as another, so counts do not depend on what was seen before.
 */
import { chunkEnd } from './chunk';
import type { ChunkCache, EncodedChunk } from './chunkCache';

export interface ChunkedText {
  text: string;
  /** Of each chunk, in UTF-16 units, ascending; the last is the text's length. */
  ends: number[];
  chunks: EncodedChunk[];
  /** Of all chunks. */
  tokens: number;
}

/** Cuts texts and encodes the pieces. What it gave may change with its next answer. */
export interface Chunks {
  chunk(text: string): ChunkedText;
}

/** Shorter texts are chunked anew each time. */
const WORTH_KEEPING = 4_096;
/** More than the large sections of any document that is typed in. */
const KEPT_TEXTS = 64;
/** UTF-16 units of all texts that are kept. */
const KEPT_UNITS = 16_000_000;
/** Chunks that are compared at once; a power of 8. */
const STRIDE = 64;
/** Chunks of an edit that are put into a list at once: they are arguments of one call. */
const MOST_PUT = 10_000;

export class Chunker implements Chunks {
  /** The newest last. */
  private readonly recent: ChunkedText[] = [];
  private units = 0;

  constructor(private readonly cache: ChunkCache) {}

  chunk(text: string): ChunkedText {
    if (text.length < WORTH_KEEPING) return this.chunkAnew(text);
    const same = this.recent.findLastIndex((old) => old.text.length === text.length && old.text === text);
    const [found] = same < 0 ? [] : this.recent.splice(same, 1);
    const chunked = found ?? this.takeLike(text) ?? this.chunkAnew(text);
    this.recent.push(chunked);
    if (!found) this.forget(text.length);
    return chunked;
  }

  private forget(added: number): void {
    this.units += added;
    while (this.recent.length > KEPT_TEXTS || (this.units > KEPT_UNITS && this.recent.length > 1))
      this.units -= this.recent.shift()?.text.length ?? 0;
  }

  /** Makes the newest of the recent texts that is much like `text` into it. */
  private takeLike(text: string): ChunkedText | undefined {
    for (let index = this.recent.length - 1; index >= 0; index--) {
      const old = this.recent[index];
      const length = old?.text.length ?? 0;
      const chunked = old && this.becomeLike(old, text);
      if (!chunked) continue;
      this.recent.splice(index, 1);
      this.units -= length;
      return chunked;
    }
    return undefined;
  }

  private chunkAnew(text: string): ChunkedText {
    const ends: number[] = [];
    const chunks: EncodedChunk[] = [];
    let tokens = 0;
    for (let start = 0; start < text.length;) {
      const end = chunkEnd(text, start);
      const chunk = this.cache.encode(text.slice(start, end));
      ends.push(end);
      chunks.push(chunk);
      tokens += chunk.tokens;
      start = end;
    }
    return { text, ends, chunks, tokens };
  }

  /** Undefined, and `old` as it was, where the texts share less than half of the chunks. */
  private becomeLike(old: ChunkedText, text: string): ChunkedText | undefined {
    const shift = text.length - old.text.length;
    const { ends, chunks } = old;
    const { before, after } = shared(old, text);
    if (before + after < ends.length / 2) return undefined;
    const from = ends[before - 1] ?? 0;
    const firstAfter = ends.length - after;
    const to = after === 0 ? text.length : (ends[firstAfter - 1] ?? 0) + shift;
    const middle = this.chunkAnew(text.slice(from, to));
    if (middle.ends.length > MOST_PUT) return undefined;
    // In place: making long lists anew costs more than counting what was typed.
    if (shift !== 0)
      for (let index = firstAfter; index < ends.length; index++) ends[index] = (ends[index] ?? 0) + shift;
    ends.splice(before, firstAfter - before, ...middle.ends.map((end) => end + from));
    const gone = chunks.splice(before, firstAfter - before, ...middle.chunks);
    old.tokens += middle.tokens - gone.reduce((sum, chunk) => sum + chunk.tokens, 0);
    old.text = text;
    return old;
  }
}

/** How many chunks at either end hold in both texts: a boundary does while the characters on both of its sides do. */
function shared(old: ChunkedText, text: string): { before: number; after: number } {
  const shift = text.length - old.text.length;
  const { ends } = old;
  const before = largest(ends.length - 1, (same, count) => {
    const start = ends[same - 1] ?? 0;
    const end = (ends[count - 1] ?? 0) + 1;
    return end <= text.length && old.text.slice(start, end) === text.slice(start, end);
  });
  const from = ends[before - 1] ?? 0;
  const after = largest(ends.length - 1 - before, (same, count) => {
    const start = (ends[ends.length - count - 1] ?? 0) - 1;
    const end = ends[ends.length - same - 1] ?? 0;
    return start + shift >= from && old.text.slice(start, end) === text.slice(start + shift, end + shift);
  });
  return { before, after };
}

/**
 * The largest count from 0 to `most` for which `holds`. It holds for 0, and for all below one for which it holds;
 * `known` is one for which it is known to, so that only what is beyond has to be looked at.
 */
function largest(most: number, holds: (known: number, count: number) => boolean): number {
  let low = 0;
  // In strides, not by halves: what does not hold is looked at up to where it differs, too.
  for (let stride = STRIDE; low < most;) {
    const count = Math.min(most, low + stride);
    if (holds(low, count)) low = count;
    else if (stride > 1) stride /= 8;
    else break;
  }
  return low;
}
