/** `ctxdbg context FILE --compare-with OTHER`: OTHER on the left, FILE as the other options make it on the right. */
import * as path from 'node:path';
import type { ContextOverlay } from '../../core/context/snapshotModel';
import type { Call } from '../../core/trace/model';
import { compareRefs } from '../../node/contextRefs';
import type { ContextRef } from '../../protocol/contextRef';
import { RpcError } from '../../protocol/rpcPeer';
import { CommandError, UsageError, type CommandInput, type ExitCode, type OptionSpec } from '../command';
import type { CliIo } from '../io';
import { comparisonText } from '../text/comparisonText';
import { printJson } from '../text/json';
import { checkReadable } from './traceInput';

export const COMPARE_OPTION: OptionSpec = {
  name: 'compare-with',
  value: 'FILE|git:REV|window:N|call:ID',
  text: 'Compare with another document, a commit, another window, or a call of --trace: tokens by section, then the payload.',
};

type DocumentRef = Extract<ContextRef, { type: 'document' }>;

export type Other =
  | { type: 'file'; file: string }
  | { type: 'git'; revision: string }
  | { type: 'window'; window: number }
  | { type: 'call'; id: string };

export function otherOf(input: CommandInput): Other | undefined {
  const written = input.one('compare-with');
  if (written === undefined) return undefined;
  const [, kind, rest = ''] = /^(git|window|call):(.*)$/s.exec(written) ?? [];
  if (kind === undefined) return { type: 'file', file: written };
  if (rest === '')
    throw new UsageError(`--compare-with ${written} names nothing: write git:HEAD, window:8000 or call:ID.`);
  if (kind === 'git') return { type: 'git', revision: rest };
  if (kind === 'window') return { type: 'window', window: windowOf(rest) };
  if (input.one('trace') === undefined)
    throw new UsageError('--compare-with call:ID needs the trace that holds it: add --trace PATH.');
  return { type: 'call', id: rest };
}

function windowOf(text: string): number {
  const window = Number(text);
  if (Number.isSafeInteger(window) && window > 0) return window;
  throw new UsageError(`--compare-with window:${text} is no whole number of tokens above 0.`);
}

export interface OwnSide {
  file: string;
  overlay: ContextOverlay;
  now: number;
  isNowFixed: boolean;
  set: { [name: string]: string };
  /** Bound to FILE. */
  call?: Call;
}

/** `readCall`: the call that `call:ID` names. Exit code 0: equal; 1: different. */
export async function compareContext(
  own: OwnSide,
  other: Other,
  { input, io, readCall }: { input: CommandInput; io: CliIo; readCall: (id: string) => Promise<Call | undefined> },
): Promise<ExitCode> {
  const right = ownRef(own);
  if (other.type === 'file') await checkReadable(other.file);
  const left = other.type === 'call' ? await callRef(other.id, readCall) : documentRef(right, other);
  const comparison = await compareRefs(left, right).catch((error: unknown) => {
    throw error instanceof RpcError ? new CommandError(error.message) : error;
  });
  if (input.has('json')) printJson(io, comparison);
  else for (const line of comparisonText(comparison, io)) io.out(line);
  return comparison.equal ? 0 : 1;
}

function ownRef({ file, ...rest }: OwnSide): DocumentRef {
  // On the command line the user has named the file: git may be asked about it.
  return { type: 'document', path: path.resolve(file), isTrusted: true, title: file, ...rest };
}

async function callRef(id: string, readCall: (id: string) => Promise<Call | undefined>): Promise<ContextRef> {
  const call = await readCall(id);
  if (!call) throw new CommandError(`The trace holds no call '${id}'.`);
  return { type: 'call', call, overlay: {}, title: `call ${call.id}` };
}

function documentRef(own: DocumentRef, other: Exclude<Other, { type: 'call' }>): ContextRef {
  switch (other.type) {
    case 'file':
      return { ...own, path: path.resolve(other.file), title: other.file };
    case 'git':
      return { ...own, revision: other.revision, title: `${own.title} at ${other.revision}` };
    case 'window':
      return {
        ...own,
        overlay: { ...own.overlay, window: other.window },
        title: `${own.title} in ${other.window} tokens`,
      };
  }
}
