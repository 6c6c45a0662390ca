/** Changes of a document's values as edits of its text, and what a text is once they are made. It writes nothing. */
import type { JsonValue } from '../../trace/model';
import type { DocumentPath, ParsedDocument, TextEdit } from '../model';

/** Sets values; nothing where one of them cannot be set without rewriting more. */
export function editsFor(
  parsed: ParsedDocument,
  format: 'yaml' | 'json',
  changes: readonly { path: DocumentPath; value: JsonValue }[],
): TextEdit[] | undefined {
  const edits = changes.map(({ path, value }) => editFor(parsed, format, path, value));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

function editFor(
  parsed: ParsedDocument,
  format: 'yaml' | 'json',
  path: DocumentPath,
  value: JsonValue,
): TextEdit | undefined {
  const edit = parsed.edit?.(path, value);
  const json = JSON.stringify(value);
  if (!edit || format === 'json' || typeof value !== 'object' || value === null || Array.isArray(value)) return edit;
  // As people write it: { max: 800 }
  const pairs = Object.entries(value).map(([key, each]) => `${key}: ${JSON.stringify(each)}`);
  return { ...edit, text: edit.text.replace(json, `{ ${pairs.join(', ')} }`) };
}

/** `budget.max` of a section, which may have no budget yet. */
export function budgetChange(
  parsed: ParsedDocument,
  index: number,
  max: number,
): { path: DocumentPath; value: JsonValue } {
  const path = ['sections', index, 'budget'];
  const { budget } = parsed.document?.sections[index] ?? {};
  const has = budget?.max !== undefined || budget?.min !== undefined;
  return has ? { path: [...path, 'max'], value: max } : { path, value: { max } };
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
  const offset = ({ line, column }: TextEdit['range']['start']): number => (starts[line] ?? text.length) + column;
  return edits
    .map(({ range, text: by }) => ({ start: offset(range.start), end: offset(range.end), by }))
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((all, { start, end, by }) => all.slice(0, start) + by + all.slice(end), text);
}
