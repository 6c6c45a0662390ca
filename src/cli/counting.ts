/** What the command line counts with: `--tokenizer`, and what `ctxdbg calibrate` learnt below the current folder. */
import * as path from 'node:path';
import { applyCounting } from '../node/counting';
import type { Command, CommandInput, OptionSpec } from './command';
import { pairs } from './parseArguments';

export const TOKENIZER_OPTION: OptionSpec = {
  name: 'tokenizer',
  value: 'MODEL=FILE',
  isRepeatable: true,
  text: 'Count this model (or all that begin so, with * behind) with this tokenizer.json.',
};

/** Absolute; written by `ctxdbg calibrate` only. */
export const calibrationFile = (): string => path.resolve('.context-debugger', 'calibration.json');

/** For commands that count: those that have the option. */
export async function useCounting(command: Command, input: CommandInput): Promise<void> {
  if (!command.options.includes(TOKENIZER_OPTION)) return;
  const files = Object.entries(pairs(input, 'tokenizer'));
  const tokenizers = Object.fromEntries(files.map(([model, file]) => [model, path.resolve(file.trim())]));
  await applyCounting({ tokenizers, calibrationFile: calibrationFile() });
}
