// Runs a compiled walk (test/host/<name>.ts, exporting `walk`) in a real window on a copy of examples/.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { inRoot } from './paths.mjs';

const load = createRequire(inRoot('package.json'));

async function pictureOfFailure(page, shotsDir) {
  await page?.screenshot({ path: `${shotsDir}/failed.png` }).catch(() => undefined);
}

/** @returns {Promise<boolean>} whether every step went well */
export async function runWalk(name, shotsDir) {
  const { walk } = load(inRoot(`out-test/host/${name}.js`));
  const { startEditor, openWindow } = load(inRoot('out-test/host/editor.js'));
  fs.rmSync(shotsDir, { recursive: true, force: true });
  fs.mkdirSync(shotsDir, { recursive: true });
  const startTime = Date.now();
  const log = (text) => console.log(`[${((Date.now() - startTime) / 1000).toFixed(1).padStart(5)} s] ${text}`);
  const editor = await startEditor();
  let page;
  try {
    page = await openWindow(editor);
    await walk({ page, workspace: editor.workspace, shotsDir, log });
    log(`all steps passed; screenshots are in ${shotsDir}`);
    return true;
  } catch (error) {
    await pictureOfFailure(page, shotsDir);
    log(`FAILED: ${error.stack ?? error}`);
    return false;
  } finally {
    await editor.close();
  }
}
