// npm run package: a production build as context-debugger.vsix, refused above its size budget.
import * as fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';
import { run, runBin } from './run.mjs';
import { ensureDependencies } from './setup.mjs';

const VSIX = 'context-debugger.vsix';
const MAX_MB = 6;

/** Packages what dist/ holds now. @returns {Promise<boolean>} whether a package within budget was made */
export async function packageBuilt() {
  fs.rmSync(inRoot(VSIX), { force: true });
  const flags = [
    '--no-dependencies',
    '--allow-missing-repository',
    '--skip-license',
    '--no-rewrite-relative-links',
    '--out',
    VSIX,
  ];
  const { code } = await runBin('@vscode/vsce', 'vsce', ['package', ...flags], { timeoutMs: 120_000 });
  if (code !== 0 || !fs.existsSync(inRoot(VSIX))) return false;
  const sizeMb = fs.statSync(inRoot(VSIX)).size / 1024 / 1024;
  const ok = sizeMb <= MAX_MB;
  console.log(`${VSIX}: ${sizeMb.toFixed(2)} MB of ${MAX_MB} MB${ok ? '' : '  OVER BUDGET'}`);
  return ok;
}

async function main() {
  await ensureDependencies();
  const { code } = await run(process.execPath, [inRoot('esbuild.js'), '--production']);
  if (code !== 0 || !(await packageBuilt())) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
