import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { writeLargeLog } from '../../support/largeLog';
import { quickOpen, type Editor } from '../editor';
import { openFixtures, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

// Large enough that a machine that indexes 100 MB a second is not done before the first look.
const SIZE_BYTES = process.env.CTX_LONG ? 200_000_000 : 100_000_000;
const NAME = 'big.trace.jsonl';

describe('a log of many megabytes in the Trace view', function () {
  this.timeout(240_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;
  let view: FrameLocator;
  let calls: number;

  before(async () => {
    editor = await sharedEditor();
    window = await openFixtures(editor);
    page = window.page;
    // Before the first search for files, whose result is kept.
    calls = writeLargeLog(path.join(window.workspace, NAME), SIZE_BYTES);
    // Work of the window's own start would blur what is looked at.
    await quickOpen(page, 'support.trace.jsonl');
    await viewWith(page, 'Where is my parcel?');
  });
  after(() => window.close());

  const row = (index: number) => view.locator(`.grid-body [role="row"][aria-rowindex="${index + 2}"]`);

  it('shows its first rows while it is indexed', async () => {
    await quickOpen(page, NAME);
    view = await viewWith(page, 'Question 0:');
    // Looked at in one moment: the row stands there and the header is not done.
    const seen = await view.locator('main').evaluate((main) => ({
      row: main.querySelector('.grid-body [role="row"]')?.textContent ?? '',
      progress: main.querySelector('[role="progressbar"]')?.textContent ?? '',
    }));
    assert.match(seen.row, /Question 0:/);
    assert.match(seen.progress, /^indexing \d+ %$/);
  });

  it('counts all calls in the end', async () => {
    await view.locator('[role="progressbar"]').waitFor({ state: 'detached', timeout: 120_000 });
    await page.locator('.statusbar-item', { hasText: `${calls.toLocaleString('en-US')} calls` }).waitFor();
    await view.locator(`[role="grid"][aria-rowcount="${calls + 1}"]`).waitFor();
  });

  it('goes to the end and back', async () => {
    await view.locator('[role="grid"]').first().focus();
    await page.keyboard.press('End');
    await row(calls - 1)
      .filter({ hasText: `Question ${calls - 1}:` })
      .waitFor();
    await page.keyboard.press('Home');
    await row(0).filter({ hasText: 'Question 0:' }).waitFor();
  });

  it('finds the one call in all of them', async () => {
    const wanted = `Question ${calls - 2}:`;
    await view.locator('input.filter').fill(`"${wanted}"`);
    await view.getByRole('button', { name: 'Replay 1 Call…' }).waitFor({ timeout: 120_000 });
    await row(0).filter({ hasText: wanted }).waitFor();
  });
});
