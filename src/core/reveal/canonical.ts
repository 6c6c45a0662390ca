/**
 * A text without what differs between a prompt and the code that holds it: white space, quotes, escapes, string
 * prefixes, '+' and other punctuation go; letters and digits stay, each with its place. It never changes case.
 */

const DROP = 0;
const KEEP = 1;
const BREAK = 2;

/** Nothing matches across it: another text begins, or a volatile value stands here. */
export const BREAK_CHARACTER = '\u0000';

const CLASSES = classesOfCodeUnits();

function classesOfCodeUnits(): Uint8Array {
  const classes = new Uint8Array(65536);
  const word = /[\p{L}\p{N}\p{M}]/u;
  for (let code = 1; code < 65536; code++) {
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    classes[code] = isSurrogate || word.test(String.fromCharCode(code)) ? KEEP : DROP;
  }
  classes[0] = BREAK;
  return classes;
}

export const isWordCode = (code: number): boolean => CLASSES[code] === KEEP;

/** Scripts without spaces: a character says about as much as two letters. */
export const isDense = (code: number): boolean => code >= 0x2e80 && code <= 0xd7ff;

/** 'plain': prose, templates and Markdown, in which a backslash is a backslash. */
export type SourceForm = 'text' | 'plain' | 'code';

const BACKSLASH = 0x5c;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** May be filled again and again, so that thousands of files need one. */
export class Canonical {
  codes: Uint16Array;
  /** UTF-16 offset in the text of each code. */
  at: Uint32Array;
  length = 0;

  constructor(capacity = 0) {
    this.codes = new Uint16Array(capacity);
    this.at = new Uint32Array(capacity);
  }

  fill(text: string, form: SourceForm): this {
    if (this.codes.length < text.length) {
      this.codes = new Uint16Array(text.length);
      this.at = new Uint32Array(text.length);
    }
    this.length = 0;
    if (form === 'code') this.fillCode(text);
    else this.fillText(text, form === 'text');
    return this;
  }

  private fillText(text: string, hasBreaks: boolean): void {
    const { codes, at } = this;
    let length = 0;
    for (let offset = 0; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      const kind = CLASSES[code];
      if (kind === DROP || (kind === BREAK && (!hasBreaks || length === 0 || codes[length - 1] === 0))) continue;
      codes[length] = code;
      at[length++] = offset;
    }
    this.length = length;
  }

  private fillCode(text: string): void {
    for (let offset = 0; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      if (CLASSES[code] === KEEP) this.push(code, offset);
      else if (code === BACKSLASH) offset += this.escape(text, offset);
      else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.dropPrefix(text, offset);
    }
  }

  private push(code: number, offset: number): void {
    this.codes[this.length] = code;
    this.at[this.length++] = offset;
  }

  /** @returns how many code units after the backslash belong to the escape */
  private escape(text: string, offset: number): number {
    const letter = text[offset + 1] ?? '';
    const hex = HEX_ESCAPES[letter]?.(text.slice(offset + 2, offset + 11));
    if (hex) {
      for (const unit of unitsOf(hex.code)) if (CLASSES[unit] === KEEP) this.push(unit, offset);
      return hex.length + 1;
    }
    // \n and the like are white space; before anything else the backslash alone goes.
    return letter !== '' && ('nrtbfv0a\\'.includes(letter) || !isWordCode(letter.charCodeAt(0))) ? 1 : 0;
  }

  /** The f of f"…" is no text. */
  private dropPrefix(text: string, offset: number): void {
    let start = offset;
    while (start > 0 && offset - start < 2 && 'rbufRBUF'.includes(text[start - 1] ?? ' ')) start--;
    const before = start > 0 ? text.charCodeAt(start - 1) : 0;
    if (start === offset || isWordCode(before) || before === 0x5f || before === BACKSLASH) return;
    this.length -= offset - start;
  }
}

type Hex = { code: number; length: number } | undefined;

const fixed =
  (digits: number) =>
  (rest: string): Hex =>
    new RegExp(`^[0-9a-fA-F]{${String(digits)}}`).test(rest)
      ? { code: Number.parseInt(rest.slice(0, digits), 16), length: digits }
      : undefined;

function braced(rest: string): Hex {
  const match = /^\{([0-9a-fA-F]{1,6})\}/.exec(rest);
  return match ? { code: Number.parseInt(match[1] ?? '', 16), length: match[0].length } : undefined;
}

const HEX_ESCAPES: { [letter: string]: ((rest: string) => Hex) | undefined } = {
  u: (rest) => fixed(4)(rest) ?? braced(rest),
  x: fixed(2),
  U: fixed(8),
};

function unitsOf(codePoint: number): number[] {
  if (codePoint > 0x10ffff) return [];
  const text = String.fromCodePoint(codePoint);
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
