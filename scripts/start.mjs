// npm start: sets up, builds and opens examples/ in a real editor. With --check: headless, by a scripted walk.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { inRoot, root } from './paths.mjs';
import { run } from './run.mjs';
import { ensureAll, ensureDependencies, findDesktopEditor } from './setup.mjs';

const check = process.argv.includes('--check');

async function build(...flags) {
  const { code } = await run(process.execPath, [inRoot('esbuild.js'), ...flags]);
  if (code !== 0) throw new Error('the build failed');
}

async function checkWalk() {
  await ensureAll();
  await build('--tests');
  const { runWalk } = await import('./check.mjs');
  return runWalk('walk', inRoot('.screenshots/check'));
}

function workspaceFolder() {
  return fs.existsSync(inRoot('examples')) ? inRoot('examples') : root;
}

async function openDesktop(command) {
  const args = [`--extensionDevelopmentPath=${root}`, workspaceFolder()];
  const { code } = await run(command, args, { shell: process.platform === 'win32' });
  return code === 0;
}

function openInBrowser(url) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // the address is on the screen anyway
  child.unref();
}

const interrupted = () =>
  new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });

async function openServerSide() {
  const { startServer, workbenchUrl } = await import('./editorServer.mjs');
  // Linked in as installed, not as under development: the flag that this needs would hide notifications.
  const server = await startServer({ extensions: [root] });
  const url = workbenchUrl(server, { folder: workspaceFolder() });
  console.log(`\nContext Debugger is open at\n\n  ${url}\n\nCtrl+C ends it.`);
  openInBrowser(url);
  await interrupted();
  await server.stop();
}

async function start() {
  await ensureDependencies();
  await build();
  const desktop = findDesktopEditor();
  if (desktop && (await openDesktop(desktop))) return;
  await openServerSide();
}

try {
  if (!check) await start();
  else if (!(await checkWalk())) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
