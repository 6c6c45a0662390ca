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
}

/** Shorter texts are chunked anew each time. */
const WORTH_KEEPING = 4_096;
const KEPT_TEXTS = 8;

export class Chunker {
  /** The newest last. */
  private recent: ChunkedText[] = [];

  constructor(private readonly cache: ChunkCache) {}

  chunk(text: string): ChunkedText {
    if (text.length < WORTH_KEEPING) return this.chunkAnew(text);
    for (let index = this.recent.length - 1; index >= 0; index--) {
      const old = this.recent[index];
      const chunked = old && (old.text === text ? old : this.chunkLike(old, text));
      if (!chunked) continue;
      this.recent.splice(index, 1);
      this.recent.push(chunked);
      return chunked;
    }
    const chunked = this.chunkAnew(text);
    this.recent.push(chunked);
    if (this.recent.length > KEPT_TEXTS) this.recent.shift();
    return chunked;
  }

  private chunkAnew(text: string): ChunkedText {
    const ends: number[] = [];
    const chunks: EncodedChunk[] = [];
    for (let start = 0; start < text.length;) {
      const end = chunkEnd(text, start);
      ends.push(end);
      chunks.push(this.cache.encode(text.slice(start, end)));
      start = end;
    }
    return { text, ends, chunks };
  }

  /** Undefined where the texts share less than half of the chunks. */
  private chunkLike(old: ChunkedText, text: string): ChunkedText | undefined {
    const shift = text.length - old.text.length;
    const { ends, chunks } = old;
    // A boundary holds while the characters on both of its sides do.
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
    if (before + after < ends.length / 2) return undefined;
    const firstAfter = ends.length - after;
    const to = after === 0 ? text.length : (ends[firstAfter - 1] ?? 0) + shift;
    const middle = this.chunkAnew(text.slice(from, to));
    return {
      text,
      ends: [
        ...ends.slice(0, before),
        ...middle.ends.map((end) => end + from),
        ...ends.slice(firstAfter).map((end) => end + shift),
      ],
      chunks: [...chunks.slice(0, before), ...middle.chunks, ...chunks.slice(firstAfter)],
    };
  }
}

/**
 * The largest count from 0 to `most` for which `holds`. It holds for 0, and for all below one for which it holds;
 * `known` is one for which it is known to, so that only what is beyond has to be looked at.
 */
function largest(most: number, holds: (known: number, count: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
