/**
 * A section's text moves into a file of its own, or back: what is assembled stays the same to the byte. Each way the
 * new document is parsed and compared with the old; where it would say anything else, there is a sentence and no edit.
 */
import { lineStartOf } from './lineStart';
import type { ContextDocument, SectionContent, TextEdit } from '../model';
import { parseContextDocument } from '../parse';
import { LineIndex } from '../positions';
import { withoutFinalLineEnd } from '../resolveSection';
import { readSource, type SourceNode, type Span } from '../yaml';
import { applyEdits } from './change';
import type { LanguageText } from './model';

export type Moved = { edits: TextEdit[]; contents: string } | { refused: string };

interface Subject extends LanguageText {
  document: ContextDocument;
  index: number;
  lines: LineIndex;
  source: SourceNode;
}

/** `file`: the path as it is to be written, which starts at the document's folder. */
export function extractText(input: LanguageText & { sectionId: string; file: string }): Moved {
  const subject = subjectOf(input);
  if ('refused' in subject) return subject;
  const content = subject.document.sections[subject.index]?.content;
  if (content?.type !== 'text')
    return { refused: `Section '${input.sectionId}' has no text of its own in the document.` };
  const contents = `${content.text}\n`;
  const isSame = withoutFinalLineEnd(contents) === content.text;
  if (!isSame || /[\0\p{Surrogate}]/u.test(contents)) {
    return {
      refused:
        'The text holds characters that a text file does not keep (half characters, or a final carriage return).',
    };
  }
  const entry = entryOf(subject, 'text');
  if (!entry) return { refused: NOT_WRITTEN };
  const name = input.format === 'json' ? '"file"' : 'file';
  const edit = { range: subject.lines.range(entry), text: `${name}: ${written(input.file, input.format)}` };
  return checked(subject, [edit], { type: 'file', path: input.file }, contents);
}

/** `fileText`: what the file holds. */
export function inlineFile(input: LanguageText & { sectionId: string; fileText: string }): Moved {
  const subject = subjectOf(input);
  if ('refused' in subject) return subject;
  const content = subject.document.sections[subject.index]?.content;
  if (content?.type !== 'file') return { refused: `Section '${input.sectionId}' takes its text from no file.` };
  const entry = entryOf(subject, 'file');
  if (!entry) return { refused: NOT_WRITTEN };
  const value = withoutFinalLineEnd(input.fileText);
  const expected: SectionContent = { type: 'text', text: value };
  const name = input.format === 'json' ? '"text"' : 'text';
  const literal = input.format === 'json' ? undefined : literalOf(value, entry, subject);
  const range = subject.lines.range(entry);
  for (const text of [literal, JSON.stringify(value)]) {
    if (text === undefined) continue;
    const moved = checked(subject, [{ range, text: `${name}: ${text}` }], expected, value);
    if (!('refused' in moved)) return moved;
  }
  return { refused: NOT_WRITTEN };
}

const NOT_WRITTEN =
  'The section is written in a way (an anchor, an alias) in which this cannot be done. Do it by hand.';

function subjectOf({ text, format, sectionId }: LanguageText & { sectionId: string }): Subject | { refused: string } {
  const { document } = parseContextDocument(text, format);
  const source = readSource(text, format).root;
  if (!document || !source) return { refused: 'The document has errors. Correct what the Problems panel lists first.' };
  const index = document.sections.findIndex(({ id }) => id === sectionId);
  if (index < 0) return { refused: `There is no section '${sectionId}'.` };
  return { text, format, document, index, lines: new LineIndex(text), source };
}

/** From the key to the end of the value. */
function entryOf({ source, index, text }: Subject, key: string): Span | undefined {
  const section = source.entries?.get('sections')?.node.items?.[index];
  const entry = section?.entries?.get(key);
  if (!entry) return undefined;
  const value = text.slice(entry.node.start, entry.node.end);
  return { start: entry.key.start, end: Math.max(entry.key.end, entry.node.start + value.trimEnd().length) };
}

const written = (path: string, format: 'yaml' | 'json'): string =>
  format === 'yaml' && /^[A-Za-z_./][\w./@+-]*$/.test(path) ? path : JSON.stringify(path);

/** A block of lines, where the section is one of lines itself. */
function literalOf(value: string, { start }: Span, { text }: Subject): string | undefined {
  const lineStart = lineStartOf(text, start);
  const before = text.slice(lineStart, start);
  if (!/^[ \t]*(?:-[ \t]+)*$/.test(before) || !value.includes('\n') || /[\r\u0085\u2028\u2029]/.test(value))
    return undefined;
  const indent = ' '.repeat(before.length + 2);
  const chomp = value.endsWith('\n') ? (value.endsWith('\n\n') ? '+' : '') : '-';
  const indicator = /^[ \n]/.test(value) ? '2' : '';
  const lines = value.replace(/\n$/, '').split('\n');
  return [`|${indicator}${chomp}`, ...lines.map((line) => (line === '' ? '' : indent + line))].join(lineEndOf(text));
}

const lineEndOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

function checked(subject: Subject, edits: TextEdit[], content: SectionContent, contents: string): Moved {
  const { document, index, text, format } = subject;
  const sections = document.sections.map((section, at) => (at === index ? { ...section, content } : section));
  const after = parseContextDocument(applyEdits(text, edits), format).document;
  const isSame = JSON.stringify(after) === JSON.stringify({ ...document, sections });
  return isSame ? { edits, contents } : { refused: NOT_WRITTEN };
}
