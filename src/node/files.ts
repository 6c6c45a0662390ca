/** The files of a trace set: files, folders and globs, in a fixed order. The one adapter of `tinyglobby`. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';

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

/** Compressed logs are listed too, so that it can be said that they are not read. */
const TRACE_FILES = '**/*.{jsonl,ndjson,json}{,.gz,.zst}';
const NEVER = ['**/node_modules/**', '**/.git/**', '**/*.replay.jsonl', '**/package.json', '**/package-lock.json', '**/tsconfig*.json'];

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

async function findFrom(given: string): Promise<{ files: FoundFile[]; failure?: string }> {
  try {
    const stat = await fs.stat(given);
    if (stat.isDirectory()) return await findInFolder(given);
    if (stat.isFile()) return { files: [{ path: given, isNamed: true }] };
    return { files: [], failure: `${given} is no file and no folder.` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && isDynamicPattern(given)) return findByGlob(given);
    return { files: [], failure: whyUnreadable(given, error) };
  }
}

async function findInFolder(folder: string): Promise<{ files: FoundFile[]; failure?: string }> {
  const names = await glob(TRACE_FILES, { cwd: folder, ignore: NEVER, followSymbolicLinks: false });
  if (names.length === 0) {
    return { files: [], failure: `The folder ${folder} holds no trace files (*.jsonl, *.ndjson, *.json).` };
  }
  return { files: names.sort().map((name) => ({ path: path.join(folder, name), isNamed: false })) };
}

async function findByGlob(pattern: string): Promise<{ files: FoundFile[]; failure?: string }> {
  const ignore = ['**/node_modules/**', '**/.git/**', '**/*.replay.jsonl'];
  const names = await glob(pattern.split(path.sep).join('/'), { ignore, followSymbolicLinks: false, absolute: path.isAbsolute(pattern) });
  if (names.length === 0) return { files: [], failure: `No file matches ${pattern}. Check the pattern and the folder.` };
  return { files: names.sort().map((name) => ({ path: path.normalize(name), isNamed: false })) };
}

/** One sentence: what happened, where, what next. */
export function whyUnreadable(file: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no file ${file}. Check the path; it may have been moved or deleted.`;
  if (code === 'EACCES' || code === 'EPERM') return `${file} may not be read. Check its permissions.`;
  return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
