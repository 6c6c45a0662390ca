// Starts the editor's server on a free port of 127.0.0.1 and opens its window in a Chromium.
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from './paths.mjs';
import { ensureChromium, ensureEditor } from './setup.mjs';

const QUIET_WINDOW = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.restoreEditors': false,
  'window.restoreWindows': 'none',
  'window.confirmBeforeClose': 'never',
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'extensions.verifySignature': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'github.gitAuthentication': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'files.hotExit': 'off',
  'files.simpleDialog.enable': true,
  'remote.autoForwardPorts': false,
  'task.autoDetect': 'off',
};
const TRUST_OFF = { 'security.workspace.trust.enabled': false };
// Restricted mode without the question that a user would be asked first.
const TRUST_ON = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };

const START_TIMEOUT_MS = 60_000;

function serverEnv(extra) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VSCODE_|ELECTRON_|CODE_SERVER|NODE_OPTIONS$)/i.test(name),
  );
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}', ...extra };
}

function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value, null, 2));
}

const folderArgs = (dataDir) => [
  ...['--server-data-dir', dataDir, '--user-data-dir', dataDir],
  ...['--extensions-dir', path.join(dataDir, 'ext')],
];

/** A linked folder counts as an installed extension if it is there before the first start. */
function linkExtension(folder, dataDir) {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  fs.symlinkSync(path.resolve(folder), path.join(dataDir, 'ext', `${publisher}.${name}-${version}`), 'junction');
}

function installVsix(editor, vsix, dataDir) {
  const args = [editor.serverMain, '--install-extension', path.resolve(vsix), '--force', ...folderArgs(dataDir)];
  execFileSync(editor.node, args, { env: serverEnv({}), timeout: 60_000, stdio: 'pipe' });
}

function waitForPort(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (reason) => reject(new Error(`The editor's server ${reason}\n${text.slice(-2000)}`));
    const timer = setTimeout(() => fail('did not start in time.'), START_TIMEOUT_MS);
    const read = (chunk) => {
      text += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(String(error)));
    child.once('exit', (code) => fail(`exited with ${code}.`));
  });
}

async function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}

/**
 * @typedef {object} ServerOptions
 * @property {Record<string, unknown>} [settings] user settings
 * @property {Record<string, unknown>} [machineSettings] settings of scope "machine": a server's window reads them here only
 * @property {Record<string, string>} [env] reaches the extension host
 * @property {string[]} [extensions] unpacked extensions to link as installed
 * @property {string} [vsix] a package to install
 * @property {boolean} [driver] needed for development and test paths in the URL; hides notification toasts
 * @property {boolean} [trust] with workspace trust on: an opened folder is untrusted
 */

/**
 * A server with its own fresh data folder; `stop()` removes both.
 * @param {ServerOptions} [options]
 */
export async function startServer(options = {}) {
  const { settings, machineSettings, env, extensions = [], vsix, driver = false, trust = false } = options;
  const editor = await ensureEditor();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-editor-'));
  fs.mkdirSync(path.join(dataDir, 'ext'));
  const trustSettings = trust ? TRUST_ON : TRUST_OFF;
  writeJson(path.join(dataDir, 'User/settings.json'), { ...QUIET_WINDOW, ...trustSettings, ...settings });
  writeJson(path.join(dataDir, 'Machine/settings.json'), machineSettings ?? {});
  for (const folder of extensions) linkExtension(folder, dataDir);
  if (vsix) installVsix(editor, vsix, dataDir);
  const flags = [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--disable-telemetry', '--disable-experiments', '--reconnection-grace-time', '1'],
    ...(driver ? ['--enable-smoke-test-driver'] : []),
    ...(trust ? [] : ['--disable-workspace-trust']),
  ];
  const args = [editor.serverMain, ...flags, ...folderArgs(dataDir)];
  const child = spawn(editor.node, args, { env: serverEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const removeData = () => fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const killAtExit = () => {
    child.kill('SIGKILL');
    removeData();
  };
  process.once('exit', killAtExit);
  const stop = async () => {
    await stopChild(child);
    process.off('exit', killAtExit);
    removeData();
  };
  try {
    return { port: await waitForPort(child), dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {{ port: number }} server
 * @param {{ folder?: string, developmentPath?: string, testsPath?: string }} options
 */
export function workbenchUrl(server, { folder, developmentPath, testsPath }) {
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (developmentPath) payload.push(['extensionDevelopmentPath', remote(developmentPath)]);
  if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);
  const query = new URLSearchParams(folder ? { folder } : { ew: 'true' });
  query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${server.port}/?${query}`;
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchBrowser() {
  const { chromium } = createRequire(inRoot('package.json'))('playwright-core');
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: await ensureChromium(), headless: true, args: [...flags, ...quiet] });
}

/** A copy of examples/ (or an empty folder while there is none) that a test may change. */
export function makeWorkspace() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-workspace-'));
  if (fs.existsSync(inRoot('examples'))) fs.cpSync(inRoot('examples'), folder, { recursive: true });
  else fs.writeFileSync(path.join(folder, 'notes.md'), '# Notes\n');
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}
