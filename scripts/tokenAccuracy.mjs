// Writes docs/token-accuracy.md from the corpus that CORPUS_DIR names. `node scripts/tokenAccuracy.mjs`.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import esbuild from 'esbuild';
import { inRoot } from './paths.mjs';
import { buildTokenTables } from './tokenTables.cjs';

const outfile = inRoot('out-test/scripts/tokenAccuracy.js');
buildTokenTables(inRoot('.'));
await esbuild.build({
  absWorkingDir: inRoot('.'),
  entryPoints: ['test/corpus/tokenAccuracy.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
const { measureCorpus, renderAccuracy } = createRequire(import.meta.url)(outfile);
const measured = await measureCorpus();
if (measured.length === 0) throw new Error('No call was read: set CORPUS_DIR to the folder of the corpus.');
fs.writeFileSync(inRoot('docs/token-accuracy.md'), renderAccuracy(measured));
console.log(`docs/token-accuracy.md: ${measured.length} calls`);
