/**
 * Reveal in Code: reads the files of the workspace one after the other and says where a section's text was written, with
 * the last commit of each place. It never writes; it ends by its deadline and when it is cancelled, and says so.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { mayNameFiles, formOfFile, weightOfFile } from '../core/reveal/fileKinds';
import type { CodeCandidate, RevealAnswer, SearchedFiles, SectionTexts } from '../core/reveal/model';
import { standsAlone } from '../core/reveal/rank';
import { RevealSearch } from '../core/reveal/search';
import { sectionTextsOf } from '../core/reveal/sectionTexts';
import type { RevealParams } from '../protocol/contextApi';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import { codeFiles, readCode } from './codeFiles';
import { loadRef, type LoadedRef } from './contextRefs';
import { commitOfLines } from './lineCommits';

export interface CodeSearchOptions {
  /** Absolute. */
  folders: string[];
  /** Absolute paths that are no code: the trace, the document itself. */
  exclude: string[];
  /** Whether git may be asked. */
  isTrusted: boolean;
  deadlineMs?: number;
  signal?: CancelSignal;
}

const DEADLINE_MS = 20_000;
/** How long the thread works before it listens again, in milliseconds. */
const TURN_MS = 40;
/** So many candidates are asked of git. */
const MOST_COMMITS = 10;

export async function revealInCode(
  loaded: Pick<LoadedRef, 'resolved' | 'document' | 'call'>,
  sectionId: string,
  options: CodeSearchOptions & { documentPath?: string },
): Promise<RevealAnswer> {
  const { resolved, document, call } = loaded;
  const section = resolved.sections.find((each) => each.section.id === sectionId);
  if (!section)
    throw new RpcError(
      'no-section',
      noSection(
        sectionId,
        resolved.sections.map((each) => each.section.id),
      ),
    );
  const texts = sectionTextsOf(section, call?.documents);
  const values = [...Object.values(document.variables), ...Object.values(call?.templateVariables ?? {})];
  const exclude = [...options.exclude, ...(call?.sources ?? []).map((source) => path.resolve(source.path))];
  const { documentPath } = options;
  const own = documentPath === undefined ? [] : [documentPath];
  const named = documentPath === undefined ? [] : await namedFiles(texts, path.dirname(documentPath));
  const found = await searchCode(texts, values, {
    ...options,
    exclude: [...exclude, ...own],
  });
  // They are searched, too: what is found elsewhere is measured against what they hold.
  const others = found.candidates.filter(({ file }) => !named.some((each) => each.file === file));
  const candidates = [...named, ...others];
  await addCommits(candidates, options);
  return { ...found, section: sectionId, candidates, standsAlone: standsAlone(candidates) };
}

/** Of a document as it stands in the editor, or of a logged call. */
export async function revealRef(params: RevealParams, signal: CancelSignal): Promise<RevealAnswer> {
  const { ref, sectionId, ...options } = params;
  const own = ref.type === 'document' ? { documentPath: ref.path } : {};
  return revealInCode(await loadRef(ref), sectionId, { ...options, ...own, signal });
}

const noSection = (wanted: string, ids: readonly string[]): string =>
  `There is no section '${wanted}'. The sections are ${ids.join(', ') || 'none'}.`;

/** Where each text stands. Candidates have no commits yet. */
export async function searchCode(
  texts: SectionTexts,
  values: readonly string[],
  options: CodeSearchOptions,
): Promise<RevealAnswer> {
  const search = new RevealSearch(texts, values);
  const until = Date.now() + (options.deadlineMs ?? DEADLINE_MS);
  const isOver = (): boolean => options.signal?.aborted === true || Date.now() > until;
  const searched: SearchedFiles = { folders: options.folders, files: 0, sizeBytes: 0, isCut: false };
  let candidates: CodeCandidate[] = [];
  if (!search.isEmpty) {
    const files = await filesOf(options, isOver);
    searched.isCut = await readAll(files, isOver, (file, text) => {
      searched.files++;
      searched.sizeBytes += text.length;
      search.look(file, text);
    });
    candidates = search.candidates();
    const named = await namingPlaces(candidates, files, isOver);
    if (named.size > 0) candidates = search.candidates(named);
  }
  if (options.signal?.aborted) throw new RpcError('cancelled', 'The search was cancelled.');
  return {
    section: texts.sectionId,
    candidates,
    standsAlone: standsAlone(candidates),
    lookedFor: search.lookedFor,
    searched,
  };
}

