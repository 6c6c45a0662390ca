/**
 * Texts as encoded chunks. A text much like one seen shortly before keeps its chunks but for those that were edited:
 * any safe boundary is as good as another, so counts do not depend on what was seen before.
 */
import { chunkEnd } from './chunk';
import type { Tokenizer } from './count';
import { EncodedText, type Shared } from './encodedText';
import { KeptTexts } from './keptTexts';

/** Shorter texts are encoded whole. */
const WORTH_CHUNKING = 2_048;
/** More than the long sections of any document that is typed in. */
const KEPT_TEXTS = 512;
/** UTF-16 units of all texts that are kept. */
const KEPT_UNITS = 16_000_000;
/** Of its chunks, for a text to become another one: less is better encoded anew, and both kept. */
const LEAST_SHARED = 0.9;
/** Chunks that are compared at once; a power of 8. */
const STRIDE = 64;
/** Units at either end, of which one has to be the same in both texts, to look further. */
const LOOK = 64;

export class Chunker {
  private readonly short: KeptTexts;
  /** The newest last. */
  private readonly long: EncodedText[] = [];
  private units = 0;

  constructor(private readonly tokenizer: Tokenizer) {
    this.short = new KeptTexts(tokenizer);
  }

  /** What it gave before may have changed into this. */
  encode(text: string): EncodedText {
    if (text.length < WORTH_CHUNKING) return this.short.encode(text);
    const same = this.long.findLastIndex((old) => old.text.length === text.length && old.text === text);
    const encoded = this.take(same) ?? this.takeLike(text) ?? this.encodeAnew(text);
    this.long.push(encoded);
    this.units += text.length;
    while (this.long.length > KEPT_TEXTS || (this.units > KEPT_UNITS && this.long.length > 1)) this.take(0);
    return encoded;
  }

  private take(index: number): EncodedText | undefined {
    const [taken] = index < 0 ? [] : this.long.splice(index, 1);
    this.units -= taken?.text.length ?? 0;
    return taken;
  }

  /** The newest that is much like `text`, made into it. */
  private takeLike(text: string): EncodedText | undefined {
    const encode = (middle: string): EncodedText => this.encodeAnew(middle);
    for (let index = this.long.length - 1; index >= 0; index--) {
      const old = this.long[index];
      if (!old || !looksLike(old.text, text)) continue;
      const shared = sharedOf(old, text);
      if (shared.before + shared.after < Math.floor(old.ends.length * LEAST_SHARED) - 1) continue;
      const { length } = old.text;
      if (!old.become(text, shared, encode)) continue;
      this.long.splice(index, 1);
      this.units -= length;
      return old;
    }
    return undefined;
  }

  private encodeAnew(text: string): EncodedText {
    const ends: number[] = [];
    const counts: number[] = [];
    for (let start = 0; start < text.length;) {
      const end = chunkEnd(text, start);
      ends.push(end);
      counts.push(this.tokenizer.countTokens(text.slice(start, end)));
      start = end;
    }
    return new EncodedText(this.tokenizer, text, ends, counts);
  }
}

/** Cheap; an edit at one end leaves the other. */
const looksLike = (old: string, text: string): boolean =>
  text.startsWith(old.slice(0, LOOK)) || text.endsWith(old.slice(-LOOK));

/** A boundary holds in both texts while the characters on both of its sides do. */
function sharedOf({ text: old, ends }: EncodedText, text: string): Shared {
  const shift = text.length - old.length;
  const before = largest(ends.length - 1, (same, count) => {
    const start = ends[same - 1] ?? 0;
    const end = (ends[count - 1] ?? 0) + 1;
    return end <= text.length && old.slice(start, end) === text.slice(start, end);
  });
  const from = ends[before - 1] ?? 0;
  const after = largest(ends.length - 1 - before, (same, count) => {
    const start = (ends[ends.length - count - 1] ?? 0) - 1;
    const end = ends[ends.length - same - 1] ?? 0;
    return start + shift >= from && old.slice(start, end) === text.slice(start + shift, end + shift);
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
