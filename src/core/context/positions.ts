/** Turns UTF-16 offsets of a text into lines and columns as the editor counts them, and paths into ranges. */
import type { DocumentPath, Position, Range } from './model';
import type { SourceNode, Span } from './yaml';

/** Line ends are \r\n, \n and \r, as in the editor. */
export class LineIndex {
  private readonly starts: number[] = [0];
  /** Where each line's text ends, its line end not included. */
  private readonly ends: number[] = [];

  constructor(private readonly text: string) {
    const next = (character: string, from: number): number => {
      const at = text.indexOf(character, from);
      return at < 0 ? Infinity : at;
    };
    let [feed, carriage] = [next('\n', 0), next('\r', 0)];
    while (feed < Infinity || carriage < Infinity) {
      const end = Math.min(feed, carriage);
      const start = end === carriage && feed === carriage + 1 ? end + 2 : end + 1;
      this.ends.push(end);
      this.starts.push(start);
      if (feed < start) feed = next('\n', start);
      if (carriage < start) carriage = next('\r', start);
    }
    this.ends.push(text.length);
  }

  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    // Between \r and \n there is no column.
    return { line: low, column: Math.min(at, this.ends[low] ?? at) - (this.starts[low] ?? 0) };
  }

  /** The offset of a position; past the end of its line it is that end. */
  offset({ line, column }: Position): number {
    const start = this.starts[line];
    if (start === undefined) return this.text.length;
    return Math.min(start + column, this.ends[line] ?? this.text.length);
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  /** The span without what follows its first line: a whole section underlined helps nobody. */
  firstLine(span: Span): Range {
    const lineEnd = this.text.slice(span.start, span.end).search(/[\r\n]/);
    return this.range(lineEnd < 0 ? span : { start: span.start, end: span.start + lineEnd });
  }
}

/** Implements `ParsedDocument.locate`. */
export function locateIn(text: string, lines: LineIndex, root: SourceNode | undefined) {
  return (path: DocumentPath, near?: string): Range | undefined => {
    if (!root) return undefined;
    let node = root;
    let key: Span | undefined;
    for (const step of path) {
      const entry = typeof step === 'string' ? node.entries?.get(step) : undefined;
      const next = entry?.node ?? (typeof step === 'number' ? node.items?.[step] : undefined);
      if (!next) return lines.firstLine(node);
      key = entry?.key;
      node = next;
    }
    const nearAt = near ? text.slice(node.start, node.end).indexOf(near) : -1;
    if (near && nearAt >= 0) {
      return lines.range({ start: node.start + nearAt, end: node.start + nearAt + near.length });
    }
    // `key:` without a value.
    if (node.start === node.end && key) return lines.range(key);
    return node.entries || node.items || text.slice(node.start, node.end).includes('\n')
      ? lines.firstLine(node)
      : lines.range(node);
  };
}

/** Implements `ParsedDocument.extent`. */
export function extentIn(text: string, lines: LineIndex, root: SourceNode | undefined) {
  return (path: DocumentPath): Range | undefined => {
    let node = root;
    for (const step of path) {
      node = typeof step === 'number' ? node?.items?.[step] : node?.entries?.get(step)?.node;
    }
    if (!node) return undefined;
    return lines.range({ start: node.start, end: trimmedEnd(text, node) });
  };
}

/** Without the white space at its end. */
function trimmedEnd(text: string, { start, end }: Span): number {
  let at = end;
  while (at > start && text.charAt(at - 1).trim() === '') at--;
  return at;
}

/** The range of a key, for findings about the key itself. */
export function locateKey(lines: LineIndex, root: SourceNode, path: DocumentPath): Range | undefined {
  let node: SourceNode | undefined = root;
  for (const step of path.slice(0, -1)) {
    node = typeof step === 'number' ? node?.items?.[step] : node?.entries?.get(step)?.node;
  }
  const key = node?.entries?.get(String(path.at(-1)))?.key;
  return key && lines.range(key);
}
