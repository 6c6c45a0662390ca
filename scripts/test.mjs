// npm test: set-up, lint, types, build, package, then every suite; ends with one line `N passed, N failed`.
// Flags: --only unit,cli (groups; skips the checks), --grep TEXT, --verbose, --long (whole seeds; writes test/LONG.md).
import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { packageBuilt } from './package.mjs';
import { inRoot } from './paths.mjs';
import { npm, run } from './run.mjs';
import { ensureAll, ensureDependencies } from './setup.mjs';
import { EDITOR_GROUPS, inPairs, NODE_GROUPS, runGroup } from './suites.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    grep: { type: 'string' },
    verbose: { type: 'boolean' },
    long: { type: 'boolean' },
  },
});
if (options.long) process.env.CTX_LONG = '1';

const all = [];

function report(result) {
  all.push(result);
  const { group, passes, failures, pending, failed, seconds } = result;
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  console.log(`${group.padEnd(8)} ${passes} passed, ${failures} failed${skipped} (${seconds.toFixed(1)} s)`);
  for (const { title, message } of failed) console.log(`\n  FAILED ${title}\n${message.replace(/^/gm, '    ')}\n`);
}

/** A check counts as one test. */
async function check(group, action) {
  const startTime = Date.now();
  const { code, output } = await action();
  const ok = code === 0;
  const failed = ok ? [] : [{ title: group, message: output }];
  report({
    group,
    passes: ok ? 1 : 0,
    failures: ok ? 0 : 1,
    pending: 0,
    failed,
    seconds: (Date.now() - startTime) / 1000,
  });
  return ok;
}

const script = (name) => npm(['run', '--silent', name], { quiet: true });
const build = (...flags) => run(process.execPath, [inRoot('esbuild.js'), '--tests', ...flags]);

/** @returns whether there is something built to test */
async function runChecks() {
  await script('generate');
  await inPairs([() => check('lint', () => script('lint')), () => check('types', () => script('types'))]);
  if (!(await check('build', () => build('--production')))) return (await build()).code === 0;
  await check('package', async () => ({ code: (await packageBuilt()) ? 0 : 1, output: 'see above' }));
  return true;
}

function chosenGroups() {
  const known = [...NODE_GROUPS, ...EDITOR_GROUPS];
  const chosen = options.only?.split(',') ?? known;
  const unknown = chosen.filter((group) => !known.includes(group));
  if (unknown.length > 0) throw new Error(`no such group: ${unknown.join(', ')} (there are ${known.join(', ')})`);
  return chosen;
}

async function runSuites(groups) {
  const runAndReport = (group) => async () => {
    const result = await runGroup(group, options);
    if (result) report(result);
    else console.log(`${group.padEnd(8)} has no tests yet`);
  };
  await inPairs(groups.filter((group) => NODE_GROUPS.includes(group)).map(runAndReport));
  // A real window needs both cores.
  for (const group of groups.filter((name) => EDITOR_GROUPS.includes(name))) await runAndReport(group)();
}

const sum = (field) => all.reduce((total, result) => total + result[field], 0);

function writeLongReport() {
  const rows = all.map(
    ({ group, passes, failures, pending, seconds }) =>
      `| ${group} | ${passes} | ${failures} | ${pending} | ${seconds.toFixed(1)} |`,
  );
  const head = ['| suite | passed | failed | skipped | seconds |', '| --- | --- | --- | --- | --- |'];
  const title = [
    '# The long run',
    '',
    `\`npm run test:long\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}.`,
  ];
  const total = `${sum('passes')} passed, ${sum('failures')} failed`;
  fs.writeFileSync(inRoot('test/LONG.md'), [...title, '', ...head, ...rows, '', total, ''].join('\n'));
}

async function main() {
  const groups = chosenGroups();
  const needsWindow = groups.some((group) => group === 'webview' || EDITOR_GROUPS.includes(group));
  await (needsWindow ? ensureAll() : ensureDependencies());
  const built = options.only ? (await build()).code === 0 : await runChecks();
  if (built) await runSuites(groups);
  else report({ group: 'suites', passes: 0, failures: 1, pending: 0, failed: [], seconds: 0 });
  if (options.long && !options.only) writeLongReport();
}

try {
  await main();
} catch (error) {
  report({
    group: 'run',
    passes: 0,
    failures: 1,
    pending: 0,
    failed: [{ title: 'run', message: String(error.stack) }],
    seconds: 0,
  });
}
for (const { group, failed } of all) for (const { title } of failed) console.log(`FAILED ${group}: ${title}`);
console.log(`${sum('passes')} passed, ${sum('failures')} failed`);
process.exit(sum('failures') === 0 && sum('passes') > 0 ? 0 : 1);
