/**
 * Where the cursor stands in a text that may be half typed: which key or value, under which path, and what of it is
 * written. It never looks at what a key means.
 */
import type { DocumentPath } from '../model';
import type { Span } from '../yaml';
import type { LooseEntry, LooseNode } from './looseNode';
import { looseTree } from './looseTree';

export interface Place {
  /** Of the mapping that holds the key, or of the value. */
  path: DocumentPath;
  on: 'key' | 'value';
  /** The mapping that holds the key. */
  map?: LooseNode;
  node?: LooseNode;
  entry?: LooseEntry;
  /** What is written of the key or value, quotes left out. */
  span: Span;
  /** What of it stands before the cursor. */
  written: string;
  /** The value begins its line or stands behind a dash: a key may be meant. */
  mayBeKey: boolean;
}

/** No text of a document holds this. */
const MARK = '\uFDD0';

/** With something at the cursor, an empty place is a key or a value like any other. */
export function placeToType(text: string, offset: number, format: 'yaml' | 'json'): Place | undefined {
  const marked = text.slice(0, offset) + MARK + text.slice(offset);
  const found = find(looseTree(marked, format), offset, []);
  if (!found) return undefined;
  const { start, end } = inner(found, marked);
  if (offset < start || offset >= end) return undefined;
  return { ...found, span: { start, end: end - 1 }, written: marked.slice(start, offset) };
}

/** The key or value that is written at the cursor. */
export function placeAt(root: LooseNode | undefined, text: string, offset: number): Place | undefined {
  const found = find(root, offset, []);
  if (!found) return undefined;
  const span = inner(found, text);
  return { ...found, span, written: text.slice(span.start, offset) };
}

type Found = Omit<Place, 'span' | 'written'> & { whole: Span };

function find(node: LooseNode | undefined, offset: number, path: DocumentPath): Found | undefined {
  if (!node) return undefined;
  for (const entry of node.entries ?? []) {
    if (covers(entry.keySpan, offset)) {
      return { path, on: 'key', map: node, entry, whole: entry.keySpan, mayBeKey: false };
    }
    const inside = find(entry.value, offset, [...path, entry.key]);
    if (inside) return inside.node === entry.value ? { ...inside, entry } : inside;
  }
  for (const [index, item] of (node.items ?? []).entries()) {
    const inside = find(item, offset, [...path, index]);
    if (inside) return inside;
  }
  if (node.entries || node.items || !covers(node, offset)) return undefined;
  return { path, on: 'value', node, whole: node, mayBeKey: node.isFirst === true };
}

const covers = ({ start, end }: Span, offset: number): boolean => offset >= start && offset <= end;

function inner({ whole, node }: Found, text: string): Span {
  const quote = text.charAt(whole.start);
  const isQuoted = node ? node.style === 'double' || node.style === 'single' : quote === '"' || quote === "'";
  if (!isQuoted) return whole;
  const isClosed = whole.end - whole.start > 1 && text.charAt(whole.end - 1) === quote;
  return { start: whole.start + 1, end: whole.end - (isClosed ? 1 : 0) };
}
