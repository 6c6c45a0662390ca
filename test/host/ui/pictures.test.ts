import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import {
  activityBarEntry,
  axe,
  palette,
  quickOpen,
  screenshot,
  setTheme,
  THEMES,
  type Editor,
  type ThemeName,
} from '../editor';
import { openFixtures, replayActiveTrace, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const FOLDER = inRoot('.screenshots/editor');

/** Written for people to look at; what a program can judge of them is asserted. */
describe('pictures of the views', function () {
  this.timeout(240_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;

  before(async () => {
    editor = await sharedEditor();
    window = await openFixtures(editor);
    page = window.page;
    await activityBarEntry(page).click();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'support.trace.jsonl' }).waitFor();
  });
  after(() => window.close());

  async function inAllThemes(name: string, ready: string): Promise<void> {
    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      await setTheme(page, window.workspace, theme, 0);
      await viewWith(page, ready);
      await page.mouse.move(640, 795);
      await screenshot(page, FOLDER, `${name}-${theme}`);
      assert.deepEqual(await axe(page, 0), [], `${name} in ${theme}`);
    }
  }

  it('Context view', async () => {
    await quickOpen(page, 'answer.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
    await palette(page, 'Context Debugger: Open Context View to the Side');
    await viewWith(page, 'Support answer');
    await inAllThemes('context', 'Support answer');
    await palette(page, 'View: Close All Editors');
  });

  it('Trace view', async () => {
    await quickOpen(page, 'support.trace.jsonl');
    await viewWith(page, 'Where is my parcel?');
    await inAllThemes('trace', 'Where is my parcel?');
  });

  it('Compare view', async () => {
    await replayActiveTrace(page, { prompts: ['support.md'], provider: 'Retrieval check' });
    await page.keyboard.press('Enter');
    await viewWith(page, '8 ok');
    await inAllThemes('compare', '8 ok');
  });
});
