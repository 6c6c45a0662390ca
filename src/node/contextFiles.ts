/** Reads the files that a context document names. A file that cannot be used is a sentence and never an exception. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

export type FileContent = { text: string } | { error: string };

export const MAX_SIZE_BYTES = 20 * 1024 * 1024;

/** `folder` is the document's; `written` is the path as it stands in it. */
export async function readContextFile(folder: string, written: string): Promise<FileContent> {
  const file = path.resolve(folder, written);
  try {
    const stat = await fs.stat(file);
    if (stat.isDirectory()) return { error: `'${written}' is a folder (${file}). Name a text file.` };
    if (!stat.isFile()) return { error: `'${written}' is no file that can be read (${file}). Name a text file.` };
    if (stat.size > MAX_SIZE_BYTES) return { error: tooLarge(written, stat.size) };
    return decode(written, await fs.readFile(file));
  } catch (error) {
    return { error: whyUnreadable(written, file, error) };
  }
}

function tooLarge(written: string, sizeBytes: number): string {
  const size = Math.round(sizeBytes / 1024 / 1024);
  return `The file '${written}' has ${size} MB; at most ${MAX_SIZE_BYTES / 1024 / 1024} MB are read. Name a smaller file.`;
}

/** The bytes of a file as text. */
export function decode(written: string, bytes: Uint8Array): FileContent {
  if (bytes.includes(0)) return { error: `The file '${written}' is binary and no text. Name a text file.` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { error: `The file '${written}' is no UTF-8 text. Save it as UTF-8.` };
  }
}

function whyUnreadable(written: string, file: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return `The file '${written}' is missing (looked for ${file}). Create it, or correct the path: it starts at this document's folder.`;
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return `The file '${written}' may not be read (${file}). Allow it, or name another.`;
  }
  return `The file '${written}' cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}

/** What was read of the files that an open document names; read again where the file's times or size changed. */
export class FileMemory {
  private readonly known = new Map<string, { stamp: string; content: FileContent }>();

  /** `isFast`: what was read before is taken as it is, without a look at the disk. */
  async read(folder: string, written: string, isFast: boolean): Promise<FileContent> {
    const file = path.resolve(folder, written);
    const known = this.known.get(file);
    if (known && isFast) return known.content;
    const stamp = await stampOf(file);
    if (known && stamp === known.stamp) return known.content;
    const content = await readContextFile(folder, written);
    this.known.set(file, { stamp, content });
    return content;
  }

  /** What is no longer named goes. */
  keepOnly(folder: string, written: readonly string[]): void {
    const files = new Set(written.map((each) => path.resolve(folder, each)));
    for (const file of this.known.keys()) if (!files.has(file)) this.known.delete(file);
  }
}

async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await fs.stat(file);
    return [mtimeMs, ctimeMs, size, ino].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
