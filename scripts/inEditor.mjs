// Runs out-test/host/suites inside the extension host of a real editor. The editor's exit code is 0 even when its
// extension host dies, so only the result file that the suites write at their end counts.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { launchBrowser, makeWorkspace, startServer, workbenchUrl } from './editorServer.mjs';
import { inRoot, root } from './paths.mjs';

const TIMEOUT_MS = 600_000;

/** Unpacked helper extensions, such as a chat model that answers at once. */
export function fakeExtensions() {
  const folder = inRoot('test/host/fakes');
  if (!fs.existsSync(folder)) return [];
  const folders = fs.readdirSync(folder).map((name) => path.join(folder, name));
  return folders.filter((candidate) => fs.existsSync(path.join(candidate, 'package.json')));
}

/** Prints what is appended to a file. */
function follow(file) {
  let printed = 0;
  const print = () => {
    const bytes = fs.readFileSync(file);
    process.stdout.write(bytes.subarray(printed));
    printed = bytes.length;
  };
  const timer = setInterval(print, 200);
  return () => {
    clearInterval(timer);
    print();
  };
}

async function openAndWait(browser, url) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  let timer;
  const ended = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the in-editor suites took too long')), TIMEOUT_MS);
    page.on('crash', () => reject(new Error('the window crashed')));
    void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
    void page.exposeFunction('codeAutomationLog', () => undefined);
  });
  try {
    await page.goto(url);
    await ended;
  } finally {
    clearTimeout(timer);
  }
}

export function readResult(file) {
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** @returns the result, or undefined where the suites did not reach their end. */
export async function runInEditor({ grep } = {}) {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-suites-'));
  const logFile = path.join(temp, 'log.txt');
  const resultFile = path.join(temp, 'result.json');
  fs.writeFileSync(logFile, '');
  const stopFollowing = follow(logFile);
  const workspace = makeWorkspace();
  const env = { CTX_TEST_OPTIONS: JSON.stringify({ resultFile, logFile, grep }), CTX_LONG: process.env.CTX_LONG ?? '' };
  let server;
  let browser;
  try {
    server = await startServer({ driver: true, env, extensions: fakeExtensions() });
    browser = await launchBrowser();
    const paths = { developmentPath: root, testsPath: inRoot('out-test/host/index') };
    await openAndWait(browser, workbenchUrl(server, { folder: workspace.folder, ...paths }));
    return readResult(resultFile);
  } catch (error) {
    console.error(error);
    return undefined;
  } finally {
    stopFollowing();
    await browser?.close();
    await server?.stop();
    workspace.remove();
    fs.rmSync(temp, { recursive: true, force: true });
  }
}
