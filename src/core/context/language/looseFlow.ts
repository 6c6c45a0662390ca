/**
 * Reads JSON and what of YAML stands in braces, brackets and quotes, however unfinished. It never fails: what is not
 * closed ends where the text around it goes on.
 */
import { lineStartOf } from './lineStart';
import type { Span } from '../yaml';
import type { LooseEntry, LooseNode } from './looseNode';

/** Deeper nesting is read no further. */
const MAX_DEPTH = 100;

export interface FlowLimits {
  /** A line that starts at this column or before it ends what is still open; -1: nothing does. */
  column: number;
  /** Whether a quoted text may go over several lines. */
  isYaml: boolean;
}

export class FlowReader {
  private at: number;
  private depth = 0;

  constructor(
    private readonly text: string,
    from: number,
    private readonly limits: FlowLimits,
  ) {
    this.at = from;
  }

  /** The value that starts here; nothing where there is none. */
  value(): LooseNode | undefined {
    this.space();
    const open = this.text[this.at];
    if (open === undefined || this.isStopped()) return undefined;
    if (open === '{' || open === '[') return this.collection(open);
    if (open === '"' || (open === "'" && this.limits.isYaml)) return this.quoted(open);
    return this.plain(',}]');
  }

  /** A quoted text at `at`, which it moves behind it. */
  quoted(quote: '"' | "'"): LooseNode {
    const start = this.at;
    this.at = this.closing(quote);
    const raw = this.text.slice(start, this.at);
    return { start, end: this.at, style: quote === '"' ? 'double' : 'single', text: unquoted(raw, quote) };
  }

  private collection(open: '{' | '['): LooseNode {
    const start = this.at++;
    const node: LooseNode = { start, end: this.at, style: 'flow', ...(open === '{' ? { entries: [] } : { items: [] }) };
    const close = open === '{' ? '}' : ']';
    this.depth++;
    for (;;) {
      this.space(',');
      const next = this.text[this.at];
      if (next === undefined || this.depth > MAX_DEPTH || this.isStopped()) break;
      if (next === close) {
        this.at++;
        break;
      }
      if (next === '}' || next === ']') break;
      const before = this.at;
      if (open === '{') node.entries?.push(this.entry());
      else {
        const item = this.value();
        if (item) node.items?.push(item);
      }
      if (this.at === before) this.at++;
    }
    this.depth--;
    return { ...node, end: this.trimmed(start, this.at) };
  }

  private entry(): LooseEntry {
    const quote = this.text[this.at];
    const key = quote === '"' || quote === "'" ? this.quoted(quote) : this.plain(',}]{[', ':');
    const keySpan: Span = { start: key.start, end: key.end };
    const behind = this.at;
    this.space();
    if (this.text[this.at] !== ':' || this.isStopped()) {
      this.at = behind;
      return { key: key.text ?? '', keySpan, hasColon: false };
    }
    this.at++;
    const afterColon = this.at;
    const value = this.entryValue();
    if (!value) this.at = Math.max(afterColon, this.at);
    return { key: key.text ?? '', keySpan, hasColon: true, ...(value ? { value } : {}) };
  }

  /** `"kind": "role": "user"`: what is followed by a colon is the next key, and this one has no value yet. */
  private entryValue(): LooseNode | undefined {
    const from = this.at;
    this.space();
    const next = this.text[this.at];
    if (next === ',' || next === '}' || next === ']') return undefined;
    const isNewLine = this.text.slice(from, this.at).includes('\n');
    const value = this.value();
    if (value?.style !== 'double' || !isNewLine) return value;
    const behind = this.at;
    this.space();
    if (this.text[this.at] !== ':') {
      this.at = behind;
      return value;
    }
    this.at = value.start;
    return undefined;
  }

  /** To the end of the line, to a character that ends it, or to ` #` and `: `. */
  private plain(ends: string, colon = ''): LooseNode {
    const start = this.at;
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at);
      if (character === '\n' || character === '\r' || ends.includes(character)) break;
      if (character === '#' && /\s/.test(this.text.charAt(this.at - 1)) && this.limits.isYaml) break;
      if (colon === character && /[\s,{}[\]"]|^$/.test(this.text.charAt(this.at + 1))) break;
      this.at++;
    }
    const end = this.trimmed(start, this.at);
    return { start, end, style: 'plain', text: this.text.slice(start, end) };
  }

  private closing(quote: string): number {
    const step = quote === '"' ? /\\[^]|["\n]/g : /''|['\n]/g;
    step.lastIndex = this.at + 1;
    let lineEnd = -1;
    for (let found = step.exec(this.text); found; found = step.exec(this.text)) {
      if (found[0] === quote) return step.lastIndex;
      if (found[0] !== '\n') continue;
      if (lineEnd < 0) lineEnd = this.trimmed(this.at, found.index);
      if (!this.limits.isYaml || this.endsAt(step.lastIndex)) return lineEnd;
    }
    return lineEnd < 0 ? this.text.length : lineEnd;
  }

  private space(also = ''): void {
    for (;;) {
      const character = this.text.charAt(this.at);
      if (character === '#' && this.limits.isYaml && /^\s?$/.test(this.text.charAt(this.at - 1))) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end;
      } else if (character !== '' && (/\s/.test(character) || also.includes(character))) this.at++;
      else return;
    }
  }

  /** Whether this is the first of a line that belongs to the text around. */
  private isStopped(): boolean {
    if (this.limits.column < 0) return false;
    const lineStart = lineStartOf(this.text, this.at);
    return this.text.slice(lineStart, this.at).trim() === '' && this.endsAt(lineStart);
  }

  private endsAt(lineStart: number): boolean {
    if (this.limits.column < 0) return false;
    const line = /^([ \t]*)([^\s])/.exec(this.text.slice(lineStart, lineStart + this.limits.column + 2));
    return line !== null && (line[1] ?? '').length <= this.limits.column && !'}]'.includes(line[2] ?? '');
  }

  private trimmed(start: number, end: number): number {
    let at = end;
    while (at > start && /\s/.test(this.text.charAt(at - 1))) at--;
    return at;
  }
}

function unquoted(raw: string, quote: '"' | "'"): string {
  const isClosed = raw.length > 1 && raw.endsWith(quote);
  const inner = raw.slice(1, isClosed ? -1 : undefined);
  if (quote === "'") return inner.replaceAll("''", "'");
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}
