/**
 * One change of a document's value as the smallest change of its text: comments, line ends and everything else stay.
 * Where the change cannot be made without rewriting more, there is none. It never changes the text itself.
 */
import type { JsonValue } from '../trace/model';
import type { DocumentPath, TextEdit } from './model';
import type { LineIndex } from './positions';
import type { SourceNode } from './yaml';

export interface EditSource {
  text: string;
  lines: LineIndex;
  root: SourceNode | undefined;
  format: 'yaml' | 'json';
}

/** Sets the value at a path, or, without a value, takes the list element at the path away. */
export function editIn(source: EditSource, path: DocumentPath, value: JsonValue | undefined): TextEdit | undefined {
  const parent = nodeAt(source.root, path.slice(0, -1));
  const last = path.at(-1);
  if (!parent || last === undefined) return undefined;
  if (value === undefined) return typeof last === 'number' ? removed(source, parent, last) : undefined;
  if (typeof last !== 'string') return undefined;
  const known = parent.entries?.get(last)?.node;
  if (known) return isScalar(known) ? replaced(source, known, written(value, source.format)) : undefined;
  return inserted(source, parent, last, value);
}

function nodeAt(root: SourceNode | undefined, path: DocumentPath): SourceNode | undefined {
  let node = root;
  for (const step of path) {
    node = typeof step === 'number' ? node?.items?.[step] : node?.entries?.get(step)?.node;
  }
  return node;
}

const isScalar = ({ entries, items, start, end }: SourceNode): boolean => !entries && !items && end > start;

const written = (value: JsonValue, format: 'yaml' | 'json'): string =>
  format === 'yaml' &&
  typeof value === 'string' &&
  /^[a-z][a-z0-9-]*$/.test(value) &&
  !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(value)
    ? value
    : JSON.stringify(value);

function replaced({ text, lines }: EditSource, node: SourceNode, value: string): TextEdit {
  const end = node.start + text.slice(node.start, node.end).trimEnd().length;
  return { range: lines.range({ start: node.start, end }), text: value };
}

/** After the `id`, or after the first key: where a reader looks first. */
function inserted({ text, lines, format }: EditSource, parent: SourceNode, key: string, value: JsonValue) {
  const after = parent.entries?.get('id') ?? parent.entries?.values().next().value;
  if (!after || !isScalar(after.node)) return undefined;
  const valueEnd = after.node.start + text.slice(after.node.start, after.node.end).trimEnd().length;
  const isFlow = text.charAt(parent.start) === '{';
  const name = format === 'json' ? JSON.stringify(key) : key;
  const pair = `${name}: ${written(value, format)}`;
  const lineStart = text.lastIndexOf('\n', after.key.start - 1) + 1;
  const indent = text.slice(lineStart, after.key.start).replace(/[^ \t]/g, ' ');
  if (
    isFlow &&
    (format === 'yaml' ||
      text.slice(parent.start, after.key.start).trim() === text.slice(parent.start, after.key.start))
  ) {
    return { range: lines.range({ start: valueEnd, end: valueEnd }), text: `, ${pair}` };
  }
  if (isFlow)
    return { range: lines.range({ start: valueEnd, end: valueEnd }), text: `,${lineEndOf(text)}${indent}${pair}` };
  const nextEnd = text.slice(valueEnd).search(/\r\n|\n|\r/);
  const at = nextEnd < 0 ? text.length : valueEnd + nextEnd;
  return { range: lines.range({ start: at, end: at }), text: `${lineEndOf(text)}${indent}${pair}` };
}

const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** A block list's element goes with its lines; of a list on one line nothing is taken. */
function removed({ text, lines }: EditSource, list: SourceNode, index: number): TextEdit | undefined {
  const item = list.items?.[index];
  if (!item || (list.items?.length ?? 0) < 2 || text.charAt(list.start) === '[') return undefined;
  const start = text.lastIndexOf('\n', item.start - 1) + 1;
  if (text.slice(start, item.start).replace(/[ \t]/g, '') !== '-') return undefined;
  const itemEnd = item.start + text.slice(item.start, item.end).trimEnd().length;
  const lineEnd = /\r\n|\n|\r/.exec(text.slice(itemEnd));
  const end = lineEnd ? itemEnd + lineEnd.index + lineEnd[0].length : text.length;
  return { range: lines.range({ start, end }), text: '' };
}
