/** The program `ctxdbg`: hands the process to the commands and ends with their exit code. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { commands, notBuiltCommands } from './commands';
import { endQuietlyWhenPipeCloses, processIo } from './io';
import { runCli } from './runCli';

async function main(): Promise<void> {
  endQuietlyWhenPipeCloses();
  const io = processIo(versionOf(path.join(__dirname, '..', 'package.json')));
  const code = await runCli(process.argv.slice(2), { commands, notBuilt: notBuiltCommands }, io);
  // What is still in the pipe goes out first; open sockets of a provider do not keep the program.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

/** dist/cli.js lies one folder below the manifest, in the repository and in the installed extension. */
function versionOf(manifestPath: string): string {
  const manifest = JSON.parse(fs.readFileSync(manifestPath, 'utf8')) as { version: string };
  return manifest.version;
}

void main();
