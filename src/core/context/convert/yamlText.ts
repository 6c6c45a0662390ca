/**
 * A plain value as YAML text that reads back as the same value, byte for byte: long texts as block scalars, comments in
 * plain words above the keys that they are about. Owns the writing of new documents; never changes a text that is there.
 */
import type { JsonObject, JsonValue } from '../../trace/model';

export interface YamlOptions {
  /** Comment lines, by the path of the key below them, as its steps joined by '/'; '' = the top of the file. */
  comments?: ReadonlyMap<string, readonly string[]>;
}

const INDENT = 2;
/** Values that take no more columns than this stand on one line. */
const LINE_WIDTH = 100;

export function yamlText(value: JsonObject, { comments = new Map() }: YamlOptions = {}): string {
  const writer = new Writer(comments);
  const head = writer.comment('', 0);
  return `${[...head, ...writer.mapping(value, 0, '')].join('\n')}\n`;
}

class Writer {
  constructor(private readonly comments: NonNullable<YamlOptions['comments']>) {}

  comment(path: string, indent: number): string[] {
    return (this.comments.get(path) ?? []).map((line) =>
      `${' '.repeat(indent)}# ${line.replace(NOT_IN_COMMENT, ' ')}`.trimEnd(),
    );
  }

  mapping(value: JsonObject, indent: number, path: string): string[] {
    return Object.entries(value).flatMap(([key, inner]) => {
      const at = path === '' ? key : `${path}/${key}`;
      return [...this.comment(at, indent), ...this.entry(`${' '.repeat(indent)}${scalar(key)}:`, inner, indent, at)];
    });
  }

  /** `head` is what stands before the value on its first line; `indent` is that of the key. */
  private entry(head: string, value: JsonValue, indent: number, path: string): string[] {
    if (typeof value === 'string') {
      const block = blockScalar(value, indent + INDENT);
      if (block) return [`${head} ${block[0] ?? ''}`, ...block.slice(1)];
    }
    const flow = this.flow(value, path);
    if (flow !== undefined && (head.length + 1 + flow.length <= LINE_WIDTH || !isNested(value))) {
      return [`${head} ${flow}`];
    }
    if (Array.isArray(value)) return [head, ...this.list(value, indent + INDENT, path)];
    return [head, ...this.mapping(value as JsonObject, indent + INDENT, path)];
  }

  private list(items: readonly JsonValue[], indent: number, path: string): string[] {
    const space = ' '.repeat(indent);
    return items.flatMap((item, index) => {
      const at = `${path}/${index}`;
      if (!isMapping(item) || isEmptyValue(item)) return this.entry(`${space}-`, item, indent, at);
      // The first key stands on the dash's line, unless a comment has to stand above it.
      const lines = this.mapping(item, indent + INDENT, at);
      const first = lines[0] ?? '';
      if (first.trimStart().startsWith('#')) return [`${space}-`, ...lines];
      return [...this.comment(at, indent), `${space}- ${first.slice(indent + INDENT)}`, ...lines.slice(1)];
    });
  }

  /** On one line; nothing where a part of it needs lines or has a comment. */
  private flow(value: JsonValue, path: string): string | undefined {
    if (typeof value === 'string') return scalar(value);
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const hasComment = [...this.comments.keys()].some((key) => key.startsWith(`${path}/`));
    if (hasComment) return undefined;
    const values = Array.isArray(value) ? value : Object.values(value);
    if (values.some(needsLines) || (Array.isArray(value) && values.some(isMapping))) return undefined;
    const parts = Array.isArray(value)
      ? value.map((inner) => this.flow(inner, path))
      : Object.entries(value).map(([key, inner]) => {
          const text = this.flow(inner, path);
          return text === undefined ? undefined : `${scalar(key)}: ${text}`;
        });
    if (parts.some((part) => part === undefined)) return undefined;
    if (parts.length === 0) return emptyText(value);
    return Array.isArray(value) ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  }
}

/** A text that reads better, or only, on lines of its own. */
const needsLines = (value: JsonValue): boolean =>
  typeof value === 'string' && (value.length > LINE_WIDTH || value.trimEnd().includes('\n'));
const isMapping = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNested = (value: JsonValue): boolean => typeof value === 'object' && value !== null && !isEmptyValue(value);
const isEmptyValue = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const emptyText = (value: JsonValue): string => (Array.isArray(value) ? '[]' : '{}');

/** What YAML reads as another type, or not as a text at all, needs quotes. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+(-][A-Za-z0-9_./@+()-]*)*$/;
const OTHER_TYPE = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

const scalar = (text: string): string => (isPlain(text) ? text : quoted(text));
const isPlain = (text: string): boolean => text.length <= LINE_WIDTH && PLAIN.test(text) && !OTHER_TYPE.test(text);

/** JSON's strings are YAML's, but for characters that YAML takes for line ends or does not take. */
const quoted = (text: string): string => (text.includes('"') && !NOT_IN_SINGLE.test(text) ? `'${text}'` : inJson(text));

const inJson = (text: string): string =>
  JSON.stringify(text).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

// Control characters are what is looked for.

const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
// eslint-disable-next-line no-control-regex
const NOT_IN_BLOCK = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;
// eslint-disable-next-line no-control-regex
const NOT_IN_SINGLE = /['\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;
// eslint-disable-next-line no-control-regex
const NOT_IN_COMMENT = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

/** White space alone on the last line is taken for nothing. */
const BLANK_END = /\n[ \t]+\n*$/;

/** Long texts and those of several lines, where every character may stand as it is. */
function blockScalar(text: string, indent: number): string[] | undefined {
  const isWorthIt = text.trimEnd().includes('\n') || text.length > LINE_WIDTH - indent;
  if (!isWorthIt || text.trim() === '' || NOT_IN_BLOCK.test(text) || BLANK_END.test(text)) return undefined;
  const body = text.replace(/\n+$/, '');
  const ends = text.length - body.length;
  // A first line that begins with white space would be taken for the indentation.
  const indicator = /^[ \t\n]/.test(text) ? String(INDENT) : '';
  const chomping = ends === 0 ? '-' : ends === 1 ? '' : '+';
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return [`|${indicator}${chomping}`, ...lines, ...Array.from({ length: Math.max(0, ends - 1) }, () => '')];
}
