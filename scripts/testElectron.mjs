// npm run test:electron: the in-editor suites in desktop VS Code (VSCODE_PATH, else one that is downloaded).
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { makeWorkspace } from './editorServer.mjs';
import { fakeExtensions, readResult } from './inEditor.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './run.mjs';
import { ensureDependencies } from './setup.mjs';

async function runSuites(temp, workspace) {
  const { runTests } = createRequire(inRoot('package.json'))('@vscode/test-electron');
  const resultFile = path.join(temp, 'result.json');
  const executable = process.env.VSCODE_PATH;
  const quiet = ['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--disable-updates'];
  await runTests({
    ...(executable ? { vscodeExecutablePath: executable } : { version: 'stable' }),
    extensionDevelopmentPath: [root, ...fakeExtensions()],
    extensionTestsPath: inRoot('out-test/host/index'),
    extensionTestsEnv: { CTX_TEST_OPTIONS: JSON.stringify({ resultFile }) },
    launchArgs: [
      workspace,
      ...quiet,
      '--user-data-dir',
      path.join(temp, 'user'),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  }).catch((error) => console.error(String(error)));
  return readResult(resultFile);
}

await ensureDependencies();
const { code } = await run(process.execPath, [inRoot('esbuild.js'), '--tests']);
if (code !== 0) process.exit(1);
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-electron-'));
const workspace = makeWorkspace();
try {
  const result = await runSuites(temp, workspace.folder);
  if (!result) console.error('The suites did not reach their end (no result file).');
  console.log(`${result?.passes ?? 0} passed, ${result?.failures ?? 1} failed`);
  process.exitCode = result && result.passes > 0 && result.failures === 0 ? 0 : 1;
} finally {
  workspace.remove();
  fs.rmSync(temp, { recursive: true, force: true });
}
