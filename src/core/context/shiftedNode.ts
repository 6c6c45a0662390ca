/**
 * Trees of source nodes that share what an edit left alone: nodes after the edit are the old ones at other offsets, and
 * those offsets are worked out where they are asked for. Never changes a node.
 */
import type { JsonValue } from '../trace/model';
import type { DocumentPath } from './model';
import type { SourceNode, Span } from './yaml';

type Entry = { key: Span; node: SourceNode };

const shiftedSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

class ShiftedNode implements SourceNode {
  readonly start: number;
  readonly end: number;
  readonly value: JsonValue;
  private knownEntries: Map<string, Entry> | undefined;
  private knownItems: SourceNode[] | undefined;

  constructor(
    readonly base: SourceNode,
    readonly by: number,
  ) {
    this.start = base.start + by;
    this.end = base.end + by;
    this.value = base.value;
  }

  get entries(): Map<string, Entry> | undefined {
    const { entries } = this.base;
    if (!entries) return undefined;
    return (this.knownEntries ??= new Map(
      [...entries].map(([name, { key, node }]) => [
        name,
        { key: shiftedSpan(key, this.by), node: shifted(node, this.by) },
      ]),
    ));
  }

  get items(): SourceNode[] | undefined {
    return (this.knownItems ??= this.base.items?.map((item) => shifted(item, this.by)));
  }
}

/** The same node at other offsets. */
export function shifted(node: SourceNode, by: number): SourceNode {
  if (by === 0) return node;
  if (!(node instanceof ShiftedNode)) return new ShiftedNode(node, by);
  return node.by + by === 0 ? node.base : new ShiftedNode(node.base, node.by + by);
}

/** Another node at a path; what follows it and the ends of what it stands in move by `by`. */
export function spliced(root: SourceNode, path: DocumentPath, at: SourceNode, by: number): SourceNode {
  const [step, ...rest] = path;
  if (step === undefined) return at;
  const end = root.end + by;
  if (typeof step === 'number') {
    const items = (root.items ?? []).map((item, index) => (index > step ? shifted(item, by) : item));
    const changed = spliced(items[step] ?? at, rest, at, by);
    items[step] = changed;
    const value = Array.isArray(root.value) ? [...root.value] : [];
    value[step] = changed.value;
    return { start: root.start, end, value, items };
  }
  return splicedEntry(root, step, (old) => spliced(old ?? at, rest, at, by), by);
}

function splicedEntry(
  root: SourceNode,
  name: string,
  change: (old: SourceNode | undefined) => SourceNode,
  by: number,
): SourceNode {
  const entries = new Map<string, Entry>();
  const value = { ...(root.value as { [key: string]: JsonValue }) };
  let isAfter = false;
  for (const [each, { key, node }] of root.entries ?? []) {
    if (each === name) {
      const changed = change(node);
      entries.set(each, { key, node: changed });
      // '__proto__' as a plain assignment would set the prototype.
      Object.defineProperty(value, each, {
        value: changed.value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      isAfter = true;
    } else {
      entries.set(each, isAfter ? { key: shiftedSpan(key, by), node: shifted(node, by) } : { key, node });
    }
  }
  return { start: root.start, end: root.end + by, value, entries };
}
