import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { activityBarEntry, closeWindow, openWindow, palette, quickOpen, startEditor, type Editor } from '../editor';
import { openFixtures, viewWith } from '../fixtureWindow';

describe('a window that is opened again', function () {
  this.timeout(180_000);
  let editor: Editor;
  before(async () => {
    editor = await startEditor({ settings: { 'workbench.editor.restoreEditors': true } });
  });
  after(() => editor.close());

  it('has its Context view and its trace set as they were', async () => {
    const window = await openFixtures(editor);
    const { page, workspace } = window;
    try {
      fs.mkdirSync(path.join(workspace, 'logs'));
      fs.copyFileSync(path.join(workspace, 'support.trace.jsonl'), path.join(workspace, 'logs/a.jsonl'));
      await quickOpen(page, 'answer.context.yaml');
      await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
      await palette(page, 'Context Debugger: Open Context View to the Side');
      await (await viewWith(page, 'Support answer')).locator('table.sections tr', { hasText: 'documents' }).waitFor();
      await page.keyboard.press('Control+Shift+E');
      const folder = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'logs' });
      await folder.click({ button: 'right' });
      await page.locator('.context-view .action-label', { hasText: 'Open as Trace' }).hover();
      await page.keyboard.press('Enter');
      await page.locator('.tab.active', { hasText: 'logs' }).waitFor();
      await viewWith(page, 'Where is my parcel?');

      const loaded = page.waitForEvent('load');
      await palette(page, 'Developer: Reload Window');
      await loaded;
      await activityBarEntry(page).waitFor({ timeout: 60_000 });
      await page.locator('.tab', { hasText: 'logs' }).click();
      await viewWith(page, 'Where is my parcel?');
      await page.locator('.tab', { hasText: 'Context: answer' }).click();
      const revived = await viewWith(page, 'Support answer');
      await revived.locator('table.sections tr', { hasText: 'documents' }).waitFor();
      assert.match(await revived.locator('tr', { hasText: 'Total' }).innerText(), /of 100/);
    } finally {
      await window.close();
    }
  });

  it('opens the examples in a folder of the user', async () => {
    const page = await openWindow(editor, '');
    try {
      await palette(page, 'Context Debugger: Open Examples');
      await page.waitForURL(/[?&]folder=[^&]*globalStorage/, { timeout: 60_000 });
      const folder = new URL(page.url()).searchParams.get('folder') ?? '';
      assert.match(folder, /\/globalStorage\/context-debugger\.context-debugger\/examples$/);
      assert.ok(folder.startsWith(editor.server.dataDir), folder);
      await activityBarEntry(page).click({ timeout: 60_000 });
      await page.locator('.pane-body .monaco-list-row', { hasText: 'support.v1.context.yaml' }).waitFor();
    } finally {
      await closeWindow(page);
    }
  });
});
