/** Tells JSON that breaks off from JSON that is whole and from text that is none. One pass; never throws. */

export type JsonEnd =
  /** Whole, with nothing behind it. */
  | 'whole'
  /** Valid so far, and it breaks off. */
  | 'inside'
  /** No JSON object or list. */
  | 'none';

/** A shorter text may be a beginning that is meant. */
const LEAST_LENGTH = 40;
const SPACE = /[ \t\r\n]/;
/** Numbers and words are taken as they come: what matters is that nothing else stands between. */
const SCALAR = /[A-Za-z0-9+.-]/;
const MAX_DEPTH = 500;

export function endOfJson(text: string): JsonEnd {
  let at = 0;
  while (at < text.length && SPACE.test(text.charAt(at))) at++;
  if (text.charAt(at) !== '{' && text.charAt(at) !== '[') return 'none';
  return new Scan(text, at).end();
}

type Expected = 'value' | 'key' | 'colon' | 'comma';

class Scan {
  private readonly open: ('{' | '[')[] = [];
  private expected: Expected = 'value';
  /** A list or object that is still empty may close; after a comma it may not. */
  private mayClose = false;
  private keys = 0;

  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  end(): JsonEnd {
    do {
      if (!this.step()) return 'none';
      this.skipSpace();
    } while (this.at < this.text.length && this.open.length > 0);
    if (this.open.length === 0) return this.at >= this.text.length ? 'whole' : 'none';
    // '[note' and '{x' are no JSON; a key with its colon, or a list of some length, is.
    return this.text.length >= LEAST_LENGTH && (this.keys > 0 || this.open[0] === '[') ? 'inside' : 'none';
  }

  private skipSpace(): void {
    while (this.at < this.text.length && SPACE.test(this.text.charAt(this.at))) this.at++;
  }

  private step(): boolean {
    const character = this.text.charAt(this.at);
    switch (this.expected) {
      case 'colon':
        this.keys++;
        return this.take(character === ':', 'value');
      case 'comma':
        if (character === ',') return this.take(true, this.open.at(-1) === '{' ? 'key' : 'value');
        return this.close(character);
      case 'key':
        if (this.mayClose && character === '}') return this.close(character);
        return character === '"' && this.string('colon');
      case 'value':
        return this.value(character);
    }
  }

  private value(character: string): boolean {
    if (this.mayClose && character === ']') return this.close(character);
    if (character === '{' || character === '[') {
      this.open.push(character);
      this.at++;
      this.expected = character === '{' ? 'key' : 'value';
      this.mayClose = true;
      return this.open.length <= MAX_DEPTH;
    }
    if (character === '"') return this.string('comma');
    const start = this.at;
    while (this.at < this.text.length && SCALAR.test(this.text.charAt(this.at))) this.at++;
    const word = this.text.slice(start, Math.min(this.at, start + 40));
    this.after('comma');
    return /^(?:-?\d[\d.eE+-]*|-|t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?|NaN)$/.test(word);
  }

  private string(next: Expected): boolean {
    this.at++;
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x5c) this.at++;
      else if (code === 0x22) break;
      this.at++;
    }
    this.at++;
    this.after(next);
    return true;
  }

  private close(character: string): boolean {
    const open = this.open.pop();
    this.at++;
    this.after('comma');
    return (open === '{' && character === '}') || (open === '[' && character === ']');
  }

  private take(isRight: boolean, next: Expected): boolean {
    this.at++;
    this.after(next);
    return isRight;
  }

  private after(next: Expected): void {
    this.expected = next;
    this.mayClose = false;
  }
}
