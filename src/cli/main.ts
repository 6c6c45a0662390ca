/** The program `ctxdbg`: hands the process to the commands and ends with their exit code. */
import manifest from '../../package.json';
import { commands, notBuiltCommands } from './commands';
import { endQuietlyWhenPipeCloses, processIo } from './io';
import { runCli } from './runCli';

async function main(): Promise<void> {
  endQuietlyWhenPipeCloses();
  const program = { commands, notBuilt: notBuiltCommands, version: manifest.version };
  const code = await runCli(process.argv.slice(2), program, processIo());
  // What is still in the pipe goes out first; open sockets of a provider do not keep the program.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

void main();
