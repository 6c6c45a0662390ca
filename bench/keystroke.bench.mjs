// A key typed into a context document of 200,000 tokens in the real editor: from its press to the changed bar in the view
// beside it, in three shapes; and where the time goes. There is no peer: the goal is absolute.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lookupModel } from '../src/core/tokens/catalogue.ts';
import { counterFor } from '../src/node/tokenizer.ts';
import { closeWindow, openWindow, palette, quickOpen, startEditor } from '../test/host/editor';
import { editShapes } from './editShapes.mjs';
import { median, percentile, print, round } from './measure.mjs';

const KEYS = 40;
/** The first keys fill caches; they are typed and not counted. */
const FIRST_KEYS = 4;
const EVERY_MS = 250;
const LONGEST_MS = 10_000;

/** An extension that writes down when the extension host hears of a change. */
const PROBE = `
const fs = require('node:fs');
const { workspace } = require('vscode');
exports.activate = () => {
  let heard = [];
  workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && document.fileName.includes('edit-')) heard.push(performance.timeOrigin + performance.now());
  });
  setInterval(() => {
    if (heard.length > 0) fs.appendFileSync(process.env.CTX_BENCH_KEYS, heard.join('\\n') + '\\n');
    heard = [];
  }, 100);
};
`;

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-bench-keys-'));
const heardFile = path.join(temp, 'heard');

function writeProbe() {
  const folder = path.join(temp, 'probe');
  fs.mkdirSync(folder);
  const manifest = {
    name: 'probe',
    publisher: 'bench',
    version: '0.0.1',
    engines: { vscode: '^1.100.0' },
    main: './main.js',
    activationEvents: ['*'],
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'main.js'), PROBE);
  return folder;
}

function writeShape(folder, { name, text, files }) {
  for (const file of files) {
    const target = path.join(folder, file.path);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, file.text);
  }
  fs.writeFileSync(path.join(folder, `edit-${name}.context.yaml`), text);
}

/** Keys each of which changes the number of tokens: the bar says nothing of one that does not. */
function keysFor({ text, edit: { offset } }) {
  const counter = counterFor(lookupModel('example-model').entry);
  const start = text.lastIndexOf('\n', offset) + 1;
  const before = text.slice(start, offset);
  const after = text.slice(offset, text.indexOf('\n', offset));
  const countWith = (typed) => counter.count(before + typed + after).tokens;
  const candidates = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
  let typed = '';
  for (let index = 0; index < KEYS + FIRST_KEYS; index++) {
    const now = countWith(typed);
    const turned = [...candidates.slice((index * 7) % 36), ...candidates.slice(0, (index * 7) % 36)];
    const key = turned.find((each) => countWith(typed + each) !== now);
    if (key === undefined) throw new Error(`no key changes the count after '${typed}'`);
    typed += key;
  }
  return [...typed];
}

/** In the window. */
function watchKeys() {
  globalThis.keyTimes = [];
  const note = () => globalThis.keyTimes.push(performance.timeOrigin + performance.now());
  globalThis.addEventListener('keydown', note, true);
}

/** In the view: when it took a snapshot up, when the bar had changed, and when that was about to be painted. */
function watchBar() {
  globalThis.seen = [];
  const now = () => performance.timeOrigin + performance.now();
  let cameAt;
  // The view's own listener is called before any that is added now, so it is watched as it reads its message.
  const data = Object.getOwnPropertyDescriptor(globalThis.MessageEvent.prototype, 'data');
  const get = function () {
    const message = data.get.call(this);
    if (message?.kind === 'event' && message.name === 'snapshot') cameAt = now();
    return message;
  };
  Object.defineProperty(globalThis.MessageEvent.prototype, 'data', { ...data, get });
  const bar = document.querySelector('.bar-track');
  new globalThis.MutationObserver(() => {
    const [came, changed] = [cameAt, now()];
    globalThis.requestAnimationFrame(() => globalThis.seen.push({ came, changed, painted: now() }));
  }).observe(bar, { attributes: true, attributeFilter: ['aria-label'] });
}

