/** A text in chunks with the tokens of each, as long lists that an edit changes in place. Encodes what it is asked for. */
import type { Tokenizer } from './count';

/** Chunks of an edit that are put into a list at once: they are arguments of one call. */
const MOST_PUT = 10_000;

/** How many of the chunks at either end stay as they are. */
export interface Shared {
  before: number;
  after: number;
}

export class EncodedText {
  /** Of all chunks. */
  tokens: number;
  /** By chunk; only where they were asked for. */
  private lengths: (ArrayLike<number> | undefined)[] | undefined;

  /** `ends`: of each chunk, in UTF-16 units, ascending, the last = text.length; `counts`: tokens of each. */
  constructor(
    private readonly tokenizer: Tokenizer,
    public text: string,
    readonly ends: number[],
    readonly counts: number[],
  ) {
    this.tokens = sumOf(counts);
  }

  /** UTF-8 bytes of each token of a chunk. */
  lengthsAt(index: number): ArrayLike<number> {
    this.lengths ??= this.ends.map(() => undefined);
    const chunk = this.text.slice(this.ends[index - 1] ?? 0, this.ends[index]);
    return (this.lengths[index] ??= this.tokenizer.tokenLengths(chunk));
  }

  /** Becomes `text`; what is neither before nor after is encoded by `encode`. False where that is too much at once. */
  become(text: string, { before, after }: Shared, encode: (middle: string) => EncodedText): boolean {
    const { ends, counts } = this;
    const shift = text.length - this.text.length;
    const from = ends[before - 1] ?? 0;
    const firstAfter = ends.length - after;
    const to = after === 0 ? text.length : (ends[firstAfter - 1] ?? 0) + shift;
    const middle = encode(text.slice(from, to));
    if (middle.ends.length > MOST_PUT) return false;
    // In place: making long lists anew costs more than counting what was typed.
    if (shift !== 0)
      for (let index = firstAfter; index < ends.length; index++) ends[index] = (ends[index] ?? 0) + shift;
    const gone = firstAfter - before;
    ends.splice(before, gone, ...middle.ends.map((end) => end + from));
    this.lengths?.splice(before, gone, ...middle.ends.map(() => undefined));
    this.tokens += middle.tokens - sumOf(counts.splice(before, gone, ...middle.counts));
    this.text = text;
    return true;
  }
}

export function sumOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += numbers[index] ?? 0;
  return sum;
}
