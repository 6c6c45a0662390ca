/**
 * A prompt file of another program read as a context document: findings and ranges are those of the file itself, so that
 * the view, Problems and clicks go to what its author wrote. It can be shown and converted, never edited from here.
 */
import type { JsonObject } from '../../trace/model';
import type { Diagnostic, DocumentPath, ParsedDocument, Range } from '../model';
import { documentFrom } from '../parseModel';
import { brokenRules } from '../parseRules';
import { LineIndex } from '../positions';
import { validateValue } from '../validate';
import type { Converted } from './converted';
import { foreignFormatOf } from './foreignFormats';
import { writeDocument, type WrittenFormat } from './writeDocument';

/** Nothing where the path and the text are those of no such file. */
export function parseForeign(path: string, text: string): ParsedDocument | undefined {
  const format = foreignFormatOf(path);
  const body = text.replace(/^\uFEFF/, '');
  const converted = format?.convert(body);
  if (!format || !converted) return undefined;
  const lines = new LineIndex(body);
  const { value, problems, lost } = converted;
  const found = {
    locate: (at: DocumentPath, near?: string) => locate(converted, { at, near, text: body, lines }),
    extent: (at: DocumentPath) => extent(converted, at, body, lines),
    files: [],
    converted: { format: format.title, lost: lost.map(({ message }) => message) },
  };
  const top = lines.range({ start: 0, end: 0 });
  const errors = problems.map(({ message, span }): Diagnostic => ({
    code: 'syntax',
    severity: 'error',
    message,
    range: span ? lines.firstLine(span) : top,
  }));
  if (!value) return { ...found, diagnostics: errors };
  const notKept = lost.map(({ message, span }): Diagnostic => ({
    code: 'not-kept',
    severity: 'info',
    message,
    range: span ? lines.firstLine(span) : top,
  }));
  const broken = findingsOf(value).map(({ message, path: at }): Diagnostic => {
    const range = found.locate(at) ?? top;
    return { code: 'schema', severity: 'error', message, range };
  });
  if (broken.length > 0) return { ...found, diagnostics: [...broken, ...notKept] };
  return { ...found, document: documentFrom(value), diagnostics: notKept };
}

/** A converted value obeys the same rules as one that is written by hand. */
function findingsOf(value: JsonObject) {
  const findings = validateValue(value);
  return (findings.length > 0 ? findings : brokenRules(value)).filter(({ severity = 'error' }) => severity === 'error');
}

/** The place of the longest part of the path that came from somewhere. */
function spanAt({ places }: Converted, at: DocumentPath) {
  const matching = places.filter(({ path }) => path.every((step, index) => at[index] === step));
  return matching.sort((a, b) => b.path.length - a.path.length)[0]?.span;
}

interface Locating {
  at: DocumentPath;
  near: string | undefined;
  text: string;
  lines: LineIndex;
}

function locate(converted: Converted, { at, near, text, lines }: Locating): Range | undefined {
  const span = spanAt(converted, at);
  if (!span) return near ? locateAnywhere(near, text, lines) : lines.range({ start: 0, end: 0 });
  const nearAt = near ? text.slice(span.start, span.end).indexOf(near) : -1;
  if (near && nearAt >= 0) return lines.range({ start: span.start + nearAt, end: span.start + nearAt + near.length });
  return lines.firstLine(span);
}

function locateAnywhere(near: string, text: string, lines: LineIndex): Range {
  const start = Math.max(0, text.indexOf(near));
  return lines.range({ start, end: text.includes(near) ? start + near.length : start });
}

function extent(converted: Converted, at: DocumentPath, text: string, lines: LineIndex): Range | undefined {
  const span = spanAt(converted, at);
  return (
    span && lines.range({ start: span.start, end: span.start + text.slice(span.start, span.end).trimEnd().length })
  );
}

export interface ConvertedText {
  /** The context document. */
  text: string;
  format: string;
  kept: string[];
  lost: string[];
}

/** The file as the text of a context document, or why it is none, as a sentence. `name`: the file's, for the first line. */
export function convertForeign(
  { path, name, text }: { path: string; name: string; text: string },
  written: WrittenFormat = 'yaml',
): ConvertedText | { error: string } {
  const format = foreignFormatOf(path);
  const body = text.replace(/^\uFEFF/, '');
  const converted = format?.convert(body);
  if (!format || !converted) {
    return {
      error: `${name} is no prompt file that can be converted. Prompty files, .prompt.yml files and messages in JSON can.`,
    };
  }
  const { value, kept, lost, problems } = converted;
  const [problem] = problems;
  if (!value) {
    const line = problem?.span ? ` (line ${new LineIndex(body).position(problem.span.start).line + 1})` : '';
    return { error: `${name} cannot be converted: ${problem?.message ?? 'it holds nothing.'}${line}` };
  }
  const sentences = lost.map(({ message }) => message);
  const intro = [`Converted from ${name} (${format.title}).`];
  return {
    text: writeDocument({ value, comments: new Map(), intro, lost: sentences }, written),
    format: format.title,
    kept,
    lost: sentences,
  };
}
