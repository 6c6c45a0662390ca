/** One run of the program: finds the command, runs it, and turns what went wrong into a sentence and an exit code. */
import { CommandError, UsageError, type Command, type ExitCode } from './command';
import { useCounting } from './counting';
import { commandHelp, programHelp, usageLine } from './help';
import type { CliIo } from './io';
import { parseArguments } from './parseArguments';
import { visible } from './text/visible';

export interface Program {
  commands: readonly Command[];
  notBuilt: readonly string[];
}

export async function runCli(args: string[], program: Program, io: CliIo): Promise<ExitCode> {
  const [name, ...rest] = args;
  let command: Command | undefined;
  try {
    if (name === '--version') return print([io.version], io);
    if (name === '--help' || name === '-h' || name === 'help') return print(programHelp(program.commands), io);
    command = findCommand(name, program);
    if (rest.includes('--help') || rest.includes('-h')) return print(commandHelp(command), io);
    const input = parseArguments(command, rest);
    await useCounting(command, input);
    return await command.run(input, io);
  } catch (error) {
    return report(error, command, io);
  }
}

function findCommand(name: string | undefined, { commands, notBuilt }: Program): Command {
  const names = commands.map((command) => command.name).join(', ');
  if (name === undefined) throw new UsageError(`Name a command: ${names}. ctxdbg --help says what they do.`);
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  if (notBuilt.includes(name))
    throw new UsageError(`ctxdbg ${name} is not built yet in this version. There are: ${names}.`);
  throw new UsageError(`There is no command '${name}'. There are: ${names}.`);
}

function print(lines: string[], io: CliIo): ExitCode {
  for (const line of lines) io.out(line);
  return 0;
}

function report(error: unknown, command: Command | undefined, io: CliIo): ExitCode {
  io.clearProgress();
  const message = error instanceof Error ? error.message : String(error);
  io.err(`ctxdbg: ${visible(message)}`);
  if (error instanceof UsageError) {
    const hint = command ? `Usage: ${usageLine(command)}; ctxdbg ${command.name} --help` : 'ctxdbg --help';
    io.err(hint);
  }
  return error instanceof CommandError ? error.exitCode : 2;
}
