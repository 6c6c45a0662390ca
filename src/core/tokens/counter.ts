/**
 * Counts tokens in chunks that add up exactly, each chunk counted once and remembered, so that typing recounts only
 * what changed. Never slower than linear: text without a break is counted in bounded pieces, marked 'estimate'.
 */
import { breakLongPieces, chunkEnd } from './chunk';
import type { Count, TokenCounter, Tokenizer } from './count';

/** Chunks remembered: at about 300 characters each, some 20 MB. */
const CACHED_CHUNKS = 20_000;
/** Characters of a chunk that is still worth remembering. */
const LONGEST_CACHED = 65_536;

export interface CountTrust {
  /** false: the tokenizer stands in for one that is not public. */
  exact: boolean;
  /** Expected relative error where it stands in. */
  error?: number;
}

/** Positive: exact tokens. Negative: tokens of bounded pieces, an estimate. */
type SignedTokens = number;

export function createTokenCounter(tokenizer: Tokenizer, trust: CountTrust): TokenCounter {
  const cache = new ChunkCache(tokenizer);
  const toCount = (tokens: number, isExact: boolean): Count => {
    if (!trust.exact)
      return { tokens, basis: 'estimate', ...(trust.error === undefined ? {} : { error: trust.error }) };
    return { tokens, basis: isExact ? 'exact' : 'estimate' };
  };
  return {
    count(text) {
      let tokens = 0;
      let isExact = true;
      for (let start = 0; start < text.length;) {
        const end = chunkEnd(text, start);
        const signed = cache.tokens(text.slice(start, end));
        tokens += Math.abs(signed);
        isExact &&= signed >= 0;
        start = end;
      }
      return toCount(tokens, isExact);
    },
    countSpans(text, ends) {
      const spans = ends.map(() => ({ tokens: 0, isExact: true }));
      let span = 0;
      for (let start = 0; start < text.length;) {
        const end = chunkEnd(text, start);
        span = attribute({ text, start, end, ends, spans, span, cache });
        start = end;
      }
      return spans.map((each) => toCount(each.tokens, each.isExact));
    },
    tokenStarts(text, every) {
      return tokenStarts(text, every, cache);
    },
  };
}

interface Attribution {
  text: string;
  start: number;
  end: number;
  ends: readonly number[];
  spans: { tokens: number; isExact: boolean }[];
  /** The span in which `start` lies, or an empty one before it. */
  span: number;
  cache: ChunkCache;
}

/** Adds the tokens of one chunk to the spans in which they start; returns the span in which the next chunk starts. */
function attribute({ text, start, end, ends, spans, span, cache }: Attribution): number {
  const chunk = text.slice(start, end);
  let index = span;
  while (index < ends.length - 1 && (ends[index] ?? 0) <= start) index++;
  const signed = cache.tokens(chunk);
  const only = spans[index];
  if (only && (ends[index] ?? 0) >= end) {
    only.tokens += Math.abs(signed);
    only.isExact &&= signed >= 0;
    return index;
  }
  let endByte = utf8Length(text, start, Math.min(end, ends[index] ?? 0));
  let startByte = 0;
  for (const length of cache.lengths(chunk)) {
    while (startByte >= endByte && index < ends.length - 1) {
      index++;
      endByte += utf8Length(text, ends[index - 1] ?? 0, Math.min(end, ends[index] ?? 0));
    }
    const current = spans[index];
    if (current) {
      current.tokens++;
      current.isExact &&= signed >= 0;
    }
    startByte += length;
  }
  return index;
}

/** Offsets of every `every`-th token's first whole character, from the text's start. */
function tokenStarts(text: string, every: number, cache: ChunkCache): number[] {
  const starts: number[] = [];
  let token = 0;
  for (let start = 0; start < text.length;) {
    const end = chunkEnd(text, start);
    const chunk = text.slice(start, end);
    let byte = 0;
    let offset = 0;
    let offsetByte = 0;
    for (const length of cache.lengths(chunk)) {
      if (token++ % every === 0) {
        while (offsetByte < byte) {
          const step = (chunk.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
          offsetByte += utf8Length(chunk, offset, offset + step);
          offset += step;
        }
        starts.push(start + offset);
      }
      byte += length;
    }
    start = end;
  }
  return starts;
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

class ChunkCache {
  private readonly known = new Map<string, SignedTokens>();

  constructor(private readonly tokenizer: Tokenizer) {}

  tokens(chunk: string): SignedTokens {
    const known = this.known.get(chunk);
    if (known !== undefined) return known;
    const signed = this.encode(chunk);
    if (chunk.length <= LONGEST_CACHED) this.remember(chunk, signed);
    return signed;
  }

  /** UTF-8 bytes of each token, in bounded pieces where the chunk has no break. */
  lengths(chunk: string): Iterable<number> {
    const cuts = breakLongPieces(chunk);
    if (cuts.length === 0) return this.tokenizer.tokenLengths(chunk);
    return piecesOf(chunk, cuts).flatMap((piece) => [...this.tokenizer.tokenLengths(piece)]);
  }

  private encode(chunk: string): SignedTokens {
    const cuts = breakLongPieces(chunk);
    if (cuts.length === 0) return this.tokenizer.tokenLengths(chunk).length;
    let tokens = 0;
    for (const piece of piecesOf(chunk, cuts)) tokens += this.tokenizer.tokenLengths(piece).length;
    return -tokens;
  }

  private remember(chunk: string, signed: SignedTokens): void {
    if (this.known.size >= CACHED_CHUNKS) {
      // The oldest tenth goes: what is in use is soon counted again.
      let surplus = CACHED_CHUNKS / 10;
      for (const key of this.known.keys()) {
        this.known.delete(key);
        if (--surplus === 0) break;
      }
    }
    // A copy: a slice would keep the whole document of that keystroke alive.
    this.known.set(` ${chunk}`.slice(1), signed);
  }
}

function piecesOf(chunk: string, cuts: readonly number[]): string[] {
  return [...cuts, chunk.length].map((end, index) => chunk.slice(cuts[index - 1] ?? 0, end));
}
