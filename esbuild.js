// Builds every bundle of the extension: host, workers, webviews, command line and (with --tests) the tests.
// Flags: --generate (validators only), --tests, --watch, --production (minified, with budgets).
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { generateValidators } = require('./scripts/generateValidators.cjs');
const { buildTokenTables } = require('./scripts/tokenTables.cjs');

const root = __dirname;
const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');
const BUDGET_KB = { 'dist/extension.js': 150, 'dist/webview': 100 };

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};
// The oldest editor that is supported runs its extensions on Node 22, the command line on Node 20.
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
const web = {
  ...common,
  platform: 'browser',
  // What a screen opens on request only is a module of its own, fetched then.
  format: 'esm',
  splitting: true,
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

function filesBelow(folder) {
  const start = path.join(root, folder);
  if (!fs.existsSync(start)) return [];
  return fs
    .readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

const matching = (folder, pattern) => filesBelow(folder).filter((file) => pattern.test(file));

function workerEntries() {
  const files = matching('src/workers', /^src\/workers\/[^/]+\.worker\.ts$/);
  return files.map((file) => ({ in: file, out: path.basename(file, '.worker.ts') }));
}

function webviewEntries() {
  const files = matching('src/webview', /^src\/webview\/[^/]+\/main\.tsx$/);
  return files.map((file) => ({ in: file, out: file.split('/')[2] }));
}

function testEntries() {
  const files = matching('test', /(\.test\.tsx?|^test\/host\/[^/]+\.ts)$/);
  return files.map((file) => ({ in: file, out: file.slice('test/'.length).replace(/\.tsx?$/, '') }));
}

function bundles() {
  const all = [
    { ...node, entryPoints: ['src/host/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
    { ...node, entryPoints: workerEntries(), outdir: 'dist/workers' },
    { ...web, entryPoints: webviewEntries(), outdir: 'dist/webview', loader: { '.ttf': 'copy' } },
  ];
  if (fs.existsSync(path.join(root, 'src/cli/main.ts'))) {
    all.push({
      ...node,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: '#!/usr/bin/env node' },
    });
  }
  if (flags.has('--tests')) {
    all.push({
      ...node,
      minify: false,
      sourcemap: 'inline',
      entryPoints: testEntries(),
      outdir: 'out-test',
      packages: 'external',
      external: ['vscode'],
      jsx: 'automatic',
      jsxImportSource: 'preact',
      loader: { '.css': 'empty' },
    });
  }
  return all.filter((options) => options.entryPoints.length > 0);
}

const COPIES = [
  ['node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css'],
  ['node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf'],
];

function copyAssets() {
  for (const [from, to] of COPIES) {
    fs.mkdirSync(path.join(root, path.dirname(to)), { recursive: true });
    fs.copyFileSync(path.join(root, from), path.join(root, to));
  }
  return [...COPIES.map(([, to]) => to), ...buildTokenTables(root)];
}

/** Removes what an earlier build left; emptying the folders first would pull files from under a running editor. */
function prune(outputs) {
  const wanted = new Set(outputs);
  const folders = flags.has('--tests') ? ['dist', 'out-test'] : ['dist'];
  for (const file of folders.flatMap(filesBelow)) {
    if (!wanted.has(file)) fs.rmSync(path.join(root, file));
  }
}

function budgetOf(file) {
  if (file.startsWith('dist/webview/')) return file.endsWith('.js') ? BUDGET_KB['dist/webview'] : undefined;
  return BUDGET_KB[file];
}

/** Bytes of a file with all that it loads before it can run. */
function loadedBytes(file, outputs, seen = new Set()) {
  if (seen.has(file)) return 0;
  seen.add(file);
  const needed = (outputs[file]?.imports ?? []).filter(({ kind }) => kind === 'import-statement');
  const own = fs.statSync(path.join(root, file)).size;
  return needed.reduce((sum, { path: other }) => sum + loadedBytes(other, outputs, seen), own);
}

/** Prints a line per shipped file and returns those over their budget. */
function sizeTable(outputs) {
  const over = [];
  for (const file of filesBelow('dist')) {
    const sizeKb = loadedBytes(file, outputs) / 1024;
    const budget = budgetOf(file);
    if (budget !== undefined && sizeKb > budget) over.push(file);
    const limit = budget === undefined ? '' : `of ${String(budget)} KB${sizeKb > budget ? '  OVER BUDGET' : ''}`;
    console.log(`${file.padEnd(40)} ${sizeKb.toFixed(1).padStart(9)} KB ${limit}`);
  }
  return over;
}

async function build() {
  const results = await Promise.all(bundles().map((options) => esbuild.build(options)));
  const assets = copyAssets();
  prune([...results.flatMap((result) => Object.keys(result.metafile.outputs)), ...assets]);
  const cli = path.join(root, 'dist/cli.js');
  if (fs.existsSync(cli)) fs.chmodSync(cli, 0o755);
  if (!production) return;
  const over = sizeTable(Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)));
  if (over.length > 0) throw new Error(`over budget: ${over.join(', ')}`);
}

/** Files added while it runs are picked up at the next start: entry points are listed once. */
async function watch() {
  copyAssets();
  for (const options of bundles()) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
  fs.watch(path.join(root, 'schemas'), () => {
    generateValidators(root).catch((error) => console.error(String(error)));
  });
}

async function main() {
  await generateValidators(root);
  if (flags.has('--generate')) return;
  await (flags.has('--watch') ? watch() : build());
}

main().catch((error) => {
  // esbuild has already printed its own messages.
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
});
