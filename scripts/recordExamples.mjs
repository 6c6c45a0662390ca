#!/usr/bin/env node
// Records the sample trace and the sample run anew: node scripts/recordExamples.mjs
// The recorder is TypeScript over the project's own core; it is bundled here with packages left outside, so that the
// instrumentation can patch the real `openai` module.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outdir = path.join(root, 'out-test-record');
await build({
  absWorkingDir: root,
  entryPoints: ['scripts/examples/record.ts', 'scripts/examples/recordRun.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  supported: { 'dynamic-import': true },
  outdir,
  logLevel: 'warning',
});
for (const step of ['record.js', 'recordRun.js']) {
  const result = spawnSync(process.execPath, [path.join(outdir, step), 'examples'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
