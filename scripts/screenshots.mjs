// npm run screenshots: pictures of the views, by test/host/screenshots.ts where it exists, else by the walk.
import * as fs from 'node:fs';
import { runWalk } from './check.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { ensureAll } from './setup.mjs';

await ensureAll();
const { code } = await run(process.execPath, [inRoot('esbuild.js'), '--tests']);
const name = fs.existsSync(inRoot('test/host/screenshots.ts')) ? 'screenshots' : 'walk';
const ok = code === 0 && (await runWalk(name, inRoot('.screenshots/views')));
process.exit(ok ? 0 : 1);
