/** Called by the editor in its extension host: runs the suites and writes what the runner believes, the result file. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

interface Options {
  resultFile?: string;
  logFile?: string;
  grep?: string;
}

type Level = 'log' | 'info' | 'warn' | 'error';

/** The extension host ignores plain assignment to console.*, so the properties are defined anew. */
function teeConsole(logFile: string): void {
  for (const level of ['log', 'info', 'warn', 'error'] satisfies Level[]) {
    const original = console[level].bind(console);
    const value = (...parts: unknown[]): void => {
      fs.appendFileSync(logFile, `${format(...parts)}\n`);
      original(...parts);
    };
    Object.defineProperty(console, level, { configurable: true, value });
  }
}

function runMocha(mocha: Mocha, resultFile: string | undefined): Promise<number> {
  return new Promise((resolve) => {
    const failed: { title: string; message: string }[] = [];
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      if (resultFile) fs.writeFileSync(resultFile, JSON.stringify({ passes, failures, pending, failed }));
      resolve(failures);
    });
    runner.on('fail', (test, error: Error) =>
      failed.push({ title: test.fullTitle(), message: error.stack ?? error.message }),
    );
  });
}

export async function run(): Promise<void> {
  const options = JSON.parse(process.env.CTX_TEST_OPTIONS ?? '{}') as Options;
  if (options.logFile) teeConsole(options.logFile);
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]): void => {
    console.log(format(...parts));
  };
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, reporter: 'spec', forbidOnly: true });
  if (options.grep) mocha.grep(options.grep);
  const suites = path.join(__dirname, 'suites');
  for (const file of fs.readdirSync(suites).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(suites, file));
  }
  const failures = await runMocha(mocha, options.resultFile);
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
