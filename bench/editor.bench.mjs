// The extension in a real editor, in fresh windows: activation, the first paint and content of its Trace view, a warm
// click, a log of 100 MB, and the sizes of what is shipped. There is no peer: the goals are absolute.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import { inRoot } from '../scripts/paths.mjs';
import { closeWindow, openWindow, quickOpen, startEditor } from '../test/host/editor';
import { writeLargeLog } from '../test/support/largeLog';
import { median, print, round } from './measure.mjs';

const WINDOWS = 5;
const BIG_BYTES = 100_000_000;
const ROW = '.grid-body [role="row"]';
const ID = 'context-debugger.context-debugger';

/** An extension that writes down when ours was loaded and activated: such marks are seen in the extension host only. */
const PROBE = `
const fs = require('node:fs');
exports.activate = () => {
  const timer = setInterval(() => {
    const at = {};
    for (const { name, startTime } of globalThis.MonacoPerformanceMarks?.getMarks() ?? []) at[name] = startTime;
    const took = (from, to) => at['code/extHost/' + to + '/${ID}'] - at['code/extHost/' + from + '/${ID}'];
    const activate = took('willActivateExtension', 'didActivateExtension');
    if (!(activate >= 0)) return;
    clearInterval(timer);
    const load = took('willLoadExtensionCode', 'didLoadExtensionCode');
    fs.appendFileSync(process.env.CTX_BENCH_MARKS, JSON.stringify({ activate, load }) + '\\n');
  }, 200);
};
`;

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-bench-editor-'));
const marksFile = path.join(temp, 'marks.jsonl');

function writeProbe() {
  const folder = path.join(temp, 'probe');
  fs.mkdirSync(folder);
  const manifest = {
    name: 'probe',
    publisher: 'bench',
    version: '0.0.1',
    engines: { vscode: '^1.100.0' },
    main: './main.js',
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: ['*'] }));
  fs.writeFileSync(path.join(folder, 'main.js'), PROBE);
  return folder;
}

/** Marks in each frame when its first row stands there. */
function watchRows(selector) {
  const look = setInterval(() => {
    if (!document.querySelector(selector)) return;
    clearInterval(look);
    globalThis.firstRowAt = performance.now();
  }, 4);
}

/** In the window. */
function watchEnter() {
  const note = ({ key }) => {
    if (key === 'Enter') globalThis.enterAt = Date.now();
  };
  globalThis.addEventListener('keydown', note, true);
}

/** From Enter in the list of files to the first row, in whichever frame that was not there before. */
async function open(page, file) {
  const before = new Set(page.frames());
  await quickOpen(page, file);
  const start = await page.evaluate(() => globalThis.enterAt);
  while (Date.now() < start + 30_000) {
    for (const frame of page.frames()) {
      if (before.has(frame)) continue;
      const seen = await frame.evaluate(timesOf).catch(() => undefined);
      if (seen?.content !== undefined) return { ...seen, enterToContent: seen.contentEpoch - start };
    }
    await page.waitForTimeout(20);
  }
  throw new Error(`${file} shows no row`);
}

/** In the webview. The view says that it is ready when its script has run: what is measured from its arrival is more. */
function timesOf() {
  const content = globalThis.firstRowAt;
  const script = performance.getEntriesByType('resource').find(({ name }) => /trace\.js/.test(name));
  return {
    content,
    contentEpoch: performance.timeOrigin + (content ?? 0),
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    script: script?.responseEnd,
  };
}

async function measureWindow(editor) {
  const page = await openWindow(editor);
  await page.evaluate(watchEnter);
  await page.context().addInitScript(watchRows, ROW);
  const cold = await open(page, 'cold.trace.jsonl');
  const warm = await open(page, 'warm.trace.jsonl');
  const big = await open(page, 'big.trace.jsonl');
  await closeWindow(page);
  return { cold, warm, big };
}

const kilobytes = (bytes) => Math.round(bytes / 1000);

/** Of the bundle as the package holds it, whatever build dist/ is of. */
function minifiedKb(file) {
  const { code } = transformSync(fs.readFileSync(inRoot(file), 'utf8'), { minify: true });
  return kilobytes(Buffer.byteLength(code));
}

/** A screen with the modules that it loads before it can run. */
function screenKb(name, seen = new Set()) {
  if (seen.has(name)) return 0;
  seen.add(name);
  const file = `dist/webview/${name}`;
  const needed = [
    ...fs.readFileSync(inRoot(file), 'utf8').matchAll(/^(?:import|\} from) ?(?:[^"\n]*from )?"\.\/([^"]+)";$/gm),
  ];
  return needed.reduce((sum, [, other]) => sum + screenKb(other, seen), minifiedKb(file));
}

function printSizes() {
  print({ figure: 'host bundle, minified', ours: minifiedKb('dist/extension.js'), unit: 'KB', goal: '≤ 150 KB' });
  for (const screen of ['context', 'trace', 'compare']) {
    const ours = screenKb(`${screen}.js`);
    print({ figure: `webview bundle, ${screen}, minified`, ours, unit: 'KB', goal: '≤ 100 KB a screen' });
  }
  const [vsix] = fs.readdirSync(inRoot('.')).filter((name) => name.endsWith('.vsix'));
  if (vsix) print({ figure: 'package', ours: round(fs.statSync(inRoot(vsix)).size / 1e6), unit: 'MB', goal: '≤ 6 MB' });
}

function printTimes(windows, marks) {
  const middle = (values) => median(values.filter((value) => value !== undefined).sort((a, b) => a - b));
  const figure = (name, values, more = {}) => print({ figure: name, ours: round(middle(values)), unit: 'ms', ...more });
  const notes = { note: `median of ${WINDOWS} fresh windows` };
  figure(
    'activate()',
    marks.map(({ activate }) => activate),
    { goal: '≤ 20 ms', ...notes },
  );
  figure(
    'loading the host bundle',
    marks.map(({ load }) => load),
  );
  const all = (kind, field) => windows.map((window) => window[kind][field]);
  figure('Trace view: first paint, cold', all('cold', 'paint'), { goal: '≤ 400 ms' });
  figure('Trace view: first paint, warm', all('warm', 'paint'), { goal: '≤ 400 ms' });
  figure('Enter in the list of files to first row, cold', all('cold', 'enterToContent'));
  figure('Enter in the list of files to first row, warm', all('warm', 'enterToContent'), { goal: '≤ 500 ms' });
  figure('the same, log of 100 MB', all('big', 'enterToContent'));
  const afterReady = windows.map(({ big }) => big.content - big.script);
  const note = 'from the arrival of its script, a little before its ready message';
  figure('first row of a log of 100 MB', afterReady, { goal: '≤ 200 ms', note });
}

async function main() {
  const probe = writeProbe();
  const editor = await startEditor({ env: { CTX_BENCH_MARKS: marksFile }, extensions: [probe] });
  try {
    writeLargeLog(path.join(editor.workspace, 'big.trace.jsonl'), BIG_BYTES);
    for (const name of ['cold', 'warm']) writeLargeLog(path.join(editor.workspace, `${name}.trace.jsonl`), 50_000);
    const windows = [];
    for (let index = 0; index < WINDOWS; index++) windows.push(await measureWindow(editor));
    const lines = fs.readFileSync(marksFile, 'utf8').trim().split('\n');
    printTimes(
      windows,
      lines.map((line) => JSON.parse(line)),
    );
    printSizes();
  } finally {
    await editor.close();
    fs.rmSync(temp, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