/** Where prompts are likely comes first, in case that the time does not suffice. */
async function filesOf({ folders, exclude, isTrusted }: CodeSearchOptions, isOver: () => boolean): Promise<string[]> {
  const excluded = new Set(exclude.map((file) => path.resolve(file)));
  const files = await codeFiles(
    folders.map((folder) => path.resolve(folder)),
    { mayRunGit: isTrusted, isOver },
  );
  const weighed = files
    .filter((file) => !excluded.has(file))
    .map((file) => ({ file, weight: weightOfFile(slashed(file)) }));
  return weighed.sort((a, b) => b.weight - a.weight).map(({ file }) => file);
}

const slashed = (file: string): string => file.replaceAll('\\', '/');

/** @returns whether the time was over before all were read */
async function readAll(
  files: readonly string[],
  isOver: () => boolean,
  use: (file: string, text: string) => void,
): Promise<boolean> {
  let turn = Date.now();
  for (const file of files) {
    if (Date.now() - turn > TURN_MS) {
      // Lets a cancel come in.
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver()) return true;
      turn = Date.now();
    }
    const text = readCode(file);
    if (text !== undefined) use(file, text);
  }
  return isOver();
}

/** Prompt files among the candidates that code names: `read('prompts/support.md')`. */
async function namingPlaces(candidates: readonly CodeCandidate[], files: readonly string[], isOver: () => boolean) {
  const named = new Map<string, { file: string; line: number }>();
  const open = new Set(
    candidates.map(({ file }) => file).filter((file) => formOfFile(file) === 'plain' || !mayNameFiles(slashed(file))),
  );
  if (open.size === 0) return named;
  const code = files.filter((file) => mayNameFiles(slashed(file)));
  await readAll(code, isOver, (file, text) => {
    for (const prompt of open) {
      const name = path.basename(prompt);
      if (prompt === file || !text.includes(name)) continue;
      const at = namedAt(text, name);
      if (at < 0) continue;
      named.set(prompt, { file, line: text.slice(0, at).split('\n').length - 1 });
      open.delete(prompt);
    }
  });
  return named;
}

/** The name in quotes or after a slash: 'own-support.md' does not name 'support.md'. */
function namedAt(text: string, name: string): number {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (/["'`/\\]/.test(text[at - 1] ?? '') && /["'`\s),]/.test(text[at + name.length] ?? ' ')) return at;
  }
  return -1;
}

/** The files that the document itself names for the section: nothing is searched for them. */
async function namedFiles({ files }: SectionTexts, folder: string): Promise<CodeCandidate[]> {
  const found = await Promise.all(files.map((written) => namedFile(path.resolve(folder, written))));
  return found.flatMap((candidate) => candidate ?? []);
}

async function namedFile(file: string): Promise<CodeCandidate | undefined> {
  const text = await fs.readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.replace(/(?:\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/);
  const excerpt = lines.slice(0, 3).join('\n').slice(0, 480);
  const end = { endLine: lines.length - 1, endColumn: lines.at(-1)?.length ?? 0 };
  return { file, line: 0, column: 0, ...end, excerpt, covered: 1, holds: [], literals: [], holes: [], kind: 'file' };
}

async function addCommits(candidates: CodeCandidate[], { isTrusted, signal }: CodeSearchOptions): Promise<void> {
  if (!isTrusted) return;
  for (const candidate of candidates.slice(0, MOST_COMMITS)) {
    if (signal?.aborted) return;
    Object.assign(candidate, await commitOfLines(candidate.file, candidate.line, candidate.endLine));
  }
}
