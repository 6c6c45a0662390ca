// One group of tests = one folder = one result {passes, failures, pending, failed[]}. A group that has test files and
// leaves no result, or runs nothing, has failed.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runInEditor } from './inEditor.mjs';
import { inRoot } from './paths.mjs';
import { binOf, run } from './run.mjs';

// The slowest first, so that two at a time end together.
export const NODE_GROUPS = ['webview', 'cli', 'corpus', 'wire', 'unit', 'rules'];
export const EDITOR_GROUPS = ['editor', 'ui'];
const FOLDERS = { editor: 'host/suites', ui: 'host/ui' };
const TEST_TIMEOUT_MS = { webview: 60_000, ui: 120_000 };
const GROUP_TIMEOUT_MS = 600_000;
const LONG_GROUP_TIMEOUT_MS = 7_200_000;

function testFiles(group) {
  const folder = inRoot('out-test', FOLDERS[group] ?? group);
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder, { recursive: true }).map(String);
  return names.filter((name) => name.endsWith('.test.js')).map((name) => path.join(folder, name));
}

async function runMocha(group, files, { grep, verbose }) {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-mocha-'));
  const resultFile = path.join(temp, 'result.json');
  const timeout = process.env.CTX_LONG ? '0' : String(TEST_TIMEOUT_MS[group] ?? 20_000);
  const flags = ['--reporter', inRoot('scripts/mochaReporter.cjs'), '--timeout', timeout, '--forbid-only', '--exit'];
  const args = ['--enable-source-maps', binOf('mocha'), ...flags, ...(grep ? ['--grep', grep] : []), ...files];
  const timeoutMs = process.env.CTX_LONG ? LONG_GROUP_TIMEOUT_MS : GROUP_TIMEOUT_MS;
  const { output } = await run(process.execPath, args, {
    quiet: !verbose,
    env: { CTX_RESULT_FILE: resultFile },
    timeoutMs,
  });
  const result = fs.existsSync(resultFile) ? JSON.parse(fs.readFileSync(resultFile, 'utf8')) : undefined;
  fs.rmSync(temp, { recursive: true, force: true });
  return { result, output };
}

const broken = (title, message) => ({ passes: 0, failures: 1, pending: 0, failed: [{ title, message }] });

function judge(group, { result, output }, grep) {
  if (!result) return broken(`${group} left no result`, output.slice(-4000));
  const ran = result.passes + result.failures + result.pending;
  if (ran === 0 && !grep) return broken(`${group} ran no test`, output.slice(-1000));
  return result;
}

/** Runs a group; undefined where it has no test files. */
export async function runGroup(group, options) {
  const files = testFiles(group);
  if (files.length === 0) return undefined;
  const startTime = Date.now();
  const run =
    group === 'editor' ? { result: await runInEditor(options), output: '' } : await runMocha(group, files, options);
  return { group, ...judge(group, run, options.grep), seconds: (Date.now() - startTime) / 1000 };
}

/** Runs tasks two at a time: one a core of the smallest machine that this has to work on. */
export async function inPairs(tasks) {
  const results = [];
  const queue = tasks.map((task, index) => ({ task, index }));
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next.index] = await next.task();
  };
  await Promise.all([worker(), worker()]);
  return results;
}
