/**
 * Where a text may be cut so that the token counts of its chunks add up exactly, and how text without a break is
 * cut into bounded pieces. Knows the pre-tokenizer patterns of o200k_base and cl100k_base; never encodes.
 *
 * A chunk ends where every token ends whatever follows: (1) after '\n' whose next character is neither white space
 * nor '/' ('!\n/' may be one piece); (2) before a space that follows a non-space; (3) between an ASCII letter or
 * digit and an ASCII character of another class (but no apostrophe: "don't" is one piece); (4) between a letter of
 * Chinese, Japanese or Korean and punctuation. White space is Rust's (with U+0085) and JavaScript's (with U+FEFF).
 */

/** UTF-16 units. A chunk is at least this long, except the last. */
export const MIN_CHUNK = 256;
/** From here on a boundary inside the line will do. */
const LONG_CHUNK = 1024;
/** Weighed units (see `weigh`) of one piece: merging is quadratic in them. */
const MAX_PIECE = 768;
/** What a longer piece is cut into. */
const CUT_PIECE = 256;

const NEXT_LINE_BOUNDARY = /\n(?=[^\s\u0085/])/g;
const IN_LINE_BOUNDARY = new RegExp(
  [
    String.raw`[^\s\u0085](?= )`,
    String.raw`[A-Za-z](?=[!-&(-@[-${'`'}{-~])`,
    String.raw`[0-9](?=[A-Za-z!-/:-@[-${'`'}{-~])`,
    String.raw`[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3](?=[\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f])`,
  ].join('|'),
  'g',
);

function endOfMatch(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match ? match.index + 1 : text.length;
}

/** The end of the chunk that starts at `start`. */
export function chunkEnd(text: string, start: number): number {
  if (text.length - start <= MIN_CHUNK) return text.length;
  let newline = text.indexOf('\n', start + MIN_CHUNK - 1);
  while (newline >= 0 && newline < start + LONG_CHUNK) {
    NEXT_LINE_BOUNDARY.lastIndex = newline;
    if (NEXT_LINE_BOUNDARY.exec(text.slice(0, 0)) === null && isLineStart(text, newline + 1)) return newline + 1;
    newline = text.indexOf('\n', newline + 1);
  }
  return endOfMatch(IN_LINE_BOUNDARY, text, start + LONG_CHUNK - 1);
}
