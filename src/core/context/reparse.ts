/**
 * Reads only the list element or entry that an edit lies in and puts it into the tree of the text before. What is read
 * alone must be all that the edit can touch; wherever that is not certain it gives nothing and the whole text is read.
 *
 * Why it is certain. In YAML's block form an element or entry that starts a line is over at the next line that is
 * indented no deeper: where the edit leaves its first token, its last line end and all indentation, nothing outside
 * reads otherwise, and its lines are a document of their own. In flow form the same holds between two brackets, and in
 * JSON for every value.
 * Anchors, aliases and directives reach further: with them the whole text is read.
 */
import type { DocumentPath } from './model';
import { shifted, spliced } from './shiftedNode';
import { earliest, type TextChange } from './textChange';
import { readSource } from './yaml';
import type { Source, SourceNode, Span } from './yaml';

export interface ReadText {
  text: string;
  format: 'yaml' | 'json';
  source: Source;
}

export interface Reparsed {
  source: Source;
  /** Of the node that was read anew. */
  path: DocumentPath;
}

/** A node that can be read by itself, with the text that this takes. */
interface Candidate {
  path: DocumentPath;
  node: SourceNode;
  /** Spaces before its dash or key; -1 between brackets. */
  column: number;
  /** Brackets inside block form: indentation from outside would hold between them, too. */
  isOneLine?: boolean;
  /** A value in JSON that is no list and no object. */
  isScalar?: boolean;
  /** In the old text. */
  window: Span;
  change: TextChange;
}

/** What fails is read once more as a part of the next. */
const MOST_TRIES = 4;
/** Characters up to which a part may be as large as the whole. */
const SMALL = 50_000;

export function reparse(old: ReadText, now: string, change: TextChange): Reparsed | undefined {
  const { root, isSelfContained } = old.source;
  if (!root || !isSelfContained) return undefined;
  const first = earliest(change, old.text, now);
  const changes = first.start === change.start ? [change] : [first, change];
  const most = Math.max(SMALL, now.length / 2);
  const candidates = changes
    .flatMap((each) => candidatesFor(old, root, each))
    .filter((each) => sizeOf(each) <= most)
    .sort((a, b) => sizeOf(a) - sizeOf(b));
  for (const candidate of candidates.slice(0, MOST_TRIES)) {
    const node = readAlone(candidate, old, now);
    if (!node) continue;
    const by = change.newEnd - change.oldEnd;
    const { path } = candidate;
    return { source: { ...old.source, root: spliced(root, path, node, by) }, path };
  }
  return undefined;
}

const sizeOf = ({ window }: Candidate): number => window.end - window.start;

/** From the outermost to the innermost. */
function candidatesFor(old: ReadText, root: SourceNode, change: TextChange): Candidate[] {
  const found: Candidate[] = [];
  const isFlow = isBracketed(old.text, root);
  let path: DocumentPath = [];
  for (let next = childAt(root, change.start); next; next = childAt(next.node, change.start)) {
    path = [...path, next.step];
    const window = windowOf(old, next, isFlow);
    const isLast = window?.window.end === old.text.length;
    if (window && holds(window, next, change, isLast)) found.push({ path, node: next.node, change, ...window });
  }
  return found;
}

interface Child {
  step: string | number;
  node: SourceNode;
  key?: Span;
}

