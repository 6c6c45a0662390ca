/** A number of tokens never travels without where it came from. Types and sums only; counting is in counter.ts. */

export type CountBasis = 'exact' | 'estimate' | 'calibrated' | 'reported';

/**
 * `error` is the expected relative error (0.2 = ±20 %) of an estimate, where known; `samples`: the logged calls that a
 * calibration rests on.
 */
export interface Count {
  tokens: number;
  basis: CountBasis;
  error?: number;
  samples?: number;
}

/** The port to a tokenizer. Of the public ones special-token text is text; a user's own says so itself. */
export interface Tokenizer {
  readonly name: string;
  countTokens(text: string): number;
  /** The UTF-8 length in bytes of each token of `text`, in order; a lone surrogate counts as U+FFFD (3 bytes). */
  tokenLengths(text: string): ArrayLike<number>;
}
export type TokenizerName = 'o200k_base' | 'cl100k_base';

/** What a counter rests on besides a public tokenizer. */
export interface CounterSource {
  /** The user's own tokenizer.json that counts, or should. */
  tokenizer?: string;
  /** Why that file does not count, or not exactly: a sentence that names it. */
  problem?: string;
  /** Where counts are multiplied with what logged calls reported. `offset`: tokens of a request besides its text. */
  calibration?: { offset: number; error: number; samples: number };
}

/** What assembly needs: counts of separate pieces, and a whole text's tokens attributed to spans in it. */
export interface TokenCounter {
  readonly source?: CounterSource;
  /** Cached; never slower than linear in the text's length. */
  count(text: string): Count;
  /**
   * Encodes `text` once. `ends` are the ends of consecutive spans in UTF-16 units, ascending, the last = text.length.
   * A token that straddles two spans belongs to the one in which it starts. The counts sum to count(text).
   */
  countSpans(text: string, ends: readonly number[]): Count[];
  /** Where token `first` (default 0) and every `every`-th after it start, in UTF-16 units, never inside a character. */
  tokenStarts(text: string, every: number, first?: number): number[];
}

export const ZERO: Count = { tokens: 0, basis: 'exact' };

/** The sum; its basis is the weakest of its parts (estimate < calibrated < reported < exact), ignoring zeros. */
export function sumCounts(counts: Iterable<Count>): Count {
  let tokens = 0;
  let weakest: Count = ZERO;
  let errorTokens = 0;
  let hasError = false;
  for (const count of counts) {
    tokens += count.tokens;
    if (count.tokens !== 0 && STRENGTH[count.basis] < STRENGTH[weakest.basis]) weakest = count;
    errorTokens += Math.abs(count.tokens) * (count.error ?? 0);
    hasError ||= count.error !== undefined && count.tokens !== 0;
  }
  const { basis, samples } = weakest;
  const sum: Count = { tokens, basis, ...(samples === undefined ? {} : { samples }) };
  return hasError && tokens !== 0 ? { ...sum, error: errorTokens / Math.abs(tokens) } : sum;
}

const STRENGTH: Record<CountBasis, number> = { estimate: 0, calibrated: 1, reported: 2, exact: 3 };
