/**
 * Counts tokens in chunks that add up exactly, so that typing recounts only what changed, and attributes them to
 * spans. Text without a break is counted in bounded pieces and marked 'estimate'; nothing here is worse than linear.
 */
import { ChunkCache, type EncodedChunk } from './chunkCache';
import { Chunker, type ChunkedText } from './chunkedText';
import type { Count, TokenCounter, Tokenizer } from './count';

export interface CountTrust {
  /** false: the tokenizer stands in for one that is not public. */
  exact: boolean;
  /** Expected relative error where it stands in. */
  error?: number;
}

export function createTokenCounter(tokenizer: Tokenizer, trust: CountTrust): TokenCounter {
  const chunker = new Chunker(new ChunkCache(tokenizer));
  const toCount = ({ tokens, isExact }: Span): Count => {
    if (trust.exact) return { tokens, basis: isExact ? 'exact' : 'estimate' };
    return { tokens, basis: 'estimate', ...(trust.error === undefined ? {} : { error: trust.error }) };
  };
  return {
    count: (text) => toCount(countSpans(chunker.chunk(text), [text.length])[0] ?? newSpan()),
    countSpans: (text, ends) => countSpans(chunker.chunk(text), ends).map(toCount),
    tokenStarts: (text, every, first = 0) => tokenStarts(chunker.chunk(text), every, first),
  };
}

interface Span {
  tokens: number;
  isExact: boolean;
}
const newSpan = (): Span => ({ tokens: 0, isExact: true });

function add(span: Span | undefined, tokens: number, isExact: boolean): void {
  if (!span) return;
  span.tokens += tokens;
  span.isExact &&= isExact;
}

function countSpans({ text, ends: chunkEnds, chunks }: ChunkedText, ends: readonly number[]): Span[] {
  const spans = ends.map(newSpan);
  let span = 0;
  let start = 0;
  chunks.forEach((chunk, index) => {
    const end = chunkEnds[index] ?? text.length;
    while (span < ends.length - 1 && (ends[span] ?? 0) <= start) span++;
    if ((ends[span] ?? 0) >= end) add(spans[span], chunk.lengths.length, chunk.isExact);
    else span = attribute({ text, start, end, chunk }, { ends, spans, span });
    start = end;
  });
  return spans;
}

interface Piece {
  text: string;
  start: number;
  end: number;
  chunk: EncodedChunk;
}

/** Adds the tokens of a chunk to the spans in which they start; returns the span of its last token. */
function attribute(
  { text, start, end, chunk }: Piece,
  { ends, spans, span }: { ends: readonly number[]; spans: Span[]; span: number },
): number {
  let index = span;
  let endByte = utf8Length(text, start, Math.min(end, ends[index] ?? 0));
  let startByte = 0;
  for (const length of chunk.lengths) {
    while (startByte >= endByte && index < ends.length - 1) {
      index++;
      endByte += utf8Length(text, ends[index - 1] ?? 0, Math.min(end, ends[index] ?? 0));
    }
    add(spans[index], 1, chunk.isExact);
    startByte += length;
  }
  return index;
}

function tokenStarts({ text, ends, chunks }: ChunkedText, every: number, first: number): number[] {
  const starts: number[] = [];
  let token = 0;
  let wanted = first;
  let start = 0;
  chunks.forEach(({ lengths }, index) => {
    const end = ends[index] ?? text.length;
    if (wanted < token + lengths.length) {
      const walk = new ByteWalk(text, start, end - start === sumOf(lengths));
      let byte = 0;
      for (const length of lengths) {
        if (token === wanted) {
          starts.push(walk.offsetAt(byte));
          wanted += every;
        }
        token++;
        byte += length;
      }
    } else token += lengths.length;
    start = end;
  });
  return starts;
}

function sumOf(lengths: Uint8Array): number {
  let sum = 0;
  for (const length of lengths) sum += length;
  return sum;
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

/** Of the units from `from` to `to`; a pair counts where it starts, a lone surrogate as U+FFFD (3 bytes). */
function utf8Length(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code < 0xd800 || code > 0xdfff) bytes += 3;
    else if (isPair(text, index)) bytes += 4;
    else if (!isPair(text, index - 1)) bytes += 3;
  }
  return bytes;
}

function isPair(text: string, index: number): boolean {
  const high = text.charCodeAt(index);
  const low = text.charCodeAt(index + 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
