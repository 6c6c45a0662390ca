import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { inRoot } from '../../../scripts/paths.mjs';
import { activityBarEntry, closeWindow, openWindow, startEditor } from '../editor';

describe('the package', function () {
  this.timeout(120_000);

  it('installs into a fresh editor and shows its Activity Bar container', async () => {
    const vsix = inRoot('context-debugger.vsix');
    assert.ok(fs.existsSync(vsix), 'npm run package comes first');
    const editor = await startEditor({ vsix });
    try {
      const page = await openWindow(editor);
      await activityBarEntry(page).click();
      await page.locator('.part.sidebar .title-label', { hasText: /context debugger/i }).waitFor();
      await closeWindow(page);
    } finally {
      await editor.close();
    }
  });
});
