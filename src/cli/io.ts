/** What a command may do to the outside world besides reading files: write, ask, be interrupted. */
import { createInterface } from 'node:readline/promises';
import { styleFor, type Style } from './text/style';

export interface CliIo {
  /** Writes a line to standard output. */
  out(line: string): void;
  /** Writes a line to standard error. */
  err(line: string): void;
  /** Replaces the last progress line; only on a terminal. */
  progress(line: string): void;
  clearProgress(): void;
  style: Style;
  /** Columns of the terminal; without end where there is none, so that nothing is cut in a pipe. */
  width: number;
  /** Whether a person is there to answer. */
  canAsk: boolean;
  ask(question: string): Promise<boolean>;
  env: NodeJS.ProcessEnv;
  /** Of this program. */
  version: string;
  now(): number;
  /** Calls back on Ctrl+C until the returned function is called; a second Ctrl+C ends the process. */
  onInterrupt(callback: () => void): () => void;
}

const INTERRUPTED = 130;
const ERASE_LINE = '\r\u001b[2K';

export function processIo(version: string): CliIo {
  const { stdout, stderr, stdin, env } = process;
  let hasProgress = false;
  const clearProgress = (): void => {
    if (hasProgress) stderr.write(ERASE_LINE);
    hasProgress = false;
  };
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => {
      clearProgress();
      stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      stderr.write(`${ERASE_LINE}${line.slice(0, stderr.columns - 1)}`);
      hasProgress = true;
    },
    clearProgress,
    style: styleFor(stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb'),
    width: stdout.isTTY ? Math.max(60, stdout.columns) : Number.POSITIVE_INFINITY,
    canAsk: stdin.isTTY && stderr.isTTY,
    ask: askYesNo,
    env,
    version,
    now: () => Date.now(),
    onInterrupt,
  };
}

async function askYesNo(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

function onInterrupt(callback: () => void): () => void {
  let wasInterrupted = false;
  const listener = (): void => {
    if (wasInterrupted) process.exit(INTERRUPTED);
    wasInterrupted = true;
    callback();
  };
  process.on('SIGINT', listener);
  return () => void process.off('SIGINT', listener);
}

/** `ctxdbg … | head` closes the pipe early: that is no error, and nothing more has to be said. */
export function endQuietlyWhenPipeCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}
