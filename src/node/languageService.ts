/**
 * Answers what the editor's language features ask of a context document: from its text as it stands, the numbers that the
 * views last showed, and the files that it names. It counts nothing again and never writes.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { codeActionsAt } from '../core/context/language/codeActions';
import { completionNeeds, completionsAt } from '../core/context/language/completion';
import { definitionAt, linksIn } from '../core/context/language/definition';
import { hoverAt } from '../core/context/language/hover';
import { textAt } from '../core/context/language/looseNode';
import { looseTree } from '../core/context/language/looseTree';
import type { KnownVariable, LanguageKnowledge, RangeEdit } from '../core/context/language/model';
import { extractText, inlineFile } from '../core/context/language/moveText';
import { outlineOf } from '../core/context/language/outline';
import { nameAt, occurrencesOf } from '../core/context/language/references';
import { renameEdits, renameTarget, templateFiles, variableInFile } from '../core/context/language/rename';
import { isPlainOverlay } from '../core/context/overlay';
import { DocumentParser } from '../core/context/parse';
import { LineIndex } from '../core/context/positions';
import type { ContextAnswer } from '../core/context/assembly';
import type { ParsedDocument, Range } from '../core/context/model';
import type { DocumentResult, DocumentUpdate } from '../protocol/contextApi';
import type { LanguageDocument, LanguageMethods, Location, OpenTexts } from '../protocol/languageApi';
import type { Handlers } from '../protocol/rpcPeer';
import { readContextFile } from './contextFiles';
import type { ContextService } from './contextService';
import { FitFixes } from './languageFixes';
import { absolute, listCalls, listFolder, variablesOf } from './languageFiles';
import type { SampleReader } from './sampleCall';

export interface LanguageService {
  handlers: Handlers<LanguageMethods>;
  /** What the views show of a document, under no what-if. */
  remember(update: DocumentUpdate, result: DocumentResult): void;
  forget(path: string): void;
}

const ORIGIN: Range = { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
/** As many as a page of the views holds. */
const MOST_ROWS = 5_000;

export function createLanguageService(shown: Pick<ContextService, 'shown'>, readSample: SampleReader): LanguageService {
  const service = new Service(shown, readSample);
  return {
    handlers: service.handlers(),
    remember: (update, result) => service.remember(update, result),
    forget: (file) => service.forget(file),
  };
}

interface Known {
  answer: ContextAnswer;
  version: number;
}

class Service {
  private readonly answers = new Map<string, Known>();
  private readonly parsers = new Map<string, DocumentParser>();
  private readonly fixes: FitFixes;

  constructor(
    private readonly shown: Pick<ContextService, 'shown'>,
    private readonly readSample: SampleReader,
  ) {
    this.fixes = new FitFixes(readSample);
  }

  remember({ path: file, overlay, version }: DocumentUpdate, { snapshot }: DocumentResult): void {
    // Files may have changed with the text as it was.
    this.fixes.forget(file);
    if (snapshot && isPlainOverlay(overlay)) this.answers.set(file, { answer: snapshot.answer, version });
  }

  forget(file: string): void {
    this.answers.delete(file);
    this.parsers.delete(file);
    this.fixes.forget(file);
  }

  handlers(): Handlers<LanguageMethods> {
    return {
      completion: async (ask) =>
        completionsAt(ask, { ...(await this.toComplete(ask)), ...serverOf(ask), now: ask.now }),
      hover: async (ask) => {
        const known = { variables: await this.variables(ask), answer: this.wholeAnswer(ask.path), now: ask.now };
        return hoverAt(ask, { ...defined(known), ...serverOf(ask) }) ?? null;
      },
      outline: (ask) => outlineOf(ask, this.wholeAnswer(ask.path)),
      definition: (ask) => definition(ask),
      references: (ask) => references(ask),
      links: (ask) => linksIn(ask).map(({ span, file }) => ({ span, path: absolute(ask.path, file) })),
      prepareRename: (ask) => {
        const target = renameTarget(ask);
        if ('refused' in target) return target;
        return { span: target.span, name: target.name.type === 'section' ? target.name.id : target.name.name };
      },
      rename: (ask) => rename(ask),
      actions: async (ask, signal) => {
        const parsed = this.parsed(ask);
        const lines = new LineIndex(ask.text);
        const range = lines.range({ start: ask.start, end: ask.end });
        const answer = this.answers.get(ask.path)?.answer;
        const fixes = parsed.document ? await this.fixes.at(ask, range, signal) : [];
        return [...fixes, ...codeActionsAt({ ...ask, parsed, ...defined({ answer }) })];
      },
      extractText: (ask) => extractText(ask),
      inlineFile: (ask) => inline(ask),
    };
  }

  private parsed({ path: file, format, text }: LanguageDocument): ParsedDocument {
    const parser = this.parsers.get(file) ?? new DocumentParser(format);
    this.parsers.set(file, parser);
    return parser.parse(text);
  }

  /** With the items and decisions that views ask for by page. */
  private wholeAnswer(file: string): ContextAnswer | undefined {
    const known = this.answers.get(file);
    if (!known) return undefined;
    const { answer, version } = known;
    try {
      const all = this.shown.shown(file, version);
      const range = { version, from: 0, count: MOST_ROWS };
      const sections = answer.sections.map((section) => {
        const items = all.items({ ...range, sectionId: section.id }).rows;
        return items.length > 0 ? { ...section, items } : section;
      });
      return { ...answer, sections, decisions: all.decisions(range).rows };
    } catch {
      // It is no longer held: what the snapshot had is still true of it.
      return answer;
    }
  }

  private async toComplete(ask: LanguageDocument & { offset: number }): Promise<LanguageKnowledge> {
    const needs = completionNeeds(ask);
    const [files, calls, variables] = await Promise.all([
      needs.folder === undefined ? undefined : listFolder(absolute(ask.path, needs.folder)),
      needs.trace === undefined ? undefined : listCalls(absolute(ask.path, needs.trace)),
      this.variables(ask),
    ]);
    return defined({ files, calls, variables, answer: this.answers.get(ask.path)?.answer });
  }

  /** Of the call that the document binds. */
  private async variables(ask: LanguageDocument): Promise<KnownVariable[] | undefined> {
    const root = looseTree(ask.text, ask.format);
    const trace = textAt(root, ['sample', 'trace']);
    const { document } = this.parsed(ask);
    if (trace === undefined || trace === '' || !document) return undefined;
    const sample = await this.readSample(absolute(ask.path, trace), textAt(root, ['sample', 'call']));
    return 'call' in sample ? variablesOf(sample.call, document) : undefined;
  }
}

const serverOf = ({ hasSchemaServer }: LanguageDocument): LanguageKnowledge =>
  hasSchemaServer ? { hasSchemaServer } : {};

/** Without the keys that have no value. */
const defined = <T extends object>(value: T): { [key in keyof T]?: Exclude<T[key], undefined> } =>
  // What is left has no undefined in it: that is what the filter is for.
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [key in keyof T]?: Exclude<T[key], undefined>;
  };

