/**
 * The files of a workspace that people write: by git where it may be asked, so that ignored files stay out, else by
 * walking past folders of dependencies and build output. Links are not followed. It never writes.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runGit } from './git';

export interface CodeFilesOptions {
  mayRunGit: boolean;
  isOver: () => boolean;
}

const MOST_FILES = 200_000;
const LISTING = { timeoutMs: 10_000, maxBytes: 64 * 1024 * 1024 };
const SKIPPED = new Set(
  'node_modules bower_components .git .hg .svn dist out build target coverage venv .venv env __pycache__ .tox .mypy_cache .pytest_cache .next .nuxt .cache .idea .vscode-test .context-debugger vendor site-packages .terraform .gradle'.split(
    ' ',
  ),
);

/** Absolute paths, each once, in order. */
export async function codeFiles(folders: readonly string[], options: CodeFilesOptions): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of folders) {
    const listed = options.mayRunGit ? await listedByGit(folder) : undefined;
    for (const file of listed ?? (await walked(folder, options))) {
      if (found.size >= MOST_FILES) return [...found];
      found.add(file);
    }
  }
  return [...found];
}

/** Undefined outside a repository, and where a repository ignores the folder itself. */
async function listedByGit(folder: string): Promise<string[] | undefined> {
  const output = await runGit(folder, ['ls-files', '-co', '--exclude-standard', '-z'], LISTING);
  const names = (output ?? '').split('\0').filter((name) => name !== '' && !isSkipped(name));
  return names.length === 0 ? undefined : names.map((name) => path.join(folder, name));
}

/** Dependencies and run files that are committed, too. */
const isSkipped = (name: string): boolean =>
  name.split('/').some((part) => part === 'node_modules' || part === '.context-debugger');

async function walked(folder: string, { isOver }: CodeFilesOptions): Promise<string[]> {
  const files: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined && files.length < MOST_FILES && !isOver(); next = open.pop()) {
    const at = next;
    const entries = await fs.promises.readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile()) files.push(path.join(at, entry.name));
      else if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push(path.join(at, entry.name));
    }
  }
  return files.sort();
}

/** Larger files are data. */
export const MOST_FILE_BYTES = 1024 * 1024;

/** One buffer for all files. */
const buffer = Buffer.allocUnsafe(MOST_FILE_BYTES + 1);

/** The text of a plain file, or undefined where it is large, binary, a link or unreadable. */
export function readCode(file: string): string | undefined {
  try {
    const stat = fs.lstatSync(file);
    if (!stat.isFile() || stat.size === 0 || stat.size > MOST_FILE_BYTES) return undefined;
    const handle = fs.openSync(file, 'r');
    try {
      const length = fs.readSync(handle, buffer, 0, MOST_FILE_BYTES + 1, 0);
      const bytes = buffer.subarray(0, length);
      return length > MOST_FILE_BYTES || bytes.includes(0) ? undefined : bytes.toString('utf8');
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return undefined;
  }
}
