/**
 * Where a text may be cut so that the token counts of its chunks add up exactly. Knows the pre-tokenizer patterns of
 * o200k_base and cl100k_base; never encodes. Text without a break is one chunk.
 *
 * A chunk ends where a token ends whatever follows: (1) after '\n' whose next character is neither white space nor
 * '/' ('!\n/' may be one piece); (2) before a space that follows a non-space; (3) between an ASCII letter or digit
 * and an ASCII character of another class (but no apostrophe: "don't" is one piece); (4) between a letter of Chinese,
 * Japanese or Korean and punctuation. White space is Rust's (which has U+0085) or JavaScript's (which has U+FEFF).
 */

/** UTF-16 units. Every chunk but the last is at least this long. */
export const MIN_CHUNK = 256;
/** From this length on a boundary inside a line will do. */
const LONG_CHUNK = 384;

const AFTER_NEWLINE = /[^\s\u0085/]/y;
const IN_LINE = new RegExp(
  [
    '[^\\s\\u0085](?= )',
    '[A-Za-z](?=[0-9!-&(-/:-@[-`{-~])',
    '[0-9](?=[A-Za-z!-/:-@[-`{-~])',
    '[\\u3041-\\u3096\\u30a1-\\u30fa\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3]' +
      '(?=[\\u3001\\u3002\\u3008-\\u3011\\uff01\\uff08\\uff09\\uff0c\\uff1a\\uff1b\\uff1f])',
  ].join('|'),
  'g',
);

/** The end of the chunk that starts at `start`, in UTF-16 units. */
export function chunkEnd(text: string, start: number): number {
  if (text.length - start <= MIN_CHUNK) return text.length;
  let newline = text.indexOf('\n', start + MIN_CHUNK - 1);
  while (newline >= 0 && newline < start + LONG_CHUNK) {
    AFTER_NEWLINE.lastIndex = newline + 1;
    if (AFTER_NEWLINE.test(text)) return newline + 1;
    newline = text.indexOf('\n', newline + 1);
  }
  IN_LINE.lastIndex = start + LONG_CHUNK - 1;
  const match = IN_LINE.exec(text);
  return match ? match.index + 1 : text.length;
}
