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

/** Sets the value at a path, or, without a value, takes the list element or the key at the path away. */
export function editIn(source: EditSource, path: DocumentPath, value: JsonValue | undefined): TextEdit | undefined {
  const parent = nodeAt(source.root, path.slice(0, -1));
  const last = path.at(-1);
  if (!parent || last === undefined) return undefined;
  if (value === undefined)
    return typeof last === 'number' ? removed(source, parent, last) : keyRemoved(source, parent, last);
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

/** A word, or a share such as 10%. */
const PLAIN = /^(?:[a-z][a-z0-9-]*|[0-9]+(?:\.[0-9]+)?%)$/;
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/;

function written(value: JsonValue, format: 'yaml' | 'json'): string {
  if (format === 'json') return JSON.stringify(value);
  if (typeof value === 'string') return PLAIN.test(value) && !NO_TEXT.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, each]) => `${written(key, format)}: ${written(each, format)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function replaced({ text, lines }: EditSource, node: SourceNode, value: string): TextEdit {
  const end = node.start + text.slice(node.start, node.end).trimEnd().length;
  return { range: lines.range({ start: node.start, end }), text: value };
}

/** After the `id`, or the model, or after the first key: where a reader looks first. */
function inserted({ text, lines, format }: EditSource, parent: SourceNode, key: string, value: JsonValue) {
  const after = parent.entries?.get('id') ?? parent.entries?.get('model') ?? parent.entries?.values().next().value;
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

/** A key of a mapping on one line goes with its comma; of one over lines with its line. The last key stays. */
function keyRemoved({ text, lines }: EditSource, parent: SourceNode, name: string): TextEdit | undefined {
  const entry = parent.entries?.get(name);
  if (!entry || (parent.entries?.size ?? 0) < 2) return undefined;
  const end = entry.node.start + text.slice(entry.node.start, entry.node.end).trimEnd().length;
  if (text.charAt(parent.start) === '{') {
    const comma = /^\s*,\s*/.exec(text.slice(end))?.[0];
    const before = /\s*,\s*$/.exec(text.slice(parent.start, entry.key.start))?.[0];
    if (comma !== undefined)
      return { range: lines.range({ start: entry.key.start, end: end + comma.length }), text: '' };
    if (before === undefined) return undefined;
    return { range: lines.range({ start: entry.key.start - before.length, end }), text: '' };
  }
  const start = text.lastIndexOf('\n', entry.key.start - 1) + 1;
  const lineEnd = /\r\n|\n|\r/.exec(text.slice(end));
  if (text.slice(start, entry.key.start).trim() !== '') return undefined;
  const stop = lineEnd ? end + lineEnd.index + lineEnd[0].length : text.length;
  return { range: lines.range({ start, end: stop }), text: '' };
}

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
