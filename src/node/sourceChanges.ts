/**
 * When the sources that a context names last changed: by git where the file is in a repository, else by the file's own
 * time. It never throws, never writes, never fetches, and runs git only where that is allowed: a repository's settings
 * can name programs.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceChange, SourceChanges } from '../core/context/freshness';
import { runGit } from './git';

export interface SourceOptions {
  /** Relative sources start here, else at the root of its repository. */
  folder: string;
  /** Milliseconds since the epoch: what changed later is not known yet. */
  now: number;
  /** false in a workspace that is not trusted: only the files' own times are asked. */
  mayRunGit: boolean;
}

export interface FoundChanges {
  sourceChanges: SourceChanges;
  /** Absolute paths of the sources that are files here. */
  files: string[];
}

/** More sources than this are not looked up. */
const MOST_SOURCES = 100;
const AT_ONCE = 4;
/** What git said holds this long: a document is looked at with every keystroke. */
const KNOWN_MS = 5_000;
const MOST_KNOWN = 1_000;
/** A larger file is taken as committed. */
const MOST_HASHED_BYTES = 4 * 1024 * 1024;

export async function findSourceChanges(sources: readonly string[], options: SourceOptions): Promise<FoundChanges> {
  const found = new Map<string, SourceChange>();
  const files = new Set<string>();
  const open = [...new Set(sources)].slice(0, MOST_SOURCES);
  const root = open.length > 0 ? await repositoryOf(options.folder) : undefined;
  const work = async (): Promise<void> => {
    for (let source = open.pop(); source !== undefined; source = open.pop()) {
      const file = await fileOf(source, root === undefined ? [options.folder] : [options.folder, root]);
      if (!file) continue;
      files.add(file.path);
      const change = await changeOf(file, options);
      if (change) found.set(source, change);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { sourceChanges: (source) => found.get(source), files: [...files].sort() };
}

interface SourceFile {
  path: string;
  modifiedAt: number;
  sizeBytes: number;
}

/** A file on this machine; an address or a share on another is none. */
async function fileOf(source: string, folders: readonly string[]): Promise<SourceFile | undefined> {
  const names = localNames(source);
  for (const folder of folders) {
    for (const name of names) {
      const file = path.resolve(folder, name);
      try {
        const stat = await fs.stat(file);
        if (stat.isFile()) return { path: file, modifiedAt: Math.floor(stat.mtimeMs), sizeBytes: stat.size };
      } catch {
        // Not here; it may be named from another folder.
      }
    }
  }
  return undefined;
}

/** The path as written, and without what follows '#'. */
function localNames(source: string): string[] {
  if (/^[\\/]{2}/.test(source) || source.includes('\0') || source.trim() === '') return [];
  if (/^file:\/\/\//i.test(source)) {
    try {
      return [fileURLToPath(source)];
    } catch {
      return [];
    }
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(source)) return [];
  const [beforeHash = ''] = source.split('#');
  return beforeHash === '' || beforeHash === source ? [source] : [source, beforeHash];
}

async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    try {
      await fs.stat(path.join(at, '.git'));
      return at;
    } catch {
      if (path.dirname(at) === at) return undefined;
    }
  }
}

async function changeOf(file: SourceFile, { now, mayRunGit }: SourceOptions): Promise<SourceChange | undefined> {
  const byTime = file.modifiedAt <= now ? { changedAt: file.modifiedAt } : undefined;
  if (!mayRunGit) return byTime;
  const commit = await lastCommit(file, undefined);
  if (!commit) return byTime;
  if (commit.changedAt > now) return lastCommit(file, now);
  // A checkout sets the file's time and changes nothing.
  const isEdited = byTime !== undefined && byTime.changedAt > commit.changedAt && !(await isCommitted(file));
  return isEdited ? byTime : commit;
}

type Answer = Promise<string | undefined>;
const known = new Map<string, { until: number; answer: Answer }>();

/** Asked again only after a while, or where the file's time changed. */
function remembered(key: string, ask: () => Answer): Answer {
  const old = known.get(key);
  if (old && old.until > Date.now()) return old.answer;
  if (known.size >= MOST_KNOWN) known.clear();
  const answer = ask();
  known.set(key, { until: Date.now() + KNOWN_MS, answer });
  return answer;
}

/** `before`: the last one up to that time. */
async function lastCommit(file: SourceFile, before: number | undefined): Promise<SourceChange | undefined> {
  const until = before === undefined ? [] : [`--before=${new Date(before).toISOString()}`];
  const asked = ['log', '-1', '--no-show-signature', '--format=%cI %H', ...until, '--', path.basename(file.path)];
  const output = await remembered(keyOf(file, until), () => runGit(path.dirname(file.path), asked));
  const [time = '', commit = ''] = (output ?? '').trim().split(' ');
  const changedAt = Date.parse(time);
  return Number.isFinite(changedAt) && commit !== '' ? { changedAt, commit } : undefined;
}

const keyOf = ({ path: file, modifiedAt, sizeBytes }: SourceFile, what: readonly string[]): string =>
  [file, modifiedAt, sizeBytes, ...what].join('\0');

/** Compares without git, whose comparison may run a repository's filters. Line ends count for nothing. */
async function isCommitted(file: SourceFile): Promise<boolean> {
  if (file.sizeBytes > MOST_HASHED_BYTES) return true;
  const asked = ['rev-parse', `HEAD:./${path.basename(file.path)}`];
  const blob = (await remembered(keyOf(file, ['blob']), () => runGit(path.dirname(file.path), asked)))?.trim();
  if (blob === undefined || blob === '') return true;
  try {
    const bytes = await fs.readFile(file.path);
    const unix = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    return [bytes, unix].some((each) => blobId(each, blob.length === 64 ? 'sha256' : 'sha1') === blob);
  } catch {
    return true;
  }
}

const blobId = (bytes: Buffer, algorithm: 'sha1' | 'sha256'): string =>
  createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
