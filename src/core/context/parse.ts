/**
 * Text of a context document → the document with its defaults, or the findings that say why there is none, each with
 * its range. It never throws on content and never reads a file: `file:` paths are only listed.
 */
import { editIn } from './documentEdits';
import { documentFrom } from './parseModel';
import { brokenRules } from './parseRules';
import { extentIn, LineIndex, locateIn, locateKey } from './positions';
import { reparse, type ReadText } from './reparse';
import { changeBetween, type TextChange } from './textChange';
import { isValidPart, validateValue } from './validate';
import { readSource } from './yaml';
import type { ContextDocument, Diagnostic, DocumentPath, ParsedDocument, Range } from './model';
import type { JsonObject, JsonValue } from '../trace/model';
import type { SourceNode, SourceProblem } from './yaml';
import type { Finding } from './validate';

export const parseContextDocument = (text: string, format: 'yaml' | 'json'): ParsedDocument =>
  new DocumentParser(format).parse(text);

/** Of a text that was read, what the next one can be read from. */
interface Known extends ReadText {
  hasLoneSurrogates: boolean;
  /** Whether its value is what the schema asks for. */
  isValid: boolean;
}

/** Parses one document again and again as it is edited; every answer is the one that the text alone would give. */
export class DocumentParser {
  private last: { text: string; parsed: ParsedDocument } | undefined;
  /** The last text without syntax errors. */
  private known: Known | undefined;

  constructor(private readonly format: 'yaml' | 'json') {}

  parse(text: string): ParsedDocument {
    if (this.last?.text === text) return this.last.parsed;
    // Editors do not count a byte-order mark, so positions leave it out too.
    const parsed = this.parseBody(text.startsWith('\uFEFF') ? text.slice(1) : text);
    this.last = { text, parsed };
    return parsed;
  }

  private parseBody(body: string): ParsedDocument {
    const { format } = this;
    const lines = new LineIndex(body);
    const read = this.readAgain(body) ?? this.readWhole(body);
    const { root, problems } = read.source;
    const found = {
      locate: locateIn(body, lines, root),
      extent: extentIn(body, lines, root),
      edit: (path: DocumentPath, value?: JsonValue) => editIn({ text: body, lines, root, format }, path, value),
      files: [],
    };
    if (problems.length > 0 || !root) {
      return { ...found, diagnostics: problems.map((problem) => syntaxError(problem, lines)) };
    }
    const schema = read.isValid ? [] : schemaFindings(root);
    const findings = schema.length > 0 ? schema : brokenRules(root.value as JsonObject);
    const surrogates = read.hasLoneSurrogates ? loneSurrogates(body, root, lines) : [];
    this.known = {
      text: body,
      format,
      source: read.source,
      hasLoneSurrogates: surrogates.length > 0,
      isValid: schema.length === 0,
    };
    const diagnostics = [...findings.map((finding) => toDiagnostic(finding, root, lines, found.locate)), ...surrogates];
    if (diagnostics.some(({ severity }) => severity === 'error')) return { ...found, diagnostics };
    const document = documentFrom(root.value as JsonObject);
    return { ...found, document, diagnostics, files: filesOf(document) };
  }

  private readWhole(body: string): Omit<Known, 'text' | 'format'> {
    return { source: readSource(body, this.format), hasLoneSurrogates: true, isValid: false };
  }

  /** `isValid` and `hasLoneSurrogates` say what is known without looking at the whole. */
  private readAgain(body: string): Omit<Known, 'text' | 'format'> | undefined {
    const { known } = this;
    if (!known || known.hasLoneSurrogates) return undefined;
    const change = changeBetween(known.text, body);
    if (!change) return known;
    const reparsed = reparse(known, body, change);
    const root = reparsed?.source.root;
    if (!reparsed || !root || mayHaveSurrogates(body, change)) return undefined;
    const isValid = known.isValid && isValidPart(root.value, reparsed.path);
    return { source: reparsed.source, hasLoneSurrogates: false, isValid };
  }
}

/** Half a pair in or beside the change, or an escape that may be one. */
function mayHaveSurrogates(text: string, { start, newEnd }: TextChange): boolean {
  if (/\\[uU]/.test(text.slice(Math.max(0, start - ESCAPE), newEnd + ESCAPE))) return true;
  const from = /[\uDC00-\uDFFF]/.test(text.charAt(start - 1)) ? start - 2 : start - 1;
  const to = /[\uD800-\uDBFF]/.test(text.charAt(newEnd)) ? newEnd + 2 : newEnd + 1;
  return /\p{Surrogate}/u.test(text.slice(Math.max(0, from), to));
}
/** The longest: \U and eight digits. */
const ESCAPE = 10;

