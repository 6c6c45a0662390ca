/**
 * Where the pieces end that o200k_base and cl100k_base encode one by one: their regular expressions by hand, over
 * UTF-8. Each returns what leftmost-first matching with backtracking would; a text is walked at most twice.
 */
import { asciiPieces } from './asciiPieces';
import { BOTH, LOWER, MARK, NEWLINE, NUMBER, OTHER, SPACE, UPPER } from './vocabulary';

/** The end of the piece that starts at `start`, in bytes; `end` is that of the text. Bytes are valid UTF-8. */
export type PieceEnd = (bytes: Uint8Array, start: number, end: number) => number;

const LETTER = UPPER | LOWER | BOTH;
const IN_UPPER = UPPER | BOTH | MARK;
const IN_LOWER = LOWER | BOTH | MARK;
/** [^\r\n\p{L}\p{N}], which may stand before a word. */
const PREFIX = OTHER | MARK | SPACE;
/** [^\s\p{L}\p{N}] */
const PUNCTUATION = OTHER | MARK;
const BLANK = SPACE | NEWLINE;

/** A character's class, with its length in bytes from bit 8 on. */
type ClassAt = (bytes: Uint8Array, at: number) => number;

function classReader(classes: Uint8Array): ClassAt {
  const ascii = Uint16Array.from(classes.subarray(0, 128), (own) => own | 0x100);
  const wide = (bytes: Uint8Array, at: number, first: number): number => {
    const second = (bytes[at + 1] ?? 0) & 63;
    if (first < 0xe0) return (classes[((first & 31) << 6) | second] ?? 0) | 0x200;
    const third = (bytes[at + 2] ?? 0) & 63;
    if (first < 0xf0) return (classes[((first & 15) << 12) | (second << 6) | third] ?? 0) | 0x300;
    const fourth = (bytes[at + 3] ?? 0) & 63;
    return (classes[((first & 7) << 18) | (second << 12) | (third << 6) | fourth] ?? 0) | 0x400;
  };
  return (bytes, at) => {
    const first = bytes[at] ?? 0;
    return first < 128 ? (ascii[first] ?? 0) : wide(bytes, at, first);
  };
}

/**
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 * | the same with + and * exchanged | \p{N}{1,3} | ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
 */
export function o200kPieces(classes: Uint8Array): PieceEnd {
  const classAt = classReader(classes);
  const other = otherPieces(classAt, 0x2f);
  const pieceEnd: PieceEnd = (bytes, start, end) => {
    const first = classAt(bytes, start);
    let at = start;
    // Where the last letter ends that may be lower case too; a mark that was taken for the prefix is one itself.
    let last = -1;
    if ((first & PREFIX) !== 0) {
      at += first >> 8;
      if ((first & MARK) !== 0) last = at;
    }
    const wordStart = at;
    while (at < end) {
      let own = classAt(bytes, at);
      if ((own & IN_UPPER) !== 0) {
        at += own >> 8;
        if ((own & UPPER) === 0) last = at;
        continue;
      }
      if ((own & LOWER) === 0) break;
      do {
        at += own >> 8;
        own = at < end ? classAt(bytes, at) : 0;
      } while ((own & IN_LOWER) !== 0);
      return afterContraction(bytes, at, end);
    }
    if (last >= 0) return afterContraction(bytes, last, end);
    if (at > wordStart) return afterContraction(bytes, at, end);
    return other(bytes, start, end);
  };
  const rules = { splitsCase: true, slashAfterSigns: true, contractionInWord: true };
  return asciiPieces(classes, rules, { contractionEnd: afterContraction, pieceEnd });
}

/**
 * (?i:'s|'t|'re|'ve|'m|'ll|'d) | [^\r\n\p{L}\p{N}]?\p{L}+ | \p{N}{1,3} | ?[^\s\p{L}\p{N}]+[\r\n]* | \s*[\r\n]+
 * | \s+(?!\S) | \s+
 */
export function cl100kPieces(classes: Uint8Array): PieceEnd {
  const classAt = classReader(classes);
  const other = otherPieces(classAt, 0x0a);
  const pieceEnd: PieceEnd = (bytes, start, end) => {
    const contraction = afterContraction(bytes, start, end);
    if (contraction > start) return contraction;
    const first = classAt(bytes, start);
    let at = (first & PREFIX) === 0 ? start : start + (first >> 8);
    const wordStart = at;
    while (at < end) {
      const own = classAt(bytes, at);
      if ((own & LETTER) === 0) break;
      at += own >> 8;
    }
    return at > wordStart ? at : other(bytes, start, end);
  };
  const rules = { splitsCase: false, slashAfterSigns: false, contractionInWord: false };
  return asciiPieces(classes, rules, { contractionEnd: afterContraction, pieceEnd });
}

/** The end of 's, 't, 're, 've, 'm, 'll or 'd in either case at `at` (s may be ſ), else `at`. */
function afterContraction(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end || bytes[at] !== 0x27) return at;
  const second = (bytes[at + 1] ?? 0) | 0x20;
  if (second === 0x73 || second === 0x74 || second === 0x6d || second === 0x64) return at + 2;
  if (at + 2 >= end) return at;
  const third = bytes[at + 2] ?? 0;
  if (bytes[at + 1] === 0xc5 && third === 0xbf) return at + 3;
  if ((second === 0x72 || second === 0x76) && (third | 0x20) === 0x65) return at + 3;
  return second === 0x6c && (third | 0x20) === 0x6c ? at + 3 : at;
}

/** What is no word: digits, punctuation and then newlines (and `slash`, where it is one), white space. */
function otherPieces(classAt: ClassAt, slash: number): PieceEnd {
  return (bytes, start, end) => {
    const first = classAt(bytes, start);
    if ((first & NUMBER) !== 0) return endOfDigits(classAt, { bytes, start, end });
    let at = bytes[start] === 0x20 ? start + 1 : start;
    const punctuation = at;
    while (at < end) {
      const own = classAt(bytes, at);
      if ((own & PUNCTUATION) === 0) break;
      at += own >> 8;
    }
    if (at === punctuation) return endOfBlanks(classAt, { bytes, start, end });
    while (at < end && (bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === slash)) at++;
    return at;
  };
}

interface Range {
  bytes: Uint8Array;
  start: number;
  end: number;
}

function endOfDigits(classAt: ClassAt, { bytes, start, end }: Range): number {
  let at = start;
  for (let digits = 0; digits < 3 && at < end; digits++) {
    const own = classAt(bytes, at);
    if ((own & NUMBER) === 0) break;
    at += own >> 8;
  }
  return at;
}

/** Up to the last newline; else all at the text's end, else all but the last, which goes with what follows. */
function endOfBlanks(classAt: ClassAt, { bytes, start, end }: Range): number {
  let at = start;
  let last = start;
  let afterNewline = -1;
  while (at < end) {
    const own = classAt(bytes, at);
    if ((own & BLANK) === 0) break;
    last = at;
    at += own >> 8;
    if ((own & NEWLINE) !== 0) afterNewline = at;
  }
  if (afterNewline >= 0) return afterNewline;
  return at === end || last === start ? at : last;
}
