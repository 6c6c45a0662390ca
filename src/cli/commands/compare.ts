/** `ctxdbg compare`: two variants of a run, or a variant and what was logged, side by side. */
import * as path from 'node:path';
import type { RunSummary } from '../../core/compare/model';
import { createCompareService } from '../../node/compareService';
import { UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import type { CliIo } from '../io';
import { compareText } from '../text/compareText';
import { printJson } from '../text/json';
import { oneLine } from '../text/visible';
import { checkReadable } from './traceInput';

export const compareCommand: Command = {
  name: 'compare',
  operands: 'RUN',
  summary: 'Show what changed in the answers of a run: a variant against what was logged, or against another variant.',
  options: [
    { name: 'left', value: 'VARIANT', text: "A variant's name or id, or 'logged' (default)." },
    {
      name: 'right',
      value: 'VARIANT',
      text: "A variant's name or id, or 'logged'. Default: every variant but the left one.",
    },
  ],
  notBuilt: ['html', 'markdown', 'junit'],
  examples: [
    ['ctxdbg compare run.replay.jsonl', 'every variant against what was logged'],
    ['ctxdbg compare run.replay.jsonl --left unchanged --right v2', 'two variants; the unchanged one shows the noise'],
  ],
  run: runCompare,
};

async function runCompare(input: CommandInput, io: CliIo): Promise<ExitCode> {
  const [file, ...others] = input.operands;
  if (file === undefined) throw new UsageError('ctxdbg compare needs a run file: ctxdbg compare RUN.');
  if (others.length > 0) {
    throw new UsageError('Comparing two traces (ctxdbg compare PATH_A PATH_B) is not built yet. Name one run file.');
  }
  await checkReadable(file);
  const service = createCompareService();
  const run = path.resolve(file);
  const summary = await service.openRun({ path: run });
  for (const { line, message } of summary.errors) io.err(`${oneLine(file)}:${line}: ${oneLine(message)}`);
  const right = input.one('right');
  const answer = await service.answer({
    path: run,
    left: input.one('left') ?? 'logged',
    ...(right === undefined ? {} : { right }),
  });
  if (input.has('json')) printJson(io, answer);
  else for (const line of compareText(answer, titlesOf(summary), io.style)) io.out(line);
  return 0;
}

/** What people call a side: a variant's name where it is the only one of that name, else with its id. */
function titlesOf({ variants }: RunSummary): (side: string) => string {
  return (side) => {
    const name = variants.find(({ id }) => id === side)?.name ?? side;
    return variants.filter((variant) => variant.name === name).length > 1 ? `${name} (${side})` : name;
  };
}
