/**
 * Prunes JSON text by whole elements, so that what is left is JSON again. Places only; never counts, never rewrites a
 * value.
 */

/** An element with its place; of an object's member, key and value together. */
export interface JsonElement {
  start: number;
  end: number;
  /** Of a list or an object that is not too deep inside. */
  inner?: { isObject: boolean; open: number; elements: JsonElement[] };
}

/** Where elements go. `isObject`, `before` and `after` say how a mark is written there. */
export interface JsonHole {
  from: number;
  to: number;
  isObject: boolean;
  /** A comma, where the mark needs one there. */
  before: string;
  after: string;
}

/** What is nested deeper goes whole. */
const MAX_DEPTH = 100;

/** Undefined for what is no JSON list or object. */
export function readJsonTree(text: string): JsonElement | undefined {
  if (!/^\s*[[{]/.test(text) || !/[\]}]\s*$/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return new Reader(text).value();
}

/** Reads text that is known to be JSON. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth = 0): JsonElement {
    this.skipSpace();
    const start = this.at;
    const character = this.text[start];
    if (character === '{' || character === '[') {
      if (depth < MAX_DEPTH) return this.container(depth, character === '{');
      this.skipDeep();
    } else if (character === '"') this.skipString();
    else while (/[^\s,\]}]/.test(this.text[this.at] ?? ' ')) this.at++;
    return { start, end: this.at };
  }

  private container(depth: number, isObject: boolean): JsonElement {
    const start = this.at;
    const open = start + 1;
    const elements: JsonElement[] = [];
    this.at++;
    this.skipSpace();
    while (!this.isAtClose()) {
      const first = this.at;
      if (isObject) this.skipKey();
      elements.push({ ...this.value(depth + 1), start: first });
      this.skipSpace();
      if (this.text[this.at] === ',') this.at++;
      this.skipSpace();
    }
    this.at++;
    return { start, end: this.at, inner: { isObject, open, elements } };
  }

  private skipKey(): void {
    this.skipString();
    this.at = this.text.indexOf(':', this.at) + 1;
  }

  private isAtClose(): boolean {
    const character = this.text[this.at];
    return character === undefined || character === ']' || character === '}';
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private skipString(): void {
    for (this.at++; this.at < this.text.length && this.text[this.at] !== '"'; this.at++) {
      if (this.text[this.at] === '\\') this.at++;
    }
    this.at++;
  }

  private skipDeep(): void {
    let open = 0;
    do {
      const character = this.text[this.at];
      if (character === '"') {
        this.skipString();
        continue;
      }
      if (character === '{' || character === '[') open++;
      if (character === '}' || character === ']') open--;
      this.at++;
    } while (open > 0 && this.at < this.text.length);
  }
}

/** Takes every element that has a part between the offsets; of lists and objects only what of them is there. */
export function pruneJson(root: JsonElement, from: number, to: number): JsonHole[] {
  const pruned = prune(root, from, to);
  if (pruned !== 'all') return pruned;
  const { inner } = root;
  const [first] = inner?.elements ?? [];
  const last = inner?.elements.at(-1);
  if (!inner || !first || !last) return [];
  return [{ from: first.start, to: last.end, isObject: inner.isObject, before: '', after: '' }];
}

function prune({ inner }: JsonElement, from: number, to: number): JsonHole[] | 'all' {
  const { elements, isObject } = inner ?? { elements: [], isObject: false };
  let first = elements.findIndex((each) => each.end > from);
  let last = elements.findLastIndex((each) => each.start < to);
  if (first < 0 || last < first) return [];
  const head = part(elements[first], from, to);
  const tail = last === first ? undefined : part(elements[last], from, to);
  if (head) first++;
  if (tail) last--;
  const holes = [...(head ?? [])];
  const run = runHole(elements, first, last);
  if (run === 'all') return 'all';
  if (run) holes.push({ ...run, isObject });
  return [...holes, ...(tail ?? [])];
}

/** The holes in an element that stays in part; undefined for one that goes whole. */
function part(element: JsonElement | undefined, from: number, to: number): JsonHole[] | undefined {
  if (!element?.inner || (element.start >= from && element.end <= to)) return undefined;
  const holes = prune(element, from, to);
  return holes === 'all' || (holes.length === 0 && element.inner.elements.length === 0) ? undefined : holes;
}

function runHole(
  elements: readonly JsonElement[],
  first: number,
  last: number,
): Omit<JsonHole, 'isObject'> | 'all' | undefined {
  const [start, end] = [elements[first], elements[last]];
  if (last < first || !start || !end) return undefined;
  const previous = elements[first - 1];
  const next = elements[last + 1];
  if (next) return { from: start.start, to: next.start, before: '', after: ',' };
  if (previous) return { from: previous.end, to: end.end, before: ',', after: '' };
  return 'all';
}

/** A hole without width for a mark before the first element, or after the last. */
export function jsonPlace({ inner, start }: JsonElement, side: 'first' | 'last'): JsonHole {
  const element = side === 'first' ? inner?.elements[0] : inner?.elements.at(-1);
  const at = element ? (side === 'first' ? element.start : element.end) : (inner?.open ?? start + 1);
  const isObject = inner?.isObject ?? false;
  if (!element) return { from: at, to: at, isObject, before: '', after: '' };
  return { from: at, to: at, isObject, before: side === 'last' ? ',' : '', after: side === 'first' ? ',' : '' };
}

export function jsonMark({ isObject, before, after }: JsonHole, tokens: number): string {
  const mark = isObject ? `"[…]":"${tokens} tokens cut"` : `"[… ${tokens} tokens cut …]"`;
  return before + mark + after;
}
