import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { palette, quickOpen, type Editor } from '../editor';
import { openFixtures, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const totalOf = async (view: FrameLocator): Promise<string> =>
  (await view.locator('tr', { hasText: 'Total' }).innerText()).replace(/\s+/g, ' ');

describe('the Context view', function () {
  this.timeout(120_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;
  let view: FrameLocator;

  before(async () => {
    editor = await sharedEditor();
    window = await openFixtures(editor);
    page = window.page;
    await quickOpen(page, 'answer.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
    await palette(page, 'Context Debugger: Open Context View to the Side');
    view = await viewWith(page, 'Support answer');
  });
  after(() => window.close());

  const row = (id: string) => view.locator('table.sections tbody tr', { hasText: id });

  it('shows sections, total and what gave way', async () => {
    assert.match(await totalOf(view), /^Total \d+ of 100/);
    assert.match(await row('documents').innerText(), /1 of 3 dropped/);
    await view.getByText('over by', { exact: false }).first().waitFor();
    assert.match(await view.locator('section.why').innerText(), /doc-3/);
  });

  it('says the same in the status bar and in CodeLens', async () => {
    const [, kept = ''] = /^Total (\d+)/.exec(await totalOf(view)) ?? [];
    const item = page.locator('#context-debugger\\.context-debugger\\.tokens');
    await item.filter({ hasText: `${kept} / 120 tokens` }).waitFor();
    await page.locator('.codelens-decoration', { hasText: `${kept} of 100 tokens` }).waitFor();
  });

  it('follows the text as one types', async () => {
    const over = view.getByText(/^over by \d+$/).first();
    const before = Number(/\d+/.exec(await over.innerText())?.[0]);
    await page
      .locator('.editor-instance .monaco-editor')
      .first()
      .click({ position: { x: 300, y: 300 } });
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  - { id: typed, text: "one two three" }\n');
    // The window is full already: the new section gives way, and what is over grows by its 3 tokens and its framing.
    await row('typed')
      .filter({ hasText: /of 3\D*dropped/ })
      .waitFor();
    assert.equal(Number(/\d+/.exec(await over.innerText())?.[0]), before + 3 + 4);
  });

  it('keeps the last good state while the text has an error, and says so', async () => {
    await page.keyboard.type('  - [');
    await view.getByText('outdated', { exact: false }).first().waitFor();
    assert.equal(await row('documents').count(), 1);
    for (let i = 0; i < 5; i++) await page.keyboard.press('Backspace');
    await view.getByText('outdated', { exact: false }).first().waitFor({ state: 'detached' });
  });

  it('goes to a section in the text, by keyboard', async () => {
    await row('instructions').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await view.locator('tr[aria-selected="true"]', { hasText: 'documents' }).waitFor();
    await page.keyboard.press('Control+1');
    const place = page.locator('.statusbar-item', { hasText: /Ln \d+, Col/ });
    await place.filter({ hasText: 'Ln 13' }).waitFor();
  });

  it('marks the section at the text cursor', async () => {
    await page.keyboard.press('Control+1');
    await page.locator('.monaco-editor.focused').first().waitFor();
    await page.keyboard.press('Control+Home');
    for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowDown');
    await view.locator('table.sections tr[aria-selected="true"]', { hasText: 'instructions' }).waitFor();
  });

  it('tries another window without touching the document', async () => {
    const text = page.locator('.tab.active.dirty');
    const dirtyBefore = await text.count();
    const number = view.locator('input.window-number');
    await number.fill('4000');
    await view.getByText('what-if').first().waitFor();
    await row('documents').filter({ hasText: 'whole' }).waitFor();
    // Problems and CodeLens keep to the document's own window.
    await page.locator('.codelens-decoration', { hasText: 'of 100 tokens' }).waitFor();
    assert.equal(await text.count(), dirtyBefore);
    await view.getByRole('button', { name: 'Reset' }).press('Enter');
    await row('documents').filter({ hasText: 'dropped' }).waitFor();
  });

  it('is filled again after it was hidden', async () => {
    // The file is to open over the view: its group must be the active one.
    const tab = page.locator('.tab', { hasText: 'Context: answer' });
    await tab.click();
    await page.locator('.editor-group-container.active .tab', { hasText: 'Context: answer' }).waitFor();
    await quickOpen(page, 'support.md');
    await page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
    await tab.click();
    view = await viewWith(page, 'Support answer');
    await row('documents').waitFor();
  });
});
