import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../../scripts/paths.mjs';
import { closeWindow, openWindow, startEditor } from '../editor';
import { walk } from '../walk';

describe('the package', function () {
  this.timeout(180_000);

  it('installs into a fresh editor and does the whole main job there', async () => {
    const vsix = inRoot('context-debugger.vsix');
    assert.ok(fs.existsSync(vsix), 'npm run package comes first');
    const editor = await startEditor({ vsix });
    try {
      // What runs is what was unpacked, with none of this folder's files in reach.
      const folder = path.join(editor.server.dataDir, 'ext');
      const installed = fs
        .readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => name.startsWith('context-debugger.'));
      assert.deepEqual(
        installed.map((entry) => entry.isDirectory()),
        [true],
      );
      const page = await openWindow(editor);
      // Counts, a rebuilt call, a replay and a diff: workers, wasm, tokenizer tables and pages are all in the package.
      await walk({ page, workspace: editor.workspace, shotsDir: inRoot('.screenshots/package'), log: () => undefined });
      await closeWindow(page);
    } finally {
      await editor.close();
    }
  });
});
