/**
 * Where a text may be cut so that the token counts of its chunks add up exactly, and how text without a break is
 * cut into bounded pieces. Knows the pre-tokenizer patterns of o200k_base and cl100k_base; never encodes.
 *
 * A chunk ends where a token ends whatever follows: (1) after '\n' whose next character is neither white space nor
 * '/' ('!\n/' may be one piece); (2) before a space that follows a non-space; (3) between an ASCII letter or digit
 * and an ASCII character of another class (but no apostrophe: "don't" is one piece); (4) between a letter of Chinese,
 * Japanese or Korean and punctuation. White space is Rust's (which has U+0085) or JavaScript's (which has U+FEFF).
 */

/** UTF-16 units. Every chunk but the last is at least this long. */
export const MIN_CHUNK = 256;
/** From this length on a boundary inside a line will do. */
const LONG_CHUNK = 1024;
/** Estimated UTF-8 bytes of the longest piece that is encoded whole: the merge is quadratic in them. */
export const MAX_PIECE_BYTES = 768;
/** What a longer piece is cut into. */
const CUT_PIECE_BYTES = 256;

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

const LETTER = 1;
const OTHER = 2;
const SPACE = 4;

/** The classes whose run a character may continue; 0 for digits, which the pre-tokenizer takes three at a time. */
function classOf(code: number): number {
  // Newlines and '/' may follow punctuation in one piece; half of a surrogate pair may be a letter or an emoji.
  if (code === 0x0a || code === 0x0d || code === 0x2f) return OTHER | SPACE;
  if (code >= 0xd800 && code <= 0xdfff) return LETTER | OTHER;
  const character = String.fromCharCode(code);
  if (/[\p{L}\p{M}]/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return 0;
  if (code === 0xfeff) return OTHER;
  return /[\s\u0085]/u.test(character) ? SPACE : OTHER;
}

/** By UTF-16 unit; 255 = not asked for yet. */
const CLASSES = new Uint8Array(65536).fill(255);

function cachedClassOf(code: number): number {
  const known = CLASSES[code] ?? 255;
  if (known !== 255) return known;
  return (CLASSES[code] = classOf(code));
}

/** Boundaries (1) and (2): runs end there too, so that cuts do not depend on where chunks end. */
function isBoundary(previous: number, code: number, own: number): boolean {
  if (previous === 0x0a) return (own & SPACE) === 0;
  return code === 0x20 && (previous === 0x2f || (cachedClassOf(previous) & SPACE) === 0);
}

const bytesOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : 3);

/**
 * Cuts of the runs in `text` that the pre-tokenizer might keep as one piece too long to encode whole: ascending
 * offsets in UTF-16 units, none inside a surrogate pair. Empty for ordinary text. Linear in the text's length.
 */
export function breakLongPieces(text: string): number[] {
  const cuts: number[] = [];
  let classes = 0;
  let start = 0;
  let bytes = 0;
  let previous = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const own = cachedClassOf(code);
    if ((classes & own) === 0 || isBoundary(previous, code, own)) {
      if (bytes > MAX_PIECE_BYTES) cutRun(text, start, index, cuts);
      classes = own;
      start = index;
      bytes = 0;
    } else {
      classes &= own;
    }
    bytes += bytesOf(code);
    previous = code;
  }
  if (bytes > MAX_PIECE_BYTES) cutRun(text, start, text.length, cuts);
  return cuts;
}

function cutRun(text: string, start: number, end: number, cuts: number[]): void {
  if (start > 0) cuts.push(start);
  let bytes = 0;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    const isLowSurrogate = code >= 0xdc00 && code <= 0xdfff;
    if (bytes >= CUT_PIECE_BYTES && !isLowSurrogate) {
      cuts.push(index);
      bytes = 0;
    }
    bytes += bytesOf(code);
  }
  if (end < text.length) cuts.push(end);
}
