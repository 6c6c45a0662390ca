/**
 * Text of a context document, however unfinished, to a tree with places: what completion, hover and outline stand on
 * while the text is no document. It never fails and judges nothing: whether a text is valid says the parser.
 */
import { FlowReader } from './looseFlow';
import type { LooseEntry, LooseNode } from './looseNode';

export function looseTree(text: string, format: 'yaml' | 'json'): LooseNode | undefined {
  if (format === 'json') return new FlowReader(text, 0, { column: -1, isYaml: false }).value();
  return new BlockReader(text).read();
}

interface Line {
  start: number;
  /** Of its first character that is no blank. */
  first: number;
  /** Without the line end. */
  end: number;
  indent: number;
}

const KEY = /^([^\s"'{}[\],#&*!|>%@`](?:[^#{}[\]\r\n]*?[^\s#{}[\]])??)[ \t]*:(?=[ \t\r\n]|$)/;
const QUOTED_KEY = /^("(?:[^"\\\r\n]|\\.)*"|'(?:[^'\r\n]|'')*')[ \t]*:(?=[ \t\r\n]|$)/;
/** No key of a document is longer; long lines of text are looked into no further. */
const MAX_KEY = 200;
const MAX_DEPTH = 100;

class BlockReader {
  private readonly lines: Line[] = [];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    for (const { 0: whole, index } of text.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)) {
      const end = index + whole.replace(/[\r\n]+$/, '').length;
      const indent = /^[ \t]*/.exec(whole.slice(0, 1000))?.[0].length ?? 0;
      if (whole !== '' || index < text.length) this.lines.push({ start: index, first: index + indent, end, indent });
    }
  }

  read(): LooseNode | undefined {
    let root: LooseNode | undefined;
    for (let line = this.peek(); line; line = this.peek()) {
      const before = this.at;
      const node = this.node(line.first, -1);
      if (root?.entries && node?.entries)
        root = { ...root, entries: [...root.entries, ...node.entries], end: node.end };
      else root ??= node;
      if (this.at === before) this.at++;
    }
    return root;
  }

  /** The next line that holds something; `at` is moved to it. */
  private peek(): Line | undefined {
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      if (!line || line.first >= line.end) continue;
      if (this.text[line.first] === '#') continue;
      if (line.indent === 0 && /^(?:---|\.\.\.)\s*$/.test(this.text.slice(line.first, line.end))) continue;
      return line;
    }
    return undefined;
  }

  private line(): Line {
    return (
      this.lines[this.at] ?? { start: this.text.length, first: this.text.length, end: this.text.length, indent: 0 }
    );
  }

  /** What starts at an offset of the current line; `parent`: the column of the keys or dashes around it. */
  private node(from: number, parent: number): LooseNode | undefined {
    if (this.depth >= MAX_DEPTH) {
      this.at = this.lines.length;
      return undefined;
    }
    this.depth++;
    const line = this.line();
    const column = from - line.start;
    const node = this.isDash(from, line.end)
      ? this.list(column)
      : this.keyAt(from, line) || this.isBareKey(column)
        ? this.map(from, column)
        : this.value(from, parent);
    this.depth--;
    return node && { ...node, isFirst: true };
  }

  private isDash(at: number, end: number): boolean {
    return this.text[at] === '-' && (at + 1 >= end || /[ \t]/.test(this.text.charAt(at + 1)));
  }

  /** A line without a colon is a half-typed key where keys follow it at the same column. */
  private isBareKey(column: number): boolean {
    const own = this.at;
    this.at++;
    const next = this.peek();
    this.at = own;
    return next?.indent === column && this.keyAt(next.first, next) !== undefined;
  }

  private keyAt(from: number, { end }: Line): { key: string; end: number; colon: number } | undefined {
    const text = this.text.slice(from, Math.min(end, from + MAX_KEY));
    const [whole = '', raw = ''] = KEY.exec(text) ?? QUOTED_KEY.exec(text) ?? [];
    if (whole === '') return undefined;
    const key = /^["']/.test(raw) ? raw.slice(1, -1) : raw;
    return { key, end: from + raw.length, colon: from + whole.length - 1 };
  }

  private list(column: number): LooseNode {
    const start = this.line().start + column;
    const items: LooseNode[] = [];
    let end = start + 1;
    for (let line: Line | undefined = this.line(); line?.indent !== undefined; line = this.peek()) {
      const dash = items.length === 0 && end === start + 1 ? start : line.first;
      if (dash - line.start !== column) break;
      if (!this.isDash(dash, line.end)) {
        // Between items something is being typed.
        if (this.keyAt(line.first, line)) break;
        const typed = this.value(line.first, column - 1);
        if (typed) items.push({ ...typed, isFirst: true });
        end = typed?.end ?? end;
        continue;
      }
      const item = this.item(dash, column);
      items.push(item);
      end = item.end;
    }
    return { start, end, style: 'block', items, column };
  }

  private item(dash: number, column: number): LooseNode {
    const line = this.line();
    const from = this.skipBlanks(dash + 1, line.end);
    const empty: LooseNode = { start: dash + 1, end: dash + 1, style: 'plain', text: '', isFirst: true };
    if (from < line.end && this.text[from] !== '#') return this.node(from, column) ?? empty;
    this.at++;
    const next = this.peek();
    return (next && next.indent > column ? this.node(next.first, column) : undefined) ?? empty;
  }

  private map(from: number, column: number): LooseNode {
    const entries: LooseEntry[] = [];
    let end = from;
    for (let at: number | undefined = from; at !== undefined;) {
      const entry = this.entry(at, column);
      entries.push(entry);
      end = entry.value?.end ?? entry.keySpan.end + (entry.hasColon ? 1 : 0);
      const next = this.peek();
      const goesOn = next && next.indent >= column && !(next.indent === column && this.isDash(next.first, next.end));
      at = goesOn ? next.first : undefined;
    }
    return { start: from, end, style: 'block', entries, column };
  }

  private entry(from: number, column: number): LooseEntry {
    const line = this.line();
    const found = this.keyAt(from, line);
    if (!found) {
      this.at++;
      const end = from + this.text.slice(from, line.end).trimEnd().length;
      return { key: this.text.slice(from, end), keySpan: { start: from, end }, hasColon: false };
    }
    const keySpan = { start: from, end: found.end };
    const value = this.entryValue(found.colon + 1, column);
    return { key: found.key, keySpan, hasColon: true, ...(value ? { value } : {}) };
  }

  private entryValue(from: number, column: number): LooseNode | undefined {
    const line = this.line();
    const start = this.skipProperties(from, line.end);
    if (start < line.end && this.text[start] !== '#') return this.value(start, column);
    this.at++;
    const next = this.peek();
    const isInside = next && (next.indent > column || (next.indent === column && this.isDash(next.first, next.end)));
    return isInside ? this.node(next.first, column) : undefined;
  }

  private value(from: number, parent: number): LooseNode | undefined {
    const open = this.text.charAt(from);
    if (open === '|' || open === '>') return this.literal(from, parent);
    if (open === '{' || open === '[' || open === '"' || open === "'") {
      const node = new FlowReader(this.text, from, { column: parent, isYaml: true }).value();
      this.skipTo(node?.end ?? from);
      return node;
    }
    return this.plain(from, parent);
  }

  private literal(from: number, parent: number): LooseNode {
    let end = this.text.slice(from, this.line().end).trimEnd().length + from;
    for (this.at++; this.at < this.lines.length; this.at++) {
      const line = this.line();
      if (line.first >= line.end) continue;
      if (line.indent <= parent) break;
      end = line.end;
    }
    return { start: from, end, style: 'literal' };
  }

  private plain(from: number, parent: number): LooseNode {
    const cut = (start: number, end: number): number =>
      start +
      this.text
        .slice(start, end)
        .replace(/(?:^|[ \t])#[^]*$/, '')
        .trimEnd().length;
    const end = cut(from, this.line().end);
    let last = end;
    this.at++;
    for (let next = this.peek(); next && next.indent > parent; next = this.peek()) {
      if (this.keyAt(next.first, next) || this.isDash(next.first, next.end)) break;
      last = cut(next.first, next.end);
      this.at++;
    }
    return { start: from, end: last, style: 'plain', ...(last === end ? { text: this.text.slice(from, end) } : {}) };
  }

  private skipBlanks(from: number, end: number): number {
    let at = from;
    while (at < end && /[ \t]/.test(this.text.charAt(at))) at++;
    return at;
  }

  /** Anchors and tags say nothing of where things stand. */
  private skipProperties(from: number, end: number): number {
    const start = this.skipBlanks(from, end);
    const property = /^[&!][^\s]*[ \t]*/.exec(this.text.slice(start, Math.min(end, start + MAX_KEY)));
    return start + (property?.[0].length ?? 0);
  }

  /** To the line behind the one that holds the offset. */
  private skipTo(offset: number): void {
    this.at++;
    while (this.at < this.lines.length && this.line().start < offset) this.at++;
  }
}
