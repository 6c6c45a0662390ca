/**
 * The adapter of the `yaml` library: text of a YAML or JSON document in, plain values with their offsets out.
 * It never throws on content, never expands more aliases than a limit, and is linear in the text's length.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { JsonValue } from '../trace/model';
import { findJsonProblem } from './parseJson';

/** Offsets are UTF-16 units in the text; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A value with its place. `entries` is given for a mapping, `items` for a list. */
export interface SourceNode extends Span {
  value: JsonValue;
  entries?: Map<string, { key: Span; node: SourceNode }> | undefined;
  items?: SourceNode[] | undefined;
}

export interface SourceProblem extends Span {
  message: string;
}

export interface Source {
  root?: SourceNode;
  problems: SourceProblem[];
  /** Without anchors, aliases and directives: no part of the text has a say in another. */
  isSelfContained?: boolean;
}

/** Nodes that aliases may add: far above any real document, far below what a bomb wants. */
const MAX_ALIASED_NODES = 10_000;
/** Deeper nesting is refused before it can exhaust the stack. */
const MAX_DEPTH = 100;

/** Lists in lists in one line. Thousands of them end the whole process inside the library (2.9.1). */
const TOO_DEEP = /^ *(?:[-?:][ \t]+){300}/m;
/** More would bury the first. */
const MAX_PROBLEMS = 10;

/** Directives, and ends of documents. */
const STREAM = /^(?:%|\.\.\.)/m;

/** `depth` is that of the text in the document that it is a part of. */
export function readSource(text: string, format: 'yaml' | 'json', depth = 0): Source {
  const broken = format === 'json' && text.trim() !== '' ? findJsonProblem(text) : undefined;
  if (broken) return { problems: [{ start: broken.at, end: broken.at + 1, message: broken.message }] };
  const deep = TOO_DEEP.exec(text);
  if (deep) return { problems: [{ start: deep.index, end: deep.index + 1, message: 'It is nested too deeply.' }] };
  try {
    const document = parseDocument(text, {
      schema: format === 'json' ? 'json' : 'core',
      version: '1.2',
      strict: true,
      stringKeys: true,
      // The library compares every key with every other; Reader uses a set.
      uniqueKeys: false,
      prettyErrors: false,
      // 'silent' would also silence a second document in the file; nothing is printed by parseDocument itself.
      logLevel: 'error',
    });
    const source = new Reader(document).read(depth);
    return source.isSelfContained && STREAM.test(text) ? { ...source, isSelfContained: false } : source;
  } catch (error) {
    // Errors in the text are listed by the library and not thrown: this is a stack that ran out.
    const why = error instanceof RangeError ? 'it is nested too deeply' : String(error);
    return { problems: [{ start: 0, end: 0, message: `The document cannot be read: ${why}.` }] };
  }
}

const BOMB = 'Aliases (*name) repeat too much of the document. Write the values out.';

/** Turns the library's tree into plain values, each with its offsets. */
class Reader {
  private readonly problems: SourceProblem[] = [];
  private aliasedNodes = 0;
  /** The alias that is being expanded: what it repeats has its place. */
  private aliasPlace: Span | undefined;
  private isSelfContained = true;

  constructor(private readonly document: Document.Parsed) {}

  read(depth: number): Source {
    for (const { pos, code, message } of [...this.document.errors, ...this.document.warnings]) {
      this.refuse({ start: pos[0], end: pos[1] }, explain(code, message));
    }
    if (this.problems.length > 0) return { problems: this.problems };
    const root = this.node(this.document.contents, { start: 0, end: 0 }, depth);
    return { root, problems: this.problems, isSelfContained: this.isSelfContained };
  }