async function frameWithBar(page) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      const count = await frame
        .locator('.bar-track')
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error('the Context view shows no bar');
}

async function goTo(page, { line, column }) {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor({ state: 'visible' });
  await input.fill(`:${line + 1}:${column + 1}`);
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: `Ln ${line + 1}, Col ${column + 1}` }).waitFor();
}

const heardTimes = () =>
  fs.existsSync(heardFile) ? fs.readFileSync(heardFile, 'utf8').trim().split('\n').map(Number) : [];

/** Types one key and waits until the bar has changed. */
async function typeKey(page, view, key) {
  const before = await view.evaluate(() => globalThis.seen.length);
  await page.keyboard.press(key);
  const end = Date.now() + LONGEST_MS;
  while ((await view.evaluate(() => globalThis.seen.length)) === before) {
    if (Date.now() > end) throw new Error(`the bar did not change after '${key}'`);
    await page.waitForTimeout(10);
  }
  // What comes a little later, such as a second snapshot for the same key, is not this key's.
  const pressed = await page.evaluate(() => globalThis.keyTimes.at(-1));
  const seen = await view.evaluate((index) => globalThis.seen[index], before);
  return { pressed, ...seen };
}

async function measureShape(editor, shape) {
  const page = await openWindow(editor);
  await quickOpen(page, `edit-${shape.name}.context.yaml`);
  await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
  await palette(page, 'Context Debugger: Open Context View to the Side');
  const view = await frameWithBar(page);
  await goTo(page, shape.edit);
  await page.waitForTimeout(2_000);
  await page.evaluate(watchKeys);
  await view.evaluate(watchBar);
  const times = [];
  for (const key of keysFor(shape)) {
    const next = Date.now() + EVERY_MS;
    times.push(await typeKey(page, view, key));
    await page.waitForTimeout(Math.max(0, next - Date.now()));
  }
  const total = await view.locator('.row-total .number').innerText();
  await page.waitForTimeout(500);
  await closeWindow(page);
  return { times: times.slice(FIRST_KEYS), total: total.replace(/\s+/g, ' ').trim() };
}

const sorted = (values) => [...values].sort((a, b) => a - b);

/** The change that the extension host heard after this key and before its snapshot. */
function heardAfter(heard, { pressed, came }) {
  return heard.find((time) => time >= pressed - 1 && time <= came + 1);
}

function report(shape, { times, total }) {
  const heard = heardTimes();
  const all = sorted(times.map(({ pressed, painted }) => painted - pressed));
  const withHost = times.map((time) => ({ ...time, host: heardAfter(heard, time) })).filter(({ host }) => host);
  const part = (pick) => round(median(sorted(withHost.map(pick))));
  const parts = [
    `to the extension host ${part(({ host, pressed }) => host - pressed)}`,
    `worker and back to the view ${part(({ came, host }) => came - host)}`,
    `drawn ${part(({ changed, came }) => changed - came)}`,
    `next frame ${part(({ painted, changed }) => painted - changed)}`,
  ];
  print({
    figure: `key to changed bar, ${shape.title}`,
    ours: round(median(all)),
    unit: 'ms',
    goal: '≤ 50 ms',
    note: `${total} tokens; p95 ${round(percentile(all, 0.95))} ms; medians of the parts in ms: ${parts.join(', ')}`,
  });
}

async function main() {
  const probe = writeProbe();
  const editor = await startEditor({ env: { CTX_BENCH_KEYS: heardFile }, extensions: [probe] });
  try {
    const wanted = editShapes().filter(({ name }) => !process.env.ONLY || name === process.env.ONLY);
    for (const shape of wanted) writeShape(editor.workspace, shape);
    for (const shape of wanted) report(shape, await measureShape(editor, shape));
  } finally {
    await editor.close();
    fs.rmSync(temp, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
