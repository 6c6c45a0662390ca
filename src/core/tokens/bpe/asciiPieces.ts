/**
 * The ends of ASCII pieces by a table: one look-up a byte. Leaves white space of more than one character, and whatever
 * touches a byte above 127, to the patterns in pieces.ts.
 */
import type { PieceEnd } from './pieces';
import { LOWER, NEWLINE, NUMBER, OTHER, SPACE, UPPER } from './vocabulary';

const START = 0;
/** One character that may stand before a word: punctuation, a space, other white space. */
const AFTER_SIGN = 1;
const AFTER_SPACE = 2;
const AFTER_BLANK = 3;
const IN_UPPER = 4;
const IN_LOWER = 5;
const DIGIT_1 = 6;
const DIGIT_2 = 7;
/** After the third digit, 8, a piece ends whatever follows. */
const IN_SIGNS = 9;
const AFTER_SIGNS = 10;
const STATES = 11;
/** What ends a walk: the piece ends before this byte; a contraction may follow; the patterns have to say. */
const END = 16;
const QUOTE = 17;
const ASK = 18;

const APOSTROPHE = 0x27;
const SLASH = 0x2f;

/** What differs between the two patterns. */
export interface AsciiRules {
  /** An upper-case run ends where a lower-case one did: 'fooBar' is two pieces. */
  splitsCase: boolean;
  /** Slashes may follow punctuation and its newlines. */
  slashAfterSigns: boolean;
  /** 's and the like end a word; else they are pieces of their own. */
  contractionInWord: boolean;
}

export interface Fallbacks {
  contractionEnd: PieceEnd;
  pieceEnd: PieceEnd;
}

export function asciiPieces(classes: Uint8Array, rules: AsciiRules, { contractionEnd, pieceEnd }: Fallbacks): PieceEnd {
  const table = new Uint8Array(STATES * 256).fill(ASK);
  for (let state = 0; state < STATES; state++)
    for (let byte = 0; byte < 128; byte++)
      table[state * 256 + byte] = step(state, { byte, own: classes[byte] ?? 0, rules });
  return (bytes, start, end) => {
    let state = START;
    for (let at = start; at < end; at++) {
      state = table[state * 256 + (bytes[at] ?? 0)] ?? ASK;
      if (state < END) continue;
      if (state === END) return at;
      return state === QUOTE ? contractionEnd(bytes, at, end) : pieceEnd(bytes, start, end);
    }
    return end;
  };
}

interface Next {
  byte: number;
  own: number;
  rules: AsciiRules;
}

function step(state: number, next: Next): number {
  const { byte, own, rules } = next;
  switch (state) {
    case START:
      return first(next);
    case AFTER_SIGN:
      return inWord(next) ?? inSigns(next);
    case AFTER_SPACE:
      return inWord(next) ?? (own === OTHER ? IN_SIGNS : own === NUMBER ? END : ASK);
    case AFTER_BLANK:
      return inWord(next) ?? (own === OTHER || own === NUMBER ? END : ASK);
    case IN_UPPER:
    case IN_LOWER:
      if (byte === APOSTROPHE && rules.contractionInWord) return QUOTE;
      return (state === IN_LOWER && own === UPPER && rules.splitsCase ? undefined : inWord(next)) ?? END;
    case DIGIT_1:
    case DIGIT_2:
      return own === NUMBER ? state + 1 : END;
    case IN_SIGNS:
      return inSigns(next);
    case AFTER_SIGNS:
      return own === NEWLINE || (byte === SLASH && rules.slashAfterSigns) ? AFTER_SIGNS : END;
    default:
      return END;
  }
}

function first(next: Next): number {
  const { byte, own, rules } = next;
  if (byte === APOSTROPHE && !rules.contractionInWord) return ASK;
  if (own === NUMBER) return DIGIT_1;
  if (own === NEWLINE) return ASK;
  if (own === SPACE) return byte === 0x20 ? AFTER_SPACE : AFTER_BLANK;
  return inWord(next) ?? AFTER_SIGN;
}

const inWord = ({ own }: Next): number | undefined => (own === UPPER ? IN_UPPER : own === LOWER ? IN_LOWER : undefined);

const inSigns = ({ own }: Next): number => (own === OTHER ? IN_SIGNS : own === NEWLINE ? AFTER_SIGNS : END);
