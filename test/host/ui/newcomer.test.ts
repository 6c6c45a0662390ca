import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import { palette, screenshot, type Editor } from '../editor';
import { input, openFixtures, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const SHOTS = inRoot('.screenshots/editor');
/** What a search found: more than the template's budget of documents leaves. */
function found(): string {
  const folder = inRoot('examples/kb');
  const names = [
    'returns-exceptions',
    'returns-how-to',
    'damaged-items',
    'parcels-missing',
    'payments',
    'account',
    'stores',
    'sofa-fjord',
  ];
  const items = names.map((name, index) => {
    const text = fs
      .readFileSync(path.join(folder, `${name}.md`), 'utf8')
      .trim()
      .replace(/^(?=.)/gm, ' '.repeat(10));
    return `      - id: ${name}\n        score: ${(0.85 - index / 20).toFixed(2)}\n        text: |\n${text}\n`;
  });
  return items.join('');
}

describe('a newcomer’s way', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;
  let view: FrameLocator;
  let file: string;

  before(async () => {
    editor = await sharedEditor();
    window = await openFixtures(editor);
    page = window.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    file = path.join(window.workspace, 'answer-2.context.yaml');
  });
  after(() => window.close());

  const shot = (name: string): Promise<string> => screenshot(page, SHOTS, `newcomer-${name}`);
  const problems = () => page.locator('.markers-panel .monaco-list-row');
  const status = () => page.locator('#context-debugger\\.context-debugger\\.tokens');

  it('chooses a template and a place', async () => {
    await palette(page, 'Context Debugger: New Context Document…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Retrieval answer' }).waitFor();
    await shot('1-templates');
    await page.keyboard.press('Enter');
    // The name beside the one that is there already.
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLInputElement>('.quick-input-widget input.input')].some((each) =>
        each.value.endsWith('answer-2.context.yaml'),
      ),
    );
    await shot('2-place');
    await page.keyboard.press('Enter');
    view = await viewWith(page, 'Retrieval answer');
    assert.equal(
      fs.readFileSync(file, 'utf8'),
      fs.readFileSync(inRoot('media/templates/retrieval.context.yaml'), 'utf8'),
    );
  });

  it('sees that it fits', async () => {
    await status().filter({ hasText: '/ 4,000 tokens' }).waitFor();
    assert.doesNotMatch(await status().innerText(), /over/);
    await palette(page, 'Problems: Focus on Problems View');
    await page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
    await shot('3-fits');
  });

  it('pastes what it found, and is told that it is too much', async () => {
    await palette(page, 'View: Focus First Editor Group');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const at = lines.findIndex((line) => line.trim() === 'items:') + 1;
    await page.keyboard.press('Control+G');
    await input(page).waitFor({ state: 'visible' });
    await input(page).fill(`:${at + 1}`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    await page.keyboard.press('Home');
    await page.evaluate((text) => navigator.clipboard.writeText(text), found());
    await page.keyboard.press('Control+V');
    await problems().filter({ hasText: 'over its own budget' }).first().waitFor();
    await view.locator('table.sections tbody tr', { hasText: 'documents' }).filter({ hasText: 'dropped' }).waitFor();
    await shot('4-over-budget');
  });

  it('mends it by keyboard, from what the editor offers', async () => {
    await palette(page, 'Go to Next Problem (Error, Warning, Info)');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget .monaco-list-row');
    await menu
      .filter({
        hasText: /Set budget to [\d,]+ \(was 1,500\): documents is sent whole; [\d,]+ tokens of the window stay free/,
      })
      .first()
      .waitFor();
    await shot('5-quick-fixes');
    await page.keyboard.press('Enter');
    await problems().filter({ hasText: 'over its own budget' }).first().waitFor({ state: 'detached' });
    await status().filter({ hasText: '/ 4,000 tokens' }).waitFor();
    assert.doesNotMatch(await status().innerText(), /over/);
    await view.locator('table.sections tbody tr', { hasText: 'documents' }).filter({ hasText: 'whole' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.codelens-decoration', { hasText: '1,922 tokens · whole' }).waitFor();
    await shot('6-fits-again');
  });
});
