/** Opening traces from the command line: operands to an indexed set, a call by its id, `--where` as it is built. */
import * as fs from 'node:fs/promises';
import type { TraceSetState } from '../../protocol/traceApi';
import { openTraceSet, type TraceSetHandle } from '../../node/traceSet';
import { CommandError, UsageError } from '../command';
import type { CliIo } from '../io';
import { plural } from '../text/numbers';

export interface OpenTrace {
  handle: TraceSetHandle;
  state: TraceSetState;
}

/** Indexes the whole set; says how far it is on a terminal. The caller closes the handle. */
export async function openTraces(paths: string[], io: CliIo): Promise<OpenTrace> {
  const sources = { folder: process.cwd(), mayRunGit: true };
  const handle = openTraceSet(paths, { sources, onState: (state) => showProgress(state, io) });
  const state = await handle.whenIndexed();
  io.clearProgress();
  return { handle, state };
}

export async function withTraces<T>(paths: string[], io: CliIo, use: (trace: OpenTrace) => Promise<T>): Promise<T> {
  const trace = await openTraces(paths, io);
  try {
    return await use(trace);
  } finally {
    trace.handle.close();
  }
}

function showProgress(state: TraceSetState, io: CliIo): void {
  if (!state.isIndexing) return;
  const share = state.sizeBytes === 0 ? 0 : Math.floor((state.indexedBytes / state.sizeBytes) * 100);
  io.progress(`Reading ${state.title}: ${share} % · ${plural(state.calls, 'call')}`);
}

/** The call's id as given, or the one id that begins with it; the first call where none is given. */
export async function findCallId(handle: TraceSetHandle, wanted: string | undefined): Promise<string> {
  const ids = await handle.callIds('');
  if (wanted === undefined) {
    if (ids[0] === undefined) throw new CommandError('The trace holds no call.');
    return ids[0];
  }
  if (ids.includes(wanted)) return wanted;
  const matching = ids.filter((id) => id.startsWith(wanted));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (matching.length > 1) {
    throw new CommandError(
      `${matching.length} calls begin with '${wanted}': ${matching.slice(0, 5).join(', ')}… Write more of the id.`,
    );
  }
  const some =
    ids.length === 0 ? 'It has no calls.' : `It has ${plural(ids.length, 'call')}, the first is ${ids[0] ?? ''}.`;
  throw new CommandError(`The trace holds no call '${wanted}'. ${some} List them with ctxdbg trace PATH.`);
}

export async function checkReadable(file: string): Promise<void> {
  try {
    const stat = await fs.stat(file);
    if (stat.isDirectory()) throw new CommandError(`${file} is a folder. Name one file.`);
    await fs.access(file, fs.constants.R_OK);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CommandError(
      `${file} cannot be read (${REASONS[reason] ?? reason}). Check the path and its permissions.`,
    );
  }
}
const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
};

// What the filter language of later versions has; a word that looks so is no text, so it is not silently searched as text.
const FIELD_TERM =
  /^(site|model|provider|session|trace|format|status|error|tokens|input|output|cost|duration|latency|finish|tool|tag|user|calls?):/i;

export function textFilter(text: string | undefined): string {
  const quotesRemoved = (text ?? '').replace(/"[^"]*"/g, '""');
  const field = quotesRemoved.split(/\s+/).find((term) => FIELD_TERM.test(term));
  if (field === undefined) return text ?? '';
  throw new UsageError(
    `--where ${field}: terms of the form field:value are not built yet; --where finds words and "quoted texts". To search for it as text, write --where '"${field}"'.`,
  );
}