  private node(node: Node | null, place: Span, depth: number): SourceNode {
    const span = this.aliasPlace ?? spanOf(node) ?? place;
    this.noteAnchor(node);
    if (depth > MAX_DEPTH) return this.refuse(span, `Nested more than ${MAX_DEPTH} levels deep.`);
    if (this.aliasPlace && ++this.aliasedNodes > MAX_ALIASED_NODES) {
      return this.refuse(span, BOMB);
    }
    if (isAlias(node)) return this.alias(node, span, depth);
    if (isMap(node)) return this.map(node.items, span, depth);
    if (isSeq(node)) return this.list(node.items, span, depth);
    return { ...span, value: isScalar(node) ? plain(node.value) : null };
  }

  private noteAnchor(node: unknown): void {
    const isPlain = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor === undefined : !isAlias(node);
    if (!isPlain) this.isSelfContained = false;
  }

  private alias(node: Node & { source: string }, span: Span, depth: number): SourceNode {
    const target = this.anchors().get(node.source);
    if (!target)
      return this.refuse(span, `There is no anchor &${node.source}. A text that starts with * needs quotes.`);
    const outer = this.aliasPlace;
    this.aliasPlace = outer ?? span;
    const copy = this.node(target, span, depth + 1);
    this.aliasPlace = outer;
    return copy;
  }

  private anchorNodes: Map<string, Node> | undefined;
  /** YAML lets a name be anchored anew; documents here need no more than the last one. */
  private anchors(): Map<string, Node> {
    if (this.anchorNodes) return this.anchorNodes;
    const found = new Map<string, Node>();
    const visit = (node: unknown): void => {
      if (isScalar(node) || isMap(node) || isSeq(node)) if (node.anchor) found.set(node.anchor, node);
      if (isMap(node) || isSeq(node)) node.items.forEach(visit);
      if (isPair(node)) visit(node.value);
    };
    visit(this.document.contents);
    return (this.anchorNodes = found);
  }

  private map(pairs: Pair[], span: Span, depth: number): SourceNode {
    const value: { [key: string]: JsonValue } = {};
    const entries = new Map<string, { key: Span; node: SourceNode }>();
    for (const pair of pairs) {
      const key = this.aliasPlace ?? spanOf(pair.key) ?? span;
      this.noteAnchor(pair.key);
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (entries.has(name)) this.refuse(key, `The key '${name}' is written twice. Remove one.`);
      const node = this.node(pair.value as Node | null, { start: key.end, end: key.end }, depth + 1);
      entries.set(name, { key, node });
      // '__proto__' as a plain assignment would set the prototype.
      Object.defineProperty(value, name, { value: node.value, enumerable: true, configurable: true, writable: true });
    }
    return { ...span, value, entries };
  }

  private list(nodes: unknown[], span: Span, depth: number): SourceNode {
    const items = nodes.map((node) => this.node(node as Node | null, span, depth + 1));
    return { ...span, value: items.map((item) => item.value), items };
  }

  private refuse(span: Span, message: string): SourceNode {
    const isRepeated = this.problems.some(
      (problem) => problem.message === message && (message === BOMB || problem.start === span.start),
    );
    if (!isRepeated && this.problems.length < MAX_PROBLEMS) this.problems.push({ ...span, message });
    return { ...span, value: null };
  }
}

function spanOf(node: unknown): Span | undefined {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function plain(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'bigint' ? Number(value) : null;
}

const ADVICE: { [code: string]: string } = {
  TAB_AS_INDENT: 'A tab is used to indent. YAML is indented with spaces.',
  MULTIPLE_DOCS: 'There is a second document after ---. One file holds one context document.',
  NON_STRING_KEY: 'A key is no plain text. A value that starts with { (such as {{name}}) needs quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'A text that holds ": " needs quotes; or a line is indented too far.',
  TAG_RESOLVE_FAILED: 'Tags (!name) are not used in context documents. A text that starts with ! needs quotes.',
};

function explain(code: string, message: string): string {
  const advice = message.includes('call stack') ? 'It is nested too deeply.' : ADVICE[code];
  const said = message.trim().replace(/\.?$/, '.');
  return advice ?? `This is no valid YAML: ${said} Correct it here.`;
}
