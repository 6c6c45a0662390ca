/**
 * Text of a context document → the document with its defaults, or the findings that say why there is none, each with
 * its range. It never throws on content and never reads a file: `file:` paths are only listed.
 */
import { editIn } from './documentEdits';
import { documentFrom } from './parseModel';
import { brokenRules } from './parseRules';
import { extentIn, LineIndex, locateIn, locateKey } from './positions';
import { validateValue } from './validate';
import { readSource } from './yaml';
import type { ContextDocument, Diagnostic, DocumentPath, ParsedDocument, Range } from './model';
import type { JsonObject, JsonValue } from '../trace/model';
import type { SourceNode } from './yaml';
import type { Finding } from './validate';

export function parseContextDocument(text: string, format: 'yaml' | 'json'): ParsedDocument {
  // Editors do not count a byte-order mark, so positions leave it out too.
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new LineIndex(body);
  const source = readSource(body, format);
  const { root } = source;
  const syntax = source.problems.map((problem) => ({
    code: 'syntax' as const,
    severity: 'error' as const,
    message: problem.message,
    range: lines.range(problem),
  }));
  const found = {
    locate: locateIn(body, lines, root),
    extent: extentIn(body, lines, root),
    edit: (path: DocumentPath, value?: JsonValue) => editIn({ text: body, lines, root, format }, path, value),
    files: [],
  };
  if (syntax.length > 0 || !root) return { ...found, diagnostics: syntax };
  const findings = findingsIn(root);
  const diagnostics = [
    ...findings.map((finding) => toDiagnostic(finding, root, lines, found.locate)),
    ...loneSurrogates(body, root, lines),
  ];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ...found, diagnostics };
  const document = documentFrom(root.value as JsonObject);
  return { ...found, document, diagnostics, files: filesOf(document) };
}

function findingsIn(root: SourceNode): Finding[] {
  if (root.value === null) {
    const message = 'The document is empty. Start with "version: 1" and a list of "sections:".';
    return [{ code: 'syntax', path: [], message }];
  }
  if (!root.entries) {
    const message = 'This is no context document: it must be a mapping with "version: 1" and "sections:".';
    return [{ code: 'schema', path: [], message }];
  }
  const findings = validateValue(root.value);
  return findings.length > 0 ? findings : brokenRules(root.value as JsonObject);
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
