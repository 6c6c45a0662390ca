/** `ctxdbg calibrate`: learns from logged usage what estimates have to be multiplied with, for this folder. */
import * as path from 'node:path';
import type { CalibrationAnswer } from '../../core/tokens/calibrationAnswer';
import { samplesOf } from '../../node/calibrationLearner';
import { CalibrationStore } from '../../node/calibrationStore';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import { calibrationFile } from '../counting';
import type { CliIo } from '../io';
import { printJson } from '../text/json';
import { formatNumber, plural } from '../text/numbers';
import { formatTable } from '../text/table';
import { oneLine, visible } from '../text/visible';
import { withTraces } from './traceInput';

export const calibrateCommand: Command = {
  name: 'calibrate',
  operands: 'PATH…',
  summary:
    'Learn from logged usage how far the estimates of models without a public tokenizer are off, for this folder.',
  options: [{ name: 'reset', text: 'Forget what was learnt before; without PATH only that.' }],
  notBuilt: [],
  examples: [
    ['ctxdbg calibrate logs/', 'learn from the calls of a folder'],
    ['ctxdbg calibrate --reset', 'forget what was learnt'],
  ],
  run: runCalibrate,
};

async function runCalibrate(input: CommandInput, io: CliIo): Promise<ExitCode> {
  const isReset = input.has('reset');
  if (input.operands.length === 0 && !isReset) {
    throw new UsageError('ctxdbg calibrate needs a trace to learn from: ctxdbg calibrate PATH…; or --reset.');
  }
  const file = calibrationFile();
  const store = new CalibrationStore(file);
  if (isReset) await store.reset();
  const learned = input.operands.length === 0 ? 0 : await learn(input.operands, store, io);
  const answer = { file, learned, models: await modelsOf(store) };
  if (input.has('json')) printJson(io, answer);
  else for (const line of linesOf(answer, isReset, io)) io.out(line);
  return 0;
}

const learn = (paths: string[], store: CalibrationStore, io: CliIo): Promise<number> =>
  withTraces(paths, io, async ({ handle, state }) => {
    if (state.failure !== undefined) throw new CommandError(state.failure);
    const samples = await samplesOf(handle, new Map(), { rest: 0 });
    await store.add(samples);
    return samples.length;
  });

async function modelsOf(store: CalibrationStore): Promise<CalibrationAnswer['models']> {
  const [sizes, calibrations] = [await store.sizes(), await store.read()];
  return [...sizes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([model, samples]) => {
      const { factor = null, offset = null, error = null } = calibrations.get(model) ?? {};
      return { model, samples, factor, offset, error };
    });
}

function linesOf({ file, learned, models }: CalibrationAnswer, isReset: boolean, io: CliIo): string[] {
  const place = visible(path.relative(process.cwd(), file));
  const forgotten = isReset ? ['What was learnt before is forgotten.'] : [];
  if (models.length === 0) {
    const none = 'No call was found whose input is whole, whose usage is reported, and whose tokenizer is not public.';
    return isReset ? forgotten : [none];
  }
  const rows = models.map(({ model, samples, factor, offset, error }) => [
    oneLine(model),
    formatNumber(samples),
    factor === null ? '–' : factor.toFixed(3),
    offset === null ? '–' : formatNumber(offset),
    error === null ? 'too few calls, or no line through them' : `±${(error * 100).toFixed(1)} %`,
  ]);
  const table = formatTable(
    [
      { title: 'model' },
      { title: 'calls', align: 'right' },
      { title: 'factor', align: 'right' },
      { title: 'offset', align: 'right' },
      { title: 'error' },
    ],
    rows,
    io,
  );
  return [...forgotten, `Learnt from ${plural(learned, 'call')}; kept in ${place}.`, ...table];
}
