// Puts in place what building and testing need: dependencies, a Chromium, an editor. Node built-ins only: it runs first.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from './paths.mjs';
import { npm, run } from './run.mjs';

export { ensureEditor } from './installEditor.mjs';

const timeOf = (file) => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0);

export async function ensureDependencies() {
  // npm writes this file at the end of every install.
  const installed = timeOf(inRoot('node_modules/.package-lock.json'));
  if (installed > 0 && installed >= timeOf(inRoot('package-lock.json')) - 1000) return;
  console.log('Installing dependencies …');
  const { code, output } = await npm(['ci'], { quiet: true });
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
}

/** The full path of a program on the PATH. */
export function which(program) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const files = folders.flatMap((folder) => extensions.map((extension) => path.join(folder, program + extension)));
  return files.find((file) => fs.existsSync(file) && fs.statSync(file).isFile());
}

const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.map(which).find(Boolean) ?? USUAL_PLACES.find((file) => fs.existsSync(file));
}

async function installChromium() {
  console.log('Installing Chromium …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { quiet: true, env });
  return run('apt-get', ['install', '-y', 'chromium', 'fonts-liberation'], { quiet: true, env, timeoutMs: 900_000 });
}

/** The path of a Chromium; installs one where the system's package manager may be used. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const mayInstall = process.getuid?.() === 0 && which('apt-get') !== undefined;
  const output = mayInstall ? (await installChromium()).output : '';
  const installed = findChromium();
  if (installed) return installed;
  const how = which('apt-get') ? 'sudo apt-get install -y chromium fonts-liberation' : 'your package manager';
  throw new Error(
    `No Chromium or Chrome was found. Install one (${how}), or name it: CHROMIUM=/path/to/chrome.\n${output.slice(-1000)}`,
  );
}

export async function ensureAll() {
  await ensureDependencies();
  const { ensureEditor } = await import('./installEditor.mjs');
  return { chromium: await ensureChromium(), editor: await ensureEditor() };
}

/** A `code` command that opens desktop VS Code, if there is one. */
export function findDesktopEditor() {
  const command = process.env.VSCODE_PATH ?? which('code');
  if (!command) return undefined;
  const { status } = spawnSync(command, ['--version'], { timeout: 20_000, shell: process.platform === 'win32' });
  return status === 0 ? command : undefined;
}
