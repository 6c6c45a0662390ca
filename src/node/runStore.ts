/**
 * Writes a run file: append-only, each line handed to the system before the next is begun. One process at a time; a
 * folder that cannot be written is found out before anything is sent.
 */
import { mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import type { RunLine } from '../core/replay/model';
import { serialiseRunLine } from '../core/replay/runFile';
import { RpcError } from '../protocol/rpcPeer';
import { RunLineReader, RunIndex, type IndexedLine, type LineRef } from './runIndex';

/** `random` is in [0, 1). */
export function newRunPath(folder: string, now: number, random: number): string {
  const time = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const digits = Math.floor(random * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return path.join(folder, '.context-debugger', 'runs', `${time}-${digits}.replay.jsonl`);
}

/** A line to write, with its text where that was made already. */
export interface RunLineText {
  line: IndexedLine;
  text: string;
}

/** Lines that were appended while a write was under way go out together in the next. */
interface Batch {
  pieces: Buffer[];
  lines: IndexedLine[];
  written: Promise<LineRef[]>;
}

export class RunStore {
  private waiting: Batch | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private readonly reader: RunLineReader;

  private constructor(
    readonly index: RunIndex,
    private readonly file: FileHandle,
    private readonly lock: string,
    private sizeBytes: number,
  ) {
    this.reader = new RunLineReader(file);
  }

  static async open(file: string, resume: boolean): Promise<RunStore> {
    const lock = `${file}.lock`;
    try {
      await makeFolder(path.dirname(file));
      await takeLock(lock);
    } catch (error) {
      throw asStoreError(error, file);
    }
    try {
      return await RunStore.openLocked(file, resume, lock);
    } catch (error) {
      await rm(lock, { force: true });
      throw asStoreError(error, file);
    }
  }

  private static async openLocked(file: string, resume: boolean, lock: string): Promise<RunStore> {
    // 'a' would write at the end whatever is truncated; 'wx' refuses to overwrite a run.
    const handle = await open(file, resume ? 'a+' : 'ax+');
    try {
      const index = new RunIndex(file);
      await index.update();
      const { size } = await handle.stat();
      if (size > 0 && !index.header) {
        throw new RpcError('not-a-run', `${file} holds something else than a run. Give another place for the run.`);
      }
      await handle.truncate(index.wholeBytes);
      const store = new RunStore(index, handle, lock, index.wholeBytes);
      await store.endLastLine();
      return store;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Resolves when the line is with the system: a process that is killed then loses nothing. */
  append(...lines: RunLine[]): Promise<LineRef[]> {
    return this.appendText(lines.map((line) => ({ line, text: serialiseRunLine(line) })));
  }

  async appendText(lines: readonly RunLineText[]): Promise<LineRef[]> {
    const batch = (this.waiting ??= this.nextBatch());
    const from = batch.pieces.length;
    for (const { line, text } of lines) {
      batch.pieces.push(Buffer.from(text, 'utf8'));
      batch.lines.push(line);
    }
    return (await batch.written).slice(from, from + lines.length);
  }

  read(ref: LineRef): Promise<RunLine> {
    return this.reader.read(ref);
  }

  async close(): Promise<void> {
    await this.last;
    await this.file.close();
    await rm(this.lock, { force: true });
  }

  private nextBatch(): Batch {
    const batch: Omit<Batch, 'written'> = { pieces: [], lines: [] };
    const written = this.last.then(() => this.write(batch));
    this.last = written.catch(() => undefined);
    return Object.assign(batch, { written });
  }

  private async write({ pieces, lines }: Omit<Batch, 'written'>): Promise<LineRef[]> {
    this.waiting = undefined;
    try {
      await writeAll(this.file, Buffer.concat(pieces));
    } catch (error) {
      throw asStoreError(error, this.index.path);
    }
    return pieces.map((bytes, at) => {
      const ref = { offsetBytes: this.sizeBytes, lengthBytes: bytes.length };
      this.sizeBytes += bytes.length;
      const line = lines[at];
      if (line) this.index.add(line, ref);
      return ref;
    });
  }

  /** A whole last line whose line end is missing gets it. */
  private async endLastLine(): Promise<void> {
    if (this.sizeBytes === 0) return;
    const byte = Buffer.alloc(1);
    await this.file.read(byte, 0, 1, this.sizeBytes - 1);
    if (byte.toString() === '\n') return;
    await this.file.appendFile('\n');
    this.sizeBytes++;
    this.index.wholeBytes++;
  }
}

/** The system may take a part only. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length;) from += (await file.write(bytes, from)).bytesWritten;
}

/** Runs hold users' data: the default folder keeps itself out of version control. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!folder.endsWith(path.join('.context-debugger', 'runs'))) return;
  await writeFile(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** Identifies this process: a process id alone may have been used before. */
const startedAt = Math.round(Date.now() - process.uptime() * 1000);

async function takeLock(lock: string): Promise<void> {
  const owner = JSON.stringify({ pid: process.pid, startedAt });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(lock, owner, { flag: 'wx' });
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (await isHeld(lock)) {
        throw new RpcError(
          'run-busy',
          `Another replay is writing to this run. Wait for it, or cancel it, then resume.`,
        );
      }
      await rm(lock, { force: true });
    }
  }
  throw new RpcError('run-busy', `Another replay has just begun to write to this run. Wait for it, then resume.`);
}

async function isHeld(lock: string): Promise<boolean> {
  const owner = parseOwner(await readFile(lock, 'utf8').catch(() => ''));
  if (!owner) return false;
  if (owner.pid === process.pid) return Math.abs(owner.startedAt - startedAt) < 2000;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function parseOwner(text: string): { pid: number; startedAt: number } | undefined {
  try {
    const owner = JSON.parse(text) as { pid?: unknown; startedAt?: unknown } | null;
    if (typeof owner?.pid !== 'number' || typeof owner.startedAt !== 'number') return undefined;
    return { pid: owner.pid, startedAt: owner.startedAt };
  } catch {
    return undefined;
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const SENTENCES: Readonly<Record<string, [code: string, what: string]>> = {
  EACCES: ['read-only', 'this folder may not be written'],
  EPERM: ['read-only', 'this folder may not be written'],
  EROFS: ['read-only', 'this disk is read-only'],
  ENOTDIR: ['read-only', 'a part of this path is a file, not a folder'],
  ENOSPC: ['disk-full', 'the disk is full'],
  EEXIST: ['run-exists', 'there is a run of this name already: resume it, or give another place'],
};

function asStoreError(error: unknown, file: string): RpcError {
  if (error instanceof RpcError) return error;
  const [code, what] = SENTENCES[codeOf(error) ?? ''] ?? [
    'unwritable',
    error instanceof Error ? error.message : String(error),
  ];
  const next = code === 'run-exists' ? '' : ' Choose another place for the run (--out).';
  return new RpcError(code, `Cannot write the run ${file}: ${what}.${next}`);
}
