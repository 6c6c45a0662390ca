// Installs a real editor (VS Code's server with its web workbench, and the Node it needs) from npm packages only.
// A finished install carries a stamp; it is made beside its place and moved there by one rename, so that an
// interrupted or parallel install does no harm.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from './paths.mjs';
import { npm } from './run.mjs';
import { SHIMS } from './editorShims.mjs';

const CODE_SERVER = '4.139.1'; // holds VS Code 1.139.1
const NODE = '24.21.0'; // that server needs Node >= 22.15, whatever Node runs these scripts
const LAYOUT = 1; // raise when the layout below changes

// What the server, the extension host, the terminal and the workbench load; the rest of its 200 modules stays away.
const MODULES = [
  '@microsoft/1ds-core-js',
  '@microsoft/1ds-post-js',
  '@parcel/watcher',
  '@vscode/iconv-lite-umd',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@vscode/tree-sitter-wasm',
  '@vscode/vscode-languagedetection',
  ...['clipboard', 'image', 'ligatures', 'progress', 'search', 'serialize', 'unicode11', 'webgl'].map(
    (name) => `@xterm/addon-${name}`,
  ),
  '@xterm/headless',
  '@xterm/xterm',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'jschardet',
  'katex',
  'minimist',
  'node-pty',
  'tas-client',
  'undici',
  'vscode-oniguruma',
  'vscode-regexpp',
  'vscode-textmate',
  'ws',
  'yauzl',
  'yazl',
];
// Chat, sign-in, tunnels and the JavaScript debugger: not needed here, and a clean window starts faster.
const DROPPED_EXTENSIONS = [
  'copilot',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'tunnel-forwarding',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'terminal-suggest',
];
// Addresses and sign-in that the window would otherwise ask for.
const DROPPED_PRODUCT_KEYS = [
  'webviewContentExternalBaseUrlTemplate',
  'builtInExtensions',
  'voiceWsUrl',
  'enableTelemetry',
  'onboardingKeymaps',
  'onboardingThemes',
  'newsletterSignupUrl',
  'defaultChatAgent',
];

const nodeFile = process.platform === 'win32' ? 'node.exe' : 'node';
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const shape = [CODE_SERVER, NODE, LAYOUT, MODULES, DROPPED_EXTENSIONS, DROPPED_PRODUCT_KEYS, SHIMS, nodePackage];
const key = createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 12);

async function npmOrThrow(args, cwd) {
  const { code, output } = await npm([...args, '--loglevel=error'], { cwd, quiet: true });
  if (code !== 0) throw new Error(`npm ${args.slice(0, 2).join(' ')} failed:\n${output}`);
  return output;
}

async function download(spec, folder) {
  await npmOrThrow(['pack', spec, '--pack-destination', folder], folder);
  const name = spec.slice(0, spec.lastIndexOf('@'));
  const file = fs.readdirSync(folder).find((entry) => entry.startsWith(`${name}-`) && entry.endsWith('.tgz'));
  if (!file) throw new Error(`npm pack ${spec} left no archive`);
  return path.join(folder, file);
}

function unpack(archive, folder, args) {
  fs.mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['xzf', archive, '-C', folder, ...args], { timeout: 300_000 });
}

async function unpackEditor(temp, out) {
  const archive = await download(`code-server@${CODE_SERVER}`, temp);
  const skipped = DROPPED_EXTENSIONS.flatMap((name) => ['--exclude', `package/lib/vscode/extensions/${name}/*`]);
  unpack(archive, path.join(temp, 'editor'), ['--exclude', '*.map', ...skipped, 'package/lib/vscode']);
  fs.renameSync(path.join(temp, 'editor/package/lib/vscode'), path.join(out, 'vscode'));
  for (const name of DROPPED_EXTENSIONS) {
    fs.rmSync(path.join(out, 'vscode/extensions', name), { recursive: true, force: true });
  }
}

async function unpackNode(temp, out) {
  const archive = await download(`${nodePackage}@${NODE}`, temp);
  unpack(archive, path.join(temp, 'node'), [`package/bin/${nodeFile}`]);
  fs.renameSync(path.join(temp, 'node/package/bin', nodeFile), path.join(out, nodeFile));
  fs.chmodSync(path.join(out, nodeFile), 0o755);
}

async function installModules(vscode) {
  const shrinkwrapFile = path.join(vscode, 'npm-shrinkwrap.json');
  const { packages } = JSON.parse(fs.readFileSync(shrinkwrapFile, 'utf8'));
  const dependencies = Object.fromEntries(MODULES.map((name) => [name, packages[`node_modules/${name}`].version]));
  const manifest = JSON.parse(fs.readFileSync(path.join(vscode, 'package.json'), 'utf8'));
  const { name, version, main, type } = manifest;
  fs.writeFileSync(path.join(vscode, 'package.json'), JSON.stringify({ name, version, main, type, dependencies }));
  fs.rmSync(shrinkwrapFile);
  // Without scripts: what is native comes prebuilt or is replaced by a shim, so nothing is compiled.
  const flags = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--no-package-lock'];
  await npmOrThrow(['install', ...flags], vscode);
}

function writeShims(vscode) {
  for (const [name, code] of Object.entries(SHIMS)) {
    const folder = path.join(vscode, 'node_modules', name);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '0.0.0', main: 'index.js' }));
    fs.writeFileSync(path.join(folder, 'index.js'), code);
  }
}

function trimProduct(vscode) {
  const file = path.join(vscode, 'product.json');
  const product = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const name of DROPPED_PRODUCT_KEYS) delete product[name];
  fs.writeFileSync(file, JSON.stringify(product));
}

function moveIntoPlace(out, folder, stamp) {
  try {
    fs.renameSync(out, folder);
  } catch (error) {
    if (fs.existsSync(stamp)) return; // a parallel install was faster
    if (!fs.existsSync(folder)) throw error;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(out, folder);
  }
}

async function install(cacheDir, folder, stamp) {
  fs.mkdirSync(cacheDir, { recursive: true });
  const temp = fs.mkdtempSync(path.join(cacheDir, '.install-'));
  try {
    const out = path.join(temp, 'out');
    fs.mkdirSync(out);
    await unpackEditor(temp, out);
    await unpackNode(temp, out);
    await installModules(path.join(out, 'vscode'));
    writeShims(path.join(out, 'vscode'));
    trimProduct(path.join(out, 'vscode'));
    fs.writeFileSync(path.join(out, '.complete'), '');
    moveIntoPlace(out, folder, stamp);
  } finally {
    fs.rmSync(temp, { recursive: true, force: true });
  }
}

/** The editor's node and server script, installed into .vscode-test on first use (about 350 MB, 15 s). */
export async function ensureEditor(cacheDir = inRoot('.vscode-test')) {
  const folder = path.join(cacheDir, `code-server-${CODE_SERVER}-${key}`);
  const stamp = path.join(folder, '.complete');
  if (!fs.existsSync(stamp)) {
    console.log('Installing the editor for tests into .vscode-test …');
    await install(cacheDir, folder, stamp);
  }
  return { node: path.join(folder, nodeFile), serverMain: path.join(folder, 'vscode/out/server-main.js') };
}
