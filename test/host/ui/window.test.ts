import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { closeWindow, openWindow, quickOpen, setTheme, startEditor, type Editor } from '../editor';
import { sharedEditor } from '../sharedEditor';

describe('the window', function () {
  this.timeout(120_000);
  let editor: Editor;

  before(async () => {
    editor = await sharedEditor();
  });

  it('opens a file and follows the theme', async () => {
    fs.writeFileSync(path.join(editor.workspace, 'window-test.md'), '# A file\n');
    const page = await openWindow(editor);
    await quickOpen(page, 'window-test.md');
    await setTheme(page, editor.workspace, 'highContrast');
    assert.equal(await page.locator('.tab.active').count(), 1);
    await closeWindow(page);
  });

  it('is restricted where workspace trust is on', async () => {
    const untrusted = await startEditor({ trust: true });
    try {
      const page = await openWindow(untrusted);
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    } finally {
      await untrusted.close();
    }
  });
});