/** The last child that starts at or before an offset. */
function childAt({ items, entries }: SourceNode, offset: number): Child | undefined {
  if (items) {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((items[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const node = items[low - 1];
    return node && { step: low - 1, node };
  }
  let found: Child | undefined;
  for (const [step, { key, node }] of entries ?? []) if (key.start <= offset) found = { step, node, key };
  return found;
}

type Window = Pick<Candidate, 'column' | 'isOneLine' | 'isScalar' | 'window'>;

function windowOf(old: ReadText, child: Child, isFlow: boolean): Window | undefined {
  const { text } = old;
  const { node, key } = child;
  if (isBracketed(text, node)) {
    const isOneLine = !isFlow;
    const window = { start: node.start, end: node.end };
    if (isFlow || !text.slice(node.start, node.end).includes('\n')) return { column: -1, isOneLine, window };
  }
  // In JSON a value ends where its text does, whatever it is.
  if (old.format === 'json' && !node.entries && !node.items) {
    return { column: -1, isScalar: true, window: { start: node.start, end: node.end } };
  }
  return isFlow ? undefined : blockWindow(text, node, key);
}

/** Whole lines: from that of the dash or key to the next that is indented no deeper. */
function blockWindow(text: string, node: SourceNode, key: Span | undefined): Window | undefined {
  const first = key ?? node;
  // Nothing is written there: where it stands hangs on what is around.
  if (first.start === first.end) return undefined;
  const start = text.lastIndexOf('\n', first.start - 1) + 1;
  const lead = text.slice(start, first.start);
  if (!(key ? /^ *$/ : /^ *- +$/).test(lead)) return undefined;
  const column = key ? lead.length : lead.indexOf('-');
  return { column, window: { start, end: nextOutside(text, Math.max(node.end, first.end), column) } };
}

/** The start of the first line from an offset on that is not blank and not indented deeper than `column`. */
function nextOutside(text: string, offset: number, column: number): number {
  let at = offset === 0 || text.charAt(offset - 1) === '\n' ? offset : lineAfter(text, offset);
  while (at < text.length) {
    const end = lineAfter(text, at);
    const line = text.slice(at, end);
    const indent = line.search(/[^ ]/);
    if (line.trim() !== '' && indent <= column) return at;
    at = end;
  }
  return text.length;
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function isBracketed(text: string, { start, end, entries, items }: SourceNode): boolean {
  const [open, close] = [text.charAt(start), text.charAt(end - 1)];
  return (!!entries && open === '{' && close === '}') || (!!items && open === '[' && close === ']');
}

/** Whether the change leaves the first token and the end as they are. */
function holds(
  { column, isScalar, window }: Window,
  { node, key }: Child,
  { start, oldEnd }: TextChange,
  isLast: boolean,
): boolean {
  if (isScalar) return start >= window.start && oldEnd <= window.end;
  const endsBefore = oldEnd < window.end || (isLast && column >= 0);
  return endsBefore && (column < 0 ? start > window.start : start >= (key ? key.end : node.start));
}

/** The candidate's node as the new text has it, or nothing where it reaches further than its window. */
function readAlone(candidate: Candidate, old: ReadText, now: string): SourceNode | undefined {
  const { window, column, path, change } = candidate;
  const by = change.newEnd - change.oldEnd;
  const slice = now.slice(window.start, window.end + by);
  // A copy: a slice would keep the whole text of that keystroke alive.
  const text = ` ${slice}`.slice(1);
  if (column >= 0 && !keepsIndentation(text, column)) return undefined;
  if (candidate.isOneLine && text.includes('\n')) return undefined;
  if (REACHES_OUT.test(text)) return undefined;
  const isInBlock = column >= 0;
  const { root, problems, isSelfContained } = readSource(text, old.format, isInBlock ? path.length - 1 : path.length);
  if (!root || problems.length > 0 || !isSelfContained) return undefined;
  const node = isInBlock ? onlyChild(root, path, column) : root;
  if (!node) return undefined;
  const isAll =
    node.start === 0 && node.end === text.length && text !== '' && (candidate.isScalar ?? isBracketed(text, node));
  if (!isInBlock && !isAll) return undefined;
  const moved = shifted(node, window.start);
  const isInPlace = moved.start === candidate.node.start && moved.end === candidate.node.end + by;
  return isInPlace ? moved : undefined;
}

/** Ends of documents, directives, byte-order marks, and line ends that YAML does not know. */
const REACHES_OUT = /^(?:---|\.\.\.|%)|\uFEFF|\r(?!\n)/m;

/** Every line but the first, if it is not blank, is indented deeper than `column`. */
function keepsIndentation(text: string, column: number): boolean {
  return !new RegExp(`\\n {0,${column}}[^ \\n\\r]`).test(text);
}

function onlyChild(root: SourceNode, path: DocumentPath, column: number): SourceNode | undefined {
  if (root.start !== column) return undefined;
  const step = path.at(-1);
  if (typeof step === 'number') return root.items?.length === 1 ? root.items[0] : undefined;
  return step !== undefined && root.entries?.size === 1 ? root.entries.get(step)?.node : undefined;
}
