/** Files in a folder of their own that is removed after the test. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface TempFolder {
  path: string;
  /** Writes a file (and its folders) and returns its path. */
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

export function tempFolder(): TempFolder {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctxdbg-'));
  return {
    path: folder,
    write(name, content) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
      return file;
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
