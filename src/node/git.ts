/**
 * Runs git to read and never to write: nothing of a repository's own settings may start a program or reach the network.
 * It never throws; what git cannot say is undefined.
 */
import { execFile } from 'node:child_process';
import * as path from 'node:path';

export interface GitLimits {
  /** Milliseconds. Default: 2,000. */
  timeoutMs?: number;
  /** Of the output. Default: 64 KiB. */
  maxBytes?: number;
}

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 64 * 1024;

const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', '-c', 'core.hooksPath=', '--no-pager'];

/** The output of `git -C folder asked…` as UTF-8. The caller asks for nothing that runs filters or textconv. */
export async function runGit(
  folder: string,
  asked: readonly string[],
  limits: GitLimits = {},
): Promise<string | undefined> {
  return (await runGitBytes(folder, asked, limits))?.toString('utf8');
}

export function runGitBytes(
  folder: string,
  asked: readonly string[],
  limits: GitLimits = {},
): Promise<Buffer | undefined> {
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
  // Windows looks for a program in the folder that it is started in, too: that must not be the repository.
  const cwd = path.dirname(process.execPath);
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = limits;
  const options = { cwd, env, timeout: timeoutMs, maxBuffer: maxBytes, windowsHide: true, encoding: 'buffer' } as const;
  return new Promise((resolve) => {
    try {
      execFile('git', [...SAFE, '-C', folder, ...asked], options, (error, stdout) => {
        resolve(error ? undefined : stdout);
      });
    } catch {
      resolve(undefined);
    }
  });
}
