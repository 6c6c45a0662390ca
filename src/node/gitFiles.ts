/** A file as it was committed, and in which commits it changed. It never writes, and asks git only (see git.ts). */
import * as path from 'node:path';
import type { FileCommit } from '../protocol/contextApi';
import { RpcError } from '../protocol/rpcPeer';
import { decode, MAX_SIZE_BYTES, readContextFile, type FileContent } from './contextFiles';
import { runGit, runGitBytes } from './git';

const LIST_TIMEOUT_MS = 10_000;
/** As git itself would read it; nothing that could be taken for an option or a path. */
const REVISION = /^[^-\s:][^\s:]*$/;

/** The newest first; empty where the file is in no repository or was never committed. */
export async function fileCommits(file: string, most: number): Promise<FileCommit[]> {
  const asked = ['log', `-${most}`, '--no-show-signature', '--format=%H%x00%cI%x00%s', '--', path.basename(file)];
  const output = await runGit(path.dirname(file), asked, { timeoutMs: LIST_TIMEOUT_MS, maxBytes: 1024 * 1024 });
  return (output ?? '').split('\n').flatMap((line) => {
    const [commit = '', time = '', subject = ''] = line.split('\0');
    return commit === '' ? [] : [{ commit, time: Date.parse(time), subject }];
  });
}

/** A file in a commit, read by its hash, so that all files are of one commit. */
export class Revision {
  private constructor(
    readonly commit: string,
    private readonly root: string,
  ) {}

  /** Rejects with 'no-revision' where the folder is in no repository, or git knows no such revision. */
  static async find(folder: string, revision: string): Promise<Revision> {
    if (!REVISION.test(revision)) throw noRevision(revision, folder);
    const root = (await runGit(folder, ['rev-parse', '--show-toplevel']))?.replace(/\r?\n$/, '');
    const asked = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    const commit = (await runGit(folder, asked))?.trim();
    if (root === undefined || commit === undefined || commit === '') throw noRevision(revision, folder);
    return new Revision(commit, path.resolve(root));
  }

  /** Outside of the repository a file is read from disk: there is only the one. */
  readonly readFile = async (folder: string, written: string): Promise<FileContent> => {
    const file = path.resolve(folder, written);
    const inside = path.relative(this.root, file);
    if (inside.startsWith('..') || path.isAbsolute(inside)) return readContextFile(folder, written);
    const place = `${this.commit}:${inside.split(path.sep).join('/')}`;
    const limits = { timeoutMs: LIST_TIMEOUT_MS, maxBytes: MAX_SIZE_BYTES };
    const bytes = await runGitBytes(this.root, ['cat-file', 'blob', place], limits);
    if (bytes) return decode(written, bytes);
    return { error: `The file '${written}' is not in commit ${this.commit.slice(0, 8)}.` };
  };
}

const noRevision = (revision: string, folder: string): RpcError =>
  new RpcError(
    'no-revision',
    `git knows no revision '${revision}' of ${folder}. Check its name, and that the file is in a git repository.`,
  );
