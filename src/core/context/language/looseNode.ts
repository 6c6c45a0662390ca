/** The tree of a text that need not be finished: keys, lists and values with their places. Types and small readers only. */
import type { DocumentPath } from '../model';
import type { Span } from '../yaml';

/** Offsets are UTF-16 units in the text; `end` is exclusive and leaves white space out. */
export interface LooseNode extends Span {
  style: 'block' | 'flow' | 'plain' | 'double' | 'single' | 'literal';
  /** Of a scalar that stands on one line, without its quotes and escapes. */
  text?: string;
  entries?: LooseEntry[];
  items?: LooseNode[];
  /** In a block: the column of its keys or dashes. */
  column?: number;
  /** It begins its line, or stands right behind a dash: it may yet become a key. */
  isFirst?: boolean;
}

export interface LooseEntry {
  key: string;
  keySpan: Span;
  /** false: half typed, with no colon yet. */
  hasColon: boolean;
  value?: LooseNode;
}

export const childOf = (node: LooseNode | undefined, step: string | number): LooseNode | undefined =>
  typeof step === 'number' ? node?.items?.[step] : entryOf(node, step)?.value;

export const entryOf = (node: LooseNode | undefined, key: string): LooseEntry | undefined =>
  node?.entries?.find((entry) => entry.key === key && entry.hasColon);

export const nodeAtPath = (root: LooseNode | undefined, path: DocumentPath): LooseNode | undefined =>
  path.reduce<LooseNode | undefined>(childOf, root);

export const textAt = (root: LooseNode | undefined, path: DocumentPath): string | undefined =>
  nodeAtPath(root, path)?.text;

/** Every scalar with its path. */
export function* scalarsIn(
  node: LooseNode | undefined,
  path: DocumentPath = [],
): Generator<{ path: DocumentPath; node: LooseNode }> {
  if (!node) return;
  for (const [index, item] of (node.items ?? []).entries()) yield* scalarsIn(item, [...path, index]);
  for (const { key, value } of node.entries ?? []) yield* scalarsIn(value, [...path, key]);
  if (!node.items && !node.entries) yield { path, node };
}
