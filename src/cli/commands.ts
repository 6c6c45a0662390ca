/** The table of commands. To add one: a file in commands/ and a row here. */
import type { Command } from './command';
import { calibrateCommand } from './commands/calibrate';
import { checkCommand } from './commands/check';
import { compareCommand } from './commands/compare';
import { contextCommand } from './commands/context';
import { formatsCommand } from './commands/formats';
import { replayCommand } from './commands/replay';
import { traceCommand } from './commands/trace';

export const commands: readonly Command[] = [
  contextCommand,
  traceCommand,
  replayCommand,
  compareCommand,
  checkCommand,
  calibrateCommand,
  formatsCommand,
];

/** Commands that the design names and this version does not have. */
export const notBuiltCommands: readonly string[] = ['drift', 'capture'];
