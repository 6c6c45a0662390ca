/** The files of a trace set: files, folders and globs, in a fixed order. The one adapter of `minimatch`. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Minimatch } from 'minimatch';

export interface FoundFile {
  /** As given, or the folder as given with what was found below it. */
  path: string;
  /** Named itself: a file that is no trace is then an error, and not one among others that is passed over. */
  isNamed: boolean;
}

export interface FoundFiles {
  files: FoundFile[];
  /** A sentence for each argument that led to nothing. */
  failures: { path: string; message: string }[];
}

export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], failures: [] };
  const known = new Set<string>();
  for (const given of paths) {
    const { files, failure } = await findFrom(given);
    if (failure !== undefined) found.failures.push({ path: given, message: failure });
    for (const file of files) {
      const absolute = path.resolve(file.path);
      if (!known.has(absolute)) found.files.push(file);
      known.add(absolute);
    }
  }
  return found;
}

type Found = { files: FoundFile[]; failure?: string };

async function findFrom(given: string): Promise<Found> {
  try {
    const stat = await fs.stat(given);
    if (stat.isDirectory()) return await findInFolder(given);
    if (stat.isFile()) return { files: [{ path: given, isNamed: true }] };
    return { files: [], failure: `${given} is no file and no folder. Name a trace file, a folder or a pattern.` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && globOf(given).hasMagic()) return findByGlob(given);
    return { files: [], failure: whyUnreadable(given, error) };
  }
}

/** Compressed logs are listed too, so that it can be said that they are not read. */
const TRACE_FILE = /\.(?:jsonl|ndjson|json)(?:\.(?:gz|zst))?$/i;
const NO_TRACE_FILE = /\.replay\.jsonl$|\.context\.json$|^(?:package|package-lock|tsconfig[^/]*)\.json$/i;

async function findInFolder(folder: string): Promise<Found> {
  // Fails here, with its reason, where the folder may not be read.
  await fs.access(folder, fs.constants.R_OK);
  const names = (await namesBelow(folder)).filter(
    (name) => TRACE_FILE.test(name) && !NO_TRACE_FILE.test(path.posix.basename(name)),
  );
  if (names.length === 0) {
    const failure = `The folder ${folder} holds no trace files (*.jsonl, *.ndjson, *.json). Open another, or name a file.`;
    return { files: [], failure };
  }
  return { files: names.map((name) => ({ path: path.join(folder, name), isNamed: false })) };
}

const globOf = (pattern: string): Minimatch =>
  new Minimatch(pattern.split(path.sep).join('/'), { dot: false, nocomment: true, nonegate: true });

async function findByGlob(pattern: string): Promise<Found> {
  const parts = pattern.split(path.sep).join('/').split('/');
  const plain = parts.findIndex((part) => globOf(part).hasMagic());
  const base = parts.slice(0, plain).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const glob = globOf(parts.slice(plain).join('/'));
  const names = (await namesBelow(base)).filter((name) => glob.match(name) && !name.endsWith('.replay.jsonl'));
  if (names.length === 0) {
    return { files: [], failure: `No file matches ${pattern}. Check the pattern and the folder.` };
  }
  return { files: names.map((name) => ({ path: path.join(base, name), isNamed: false })) };
}

const PASSED_OVER = ['node_modules', '.git'];

/** Files below a folder with forward slashes, in order. Hidden folders and links to folders are passed over. */
async function namesBelow(folder: string, prefix = ''): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile() || entry.isSymbolicLink()) names.push(prefix + entry.name);
    if (!entry.isDirectory() || entry.name.startsWith('.') || PASSED_OVER.includes(entry.name)) continue;
    names.push(...(await namesBelow(path.join(folder, entry.name), `${prefix}${entry.name}/`)));
  }
  return names;
}

/** One sentence: what happened, where, what next. */
export function whyUnreadable(file: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return `There is no file ${file}. Check the path; it may have been moved or deleted.`;
  }
  if (code === 'EACCES' || code === 'EPERM') return `${file} may not be read. Check its permissions.`;
  return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
