/** Runs the built program as a user's shell does: spawned, without a terminal. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

export const fixture = (name: string): string => inRoot('test/fixtures/cli', name);
export const SHOP = fixture('shop.trace.jsonl');
/** Call ids of shop.trace.jsonl, in file order: response ids, and the request id of the failed one. */
export const SHOP_CALLS = ['chatcmpl-0', 'chatcmpl-1', 'chatcmpl-2', 'req_3'];

export function start(args: string[], { cwd, env }: RunOptions = {}): ChildProcessWithoutNullStreams {
  const { OPENAI_API_KEY: _key, NO_COLOR: _colour, ...inherited } = process.env;
  return spawn(process.execPath, [inRoot('dist/cli.js'), ...args], { cwd, env: { ...inherited, ...env } });
}

export function finish(child: ChildProcessWithoutNullStreams): Promise<Result> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export const ctxdbg = (args: string[], options?: RunOptions): Promise<Result> => finish(start(args, options));

/** The JSON answer of a command that ends with 0, or with the code that is expected. */
export async function answerOf(args: string[], expectedCode = 0, options?: RunOptions): Promise<unknown> {
  const { code, stdout, stderr } = await ctxdbg([...args, '--json'], options);
  if (code !== expectedCode) throw new Error(`ctxdbg ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}

/** A folder for one test, with files in it; remove() takes it away. */
export function temporaryFolder(files: Record<string, string | Buffer> = {}): { path: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctxdbg-test-'));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
