/** `ctxdbg compare`: two variants of a run, or a variant and what was logged, side by side. */
import * as path from 'node:path';
import type { RunSummary, SideId } from '../../core/compare/model';
import { createCompareService } from '../../node/compareService';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import type { CliIo } from '../io';
import { compareText } from '../text/compareText';
import { printJson } from '../text/json';
import { oneLine } from '../text/visible';
import { checkReadable } from './traceInput';

const LOGGED = 'logged';

export const compareCommand: Command = {
  name: 'compare',
  operands: 'RUN',
  summary: 'Show what changed in the answers of a run: a variant against what was logged, or against another variant.',
  options: [
    { name: 'left', value: 'VARIANT', text: "A variant's name or id, or 'logged' (default)." },
    { name: 'right', value: 'VARIANT', text: "A variant's name or id, or 'logged'. Default: the run's last variant." },
  ],
  notBuilt: ['html', 'markdown', 'junit'],
  examples: [
    ['ctxdbg compare run.replay.jsonl', 'the last variant against what was logged'],
    ['ctxdbg compare run.replay.jsonl --left unchanged --right v2', 'two variants; the unchanged one shows the noise'],
  ],
  run: runCompare,
};

async function runCompare(input: CommandInput, io: CliIo): Promise<ExitCode> {
  const [file, ...others] = input.operands;
  if (file === undefined) throw new UsageError('ctxdbg compare needs a run file: ctxdbg compare RUN.');
  if (others.length > 0)
    throw new UsageError('Comparing two traces (ctxdbg compare PATH_A PATH_B) is not built yet. Name one run file.');
  await checkReadable(file);
  const service = createCompareService();
  const run = path.resolve(file);
  const summary = await service.openRun({ path: run });
  for (const { line, message } of summary.errors) io.err(`${oneLine(file)}:${line}: ${oneLine(message)}`);
  const left = sideOf(summary, input.one('left') ?? LOGGED);
  const right = sideOf(summary, input.one('right') ?? summary.variants.at(-1)?.id ?? LOGGED);
  const answer = await service.answer({ path: run, left: left.id, right: right.id });
  if (input.has('json')) printJson(io, answer);
  else for (const line of compareText(answer, { left: left.title, right: right.title }, io.style)) io.out(line);
  return 0;
}

function sideOf(summary: RunSummary, wanted: string): { id: SideId; title: string } {
  if (wanted === LOGGED) return { id: LOGGED, title: LOGGED };
  const variant = summary.variants.find(({ id, name }) => id === wanted || name === wanted);
  if (variant) return { id: variant.id, title: `${variant.name} (${variant.id})` };
  const known = [LOGGED, ...summary.variants.map(({ name }) => name)].join(', ');
  throw new CommandError(`The run has no variant '${wanted}'. It has: ${known}.`);
}