const syntaxError = (problem: SourceProblem, lines: LineIndex): Diagnostic => ({
  code: 'syntax',
  severity: 'error',
  message: problem.message,
  range: lines.range(problem),
});

function schemaFindings(root: SourceNode): Finding[] {
  if (root.value === null) {
    const message = 'The document is empty. Start with "version: 1" and a list of "sections:".';
    return [{ code: 'syntax', path: [], message }];
  }
  if (!root.entries) {
    const message = 'This is no context document: it must be a mapping with "version: 1" and "sections:".';
    return [{ code: 'schema', path: [], message }];
  }
  return validateValue(root.value);
}

function toDiagnostic(
  finding: Finding,
  root: SourceNode,
  lines: LineIndex,
  locate: ParsedDocument['locate'],
): Diagnostic {
  const range = (finding.isKey && locateKey(lines, root, finding.path)) || locate(finding.path);
  const sectionId = sectionAt(root, finding);
  return {
    code: finding.code,
    severity: finding.severity ?? 'error',
    message: finding.message,
    ...(sectionId === undefined ? {} : { sectionId }),
    ...(range ? { range } : {}),
  };
}

function sectionAt(root: SourceNode, { path }: Finding): string | undefined {
  if (path[0] !== 'sections' || typeof path[1] !== 'number') return undefined;
  const section = root.entries?.get('sections')?.node.items?.[path[1]];
  const id = section?.entries?.get('id')?.node.value;
  return typeof id === 'string' ? id : undefined;
}

/** Half of a surrogate pair, in the text or written as an escape. `\p{Surrogate}` with `u` matches lone ones only. */
function loneSurrogates(text: string, root: SourceNode, lines: LineIndex): Diagnostic[] {
  const warn = (range: Range): Diagnostic => ({
    code: 'lone-surrogate',
    severity: 'warning',
    message: 'Half of a surrogate pair stands here. It is counted and sent as U+FFFD. Type the character anew.',
    range,
  });
  const inText = [...text.matchAll(/\p{Surrogate}/gu)].map(({ index }) =>
    warn(lines.range({ start: index, end: index + 1 })),
  );
  if (inText.length > 0 || !/\\u[dD]/.test(text)) return inText.slice(0, 100);
  return scalarsWithLoneSurrogates(root).map((node) => warn(lines.firstLine(node)));
}

function scalarsWithLoneSurrogates(node: SourceNode): SourceNode[] {
  if (typeof node.value === 'string') return /\p{Surrogate}/u.test(node.value) ? [node] : [];
  const children = node.items ?? [...(node.entries?.values() ?? [])].map((entry) => entry.node);
  return children.flatMap(scalarsWithLoneSurrogates).slice(0, 100);
}

function filesOf(document: ContextDocument): string[] {
  const files = document.sections.flatMap(({ content, overflow }) => [
    ...(content.type === 'file' ? [content.path] : []),
    ...(overflow.fallback?.file === undefined ? [] : [overflow.fallback.file]),
  ]);
  return [...new Set(files)];
}

/** Gives findings of later steps the ranges that their paths have in the text; the path itself is not passed on. */
export function placeDiagnostics(diagnostics: readonly Diagnostic[], parsed: ParsedDocument): Diagnostic[] {
  const sections = parsed.document?.sections ?? [];
  return diagnostics.map(({ path, near, fix, ...diagnostic }) => {
    const index = sections.findIndex(({ id }) => id === diagnostic.sectionId);
    const inSection = index < 0 ? undefined : pathInSection(diagnostic, sections[index], index);
    const range = diagnostic.range ?? parsed.locate(path ?? inSection ?? pathInDocument(diagnostic), near);
    return { ...diagnostic, ...(range ? { range } : {}), ...placedFix(fix, parsed) };
  });
}

/** A fix whose changes have no place in the text is none. */
function placedFix(fix: Diagnostic['fix'], parsed: ParsedDocument): Pick<Diagnostic, 'fix'> {
  const edits = (fix?.edits ?? []).flatMap((edit) => {
    const place = edit.place ?? parsed.edit?.(edit.path, edit.value);
    return place ? [{ ...edit, place }] : [];
  });
  return fix && edits.length === fix.edits.length ? { fix: { ...fix, edits } } : {};
}

function pathInSection({ code }: Diagnostic, section: ContextDocument['sections'][number] | undefined, index: number) {
  const isOwnBudget = code === 'over-budget' && section?.budget.max !== undefined;
  return isOwnBudget ? ['sections', index, 'budget', 'max'] : ['sections', index, 'id'];
}

function pathInDocument({ code }: Diagnostic): (string | number)[] {
  if (code === 'unknown-model') return ['model'];
  return code === 'does-not-fit' || code === 'required-does-not-fit' ? ['window'] : [];
}
