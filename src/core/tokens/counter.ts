/**
 * Counts tokens in chunks that add up exactly, so that typing recounts only what changed, and attributes them to
 * spans. Never encodes itself.
 */
import type { Calibration } from './calibrate';
import { Chunker } from './chunker';
import type { Count, CounterSource, TokenCounter, Tokenizer } from './count';
import { sumOf, type EncodedText } from './encodedText';
import { KeptTexts } from './keptTexts';
import { isPair, utf8Length } from './surfaces';

export interface CountTrust {
  /** false: the tokenizer stands in for one that is not public. */
  exact: boolean;
  /** Expected relative error where it stands in. */
  error?: number;
  /** Where it stands in, and calls of the model were reported: what its counts are multiplied with. */
  calibration?: Calibration;
}

export const createTokenCounter = (tokenizer: Tokenizer, trust: CountTrust): TokenCounter =>
  counterOver(new Chunker(tokenizer), trust);

/** For a tokenizer of which it is not known where a text may be cut: each text is encoded whole, and once. */
export const createWholeTextCounter = (tokenizer: Tokenizer, trust: CountTrust): TokenCounter =>
  counterOver(new KeptTexts(tokenizer), trust);

function counterOver(texts: Pick<Chunker, 'encode'>, trust: CountTrust): TokenCounter {
  const calibration = trust.exact ? undefined : trust.calibration;
  const factor = calibration?.factor ?? 1;
  const origin = originOf(trust);
  // The parts of a whole are rounded together, so that they add up to it.
  const scaled = (counts: readonly number[]): Count[] => {
    let sum = 0;
    return counts.map((tokens) => {
      const before = Math.round(sum * factor);
      sum += tokens;
      return { tokens: Math.round(sum * factor) - before, ...origin };
    });
  };
  return {
    ...(calibration ? { source: sourceOf(calibration) } : {}),
    count: (text) => ({ tokens: Math.round(texts.encode(text).tokens * factor), ...origin }),
    countSpans: (text, ends) => scaled(countSpans(texts.encode(text), ends)),
    tokenStarts(text, every, first = 0) {
      const [step, start] = [Math.max(1, Math.round(every / factor)), Math.round(first / factor)];
      return tokenStarts(texts.encode(text), step, start);
    },
  };
}

function originOf({ exact, error, calibration }: CountTrust): Omit<Count, 'tokens'> {
  if (exact) return { basis: 'exact' };
  if (calibration) return { basis: 'calibrated', error: calibration.error, samples: calibration.samples };
  return { basis: 'estimate', ...(error === undefined ? {} : { error }) };
}

const sourceOf = ({ offset, error, samples }: Calibration): CounterSource => ({
  calibration: { offset, error, samples },
});

function countSpans(encoded: EncodedText, ends: readonly number[]): number[] {
  if (ends.length === 1) return [encoded.tokens];
  const { text } = encoded;
  const spans = ends.map(() => 0);
  let span = 0;
  let start = 0;
  encoded.counts.forEach((tokens, index) => {
    const end = encoded.ends[index] ?? text.length;
    while (span < ends.length - 1 && (ends[span] ?? 0) <= start) span++;
    if ((ends[span] ?? 0) >= end) spans[span] = (spans[span] ?? 0) + tokens;
    else span = attribute({ text, start, end, lengths: encoded.lengthsAt(index) }, { ends, spans, span });
    start = end;
  });
  return spans;
}

interface Piece {
  text: string;
  start: number;
  end: number;
  lengths: ArrayLike<number>;
}

/** Adds the tokens of a chunk to the spans in which they start; returns the span of its last token. */
function attribute(
  { text, start, end, lengths }: Piece,
  { ends, spans, span }: { ends: readonly number[]; spans: number[]; span: number },
): number {
  let index = span;
  let endByte = utf8Length(text, start, Math.min(end, ends[index] ?? 0));
  let startByte = 0;
  for (let token = 0; token < lengths.length; token++) {
    while (startByte >= endByte && index < ends.length - 1) {
      index++;
      endByte += utf8Length(text, ends[index - 1] ?? 0, Math.min(end, ends[index] ?? 0));
    }
    spans[index] = (spans[index] ?? 0) + 1;
    startByte += lengths[token] ?? 0;
  }
  return index;
}

function tokenStarts(encoded: EncodedText, every: number, first: number): number[] {
  const { text, ends } = encoded;
  const starts: number[] = [];
  let token = 0;
  let wanted = first;
  let start = 0;
  encoded.counts.forEach((tokens, index) => {
    const end = ends[index] ?? text.length;
    if (wanted < token + tokens) {
      const lengths = encoded.lengthsAt(index);
      const walk = new ByteWalk(text, start, end - start === sumOf(lengths));
      let byte = 0;
      for (let each = 0; each < lengths.length; each++) {
        if (token === wanted) {
          starts.push(walk.offsetAt(byte));
          wanted += every;
        }
        token++;
        byte += lengths[each] ?? 0;
      }
    } else token += tokens;
    start = end;
  });
  return starts;
}

/** Turns ascending offsets in bytes into offsets of the characters that start there or next. */
class ByteWalk {
  private byte = 0;

  constructor(
    private readonly text: string,
    private offset: number,
    /** As many bytes as units. */
    private readonly isAscii: boolean,
  ) {}

  offsetAt(byte: number): number {
    if (this.isAscii) return this.offset + byte;
    while (this.byte < byte) {
      const step = isPair(this.text, this.offset) ? 2 : 1;
      this.byte += utf8Length(this.text, this.offset, this.offset + step);
      this.offset += step;
    }
    return this.offset;
  }
}