function definition(ask: LanguageDocument & { offset: number }) {
  const found = definitionAt(ask);
  if (!found) return null;
  const lines = new LineIndex(ask.text);
  const locations = found.targets.map((target): Location =>
    'file' in target ? { path: absolute(ask.path, target.file), range: ORIGIN } : { range: lines.range(target.span) },
  );
  return { origin: found.origin, locations };
}

async function references(ask: LanguageDocument & { offset: number; openTexts: OpenTexts }): Promise<Location[]> {
  const found = nameAt(ask);
  if (!found) return [];
  const lines = new LineIndex(ask.text);
  const own = occurrencesOf(found.name, ask).map(({ span }): Location => ({ range: lines.range(span) }));
  if (found.name.type === 'section') return own;
  const { name } = found.name;
  const inFiles = await eachTemplate(ask, (text) => variableInFile(text, name));
  return [...own, ...inFiles.flatMap(({ path: file, ranges }) => ranges.map((range) => ({ path: file, range })))];
}

async function eachTemplate(
  ask: LanguageDocument & { openTexts: OpenTexts },
  spansIn: (text: string) => { start: number; end: number }[],
): Promise<{ path: string; ranges: Range[] }[]> {
  const files = [...new Set(templateFiles(ask).map((written) => absolute(ask.path, written)))];
  const read = await Promise.all(files.map((file) => textOf(file, ask.openTexts)));
  return files.flatMap((file, index) => {
    const text = read[index];
    if (text === undefined) return [];
    const lines = new LineIndex(text);
    const ranges = spansIn(text).map((span) => lines.range(span));
    return ranges.length > 0 ? [{ path: file, ranges }] : [];
  });
}

async function textOf(file: string, openTexts: OpenTexts): Promise<string | undefined> {
  if (Object.hasOwn(openTexts, file)) return openTexts[file];
  const content = await readContextFile(path.dirname(file), path.basename(file));
  // Editors do not count a byte-order mark.
  return 'text' in content ? content.text.replace(/^\uFEFF/, '') : undefined;
}

async function rename(ask: LanguageDocument & { offset: number; newName: string; openTexts: OpenTexts }) {
  const renamed = renameEdits(ask);
  if ('refused' in renamed) return renamed;
  const lines = new LineIndex(ask.text);
  const edits = renamed.edits.map(({ span, text }): RangeEdit => ({ range: lines.range(span), text }));
  const { variable } = renamed;
  if (!variable) return { edits, files: [] };
  const found = await eachTemplate(ask, (text) => variableInFile(text, variable.from));
  const files = found.map(({ path: file, ranges }) => ({
    path: file,
    edits: ranges.map((range): RangeEdit => ({ range, text: variable.to })),
  }));
  return { edits, files };
}

async function inline(ask: LanguageDocument & { sectionId: string; openTexts: OpenTexts }) {
  const { document } = new DocumentParser(ask.format).parse(ask.text);
  const content = document?.sections.find(({ id }) => id === ask.sectionId)?.content;
  if (content?.type !== 'file') return inlineFile({ ...ask, fileText: '' });
  const file = absolute(ask.path, content.path);
  const open = Object.hasOwn(ask.openTexts, file) ? ask.openTexts[file] : undefined;
  const text = open ?? (await fs.readFile(file, 'utf8').catch(() => undefined));
  if (text === undefined)
    return { refused: `The file '${content.path}' cannot be read. Correct the path, or create it.` };
  return inlineFile({ ...ask, fileText: text });
}
