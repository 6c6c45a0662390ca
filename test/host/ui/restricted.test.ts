import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Page } from 'playwright-core';
import { notification, palette, quickOpen, startEditor, type Editor } from '../editor';
import { openFixtures, viewWith, type FixtureWindow } from '../fixtureWindow';

describe('a workspace that is not trusted', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;

  before(async () => {
    editor = await startEditor({ trust: true });
    window = await openFixtures(editor);
    page = window.page;
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  });
  after(async () => {
    await window.close();
    await editor.close();
  });

  it('shows documents', async () => {
    await quickOpen(page, 'answer.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'of 100 tokens' }).waitFor();
    await palette(page, 'Context Debugger: Open Context View to the Side');
    await viewWith(page, 'Support answer');
  });

  it('shows traces', async () => {
    await quickOpen(page, 'support.trace.jsonl');
    await viewWith(page, 'Where is my parcel?');
  });

  it('refuses to replay and says why', async () => {
    await palette(page, 'Context Debugger: Replay Calls Against a Prompt…');
    const shown = await notification(page, 'Replay is off in Restricted Mode');
    await shown.getByText('Manage Workspace Trust').first().waitFor();
    assert.ok(!fs.existsSync(`${window.workspace}/.context-debugger`));
  });
});
