/** `--reveal SECTION` of `context` and `trace`: where a section's text is written in the code. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { revealInCode } from '../../node/codeSearch';
import type { LoadedRef } from '../../node/contextRefs';
import { Cancel, RpcError } from '../../protocol/rpcPeer';
import { CommandError, UsageError, type CommandInput, type ExitCode, type OptionSpec } from '../command';
import type { CliIo } from '../io';
import { printJson } from '../text/json';
import { revealText } from '../text/revealText';

export const REVEAL_OPTIONS: OptionSpec[] = [
  { name: 'reveal', value: 'SECTION', text: 'Print where the text of this section is written in the code.' },
  {
    name: 'in',
    value: 'DIR',
    isRepeatable: true,
    text: 'With --reveal: search this folder. Default: the current one.',
  },
];

export interface Reveal {
  sectionId: string;
  folders: string[];
}

export function revealOf(input: CommandInput): Reveal | undefined {
  const sectionId = input.one('reveal');
  const folders = input.all('in');
  if (sectionId !== undefined) return { sectionId, folders: folders.length > 0 ? folders : ['.'] };
  if (folders.length > 0) throw new UsageError('--in needs the section that is searched for: add --reveal SECTION.');
  return undefined;
}

type From = Pick<LoadedRef, 'resolved' | 'document' | 'call'> & { documentPath?: string };

/** 1 where nothing was found. */
export async function printReveal(
  { documentPath, ...loaded }: From,
  { sectionId, folders }: Reveal,
  input: CommandInput,
  io: CliIo,
): Promise<ExitCode> {
  for (const folder of folders) await checkFolder(folder);
  const cancel = new Cancel();
  const stop = io.onInterrupt(() => cancel.abort());
  try {
    io.progress('Searching the code…');
    const answer = await revealInCode(loaded, sectionId, {
      folders: folders.map((folder) => path.resolve(folder)),
      exclude: [],
      isTrusted: true,
      signal: cancel,
      ...(documentPath === undefined ? {} : { documentPath }),
    });
    io.clearProgress();
    if (input.has('json')) printJson(io, answer);
    else for (const line of revealText(answer, io)) io.out(line);
    return answer.candidates.length > 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof RpcError) throw new CommandError(error.message, error.code === 'cancelled' ? 3 : 2);
    throw error;
  } finally {
    stop();
  }
}

async function checkFolder(folder: string): Promise<void> {
  const stat = await fs.stat(folder).catch(() => undefined);
  if (!stat) throw new CommandError(`There is no folder ${folder}. Check --in.`);
  if (!stat.isDirectory()) throw new CommandError(`${folder} is no folder. Name a folder after --in.`);
}
