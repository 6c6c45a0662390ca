import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { closeWindow, openWindow, palette, quickOpen, setSettings } from '../editor';
import { makeFixtureWorkspace, viewWith } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const ITEMS = 600;

/** Its last line is the question's text, so that one types at the end of the document. */
function documentText(): string {
  const items = Array.from(
    { length: ITEMS },
    (_, index) => `      - { id: doc-${index}, text: "Document number ${index} says what it has to say." }\n`,
  );
  return [
    'version: 1\nname: Typing\nmodel: example-model\nwindow: 100000\nsections:\n',
    '  - id: documents\n    kind: documents\n    overflow: drop-oldest\n    items:\n',
    ...items,
    '  - id: question\n    kind: query\n    required: true\n    text: Where is my order',
  ].join('');
}

describe('a context document as one types', function () {
  this.timeout(120_000);
  let page: Page;
  let view: FrameLocator;
  let workspace = '';

  before(async () => {
    const editor = await sharedEditor();
    workspace = makeFixtureWorkspace();
    fs.writeFileSync(path.join(workspace, 'typing.context.yaml'), documentText());
    setSettings(workspace, { 'files.autoSave': 'off' });
    page = await openWindow(editor, workspace);
    // Wide enough for the payload to stand beside the table, in a scroll of its own.
    await page.setViewportSize({ width: 2400, height: 900 });
    await quickOpen(page, 'typing.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
    await palette(page, 'Context Debugger: Open Context View to the Side');
    view = await viewWith(page, 'Typing');
    await view.locator('.payload-block').first().waitFor();
  });
  after(async () => {
    await closeWindow(page);
    fs.rmSync(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const block = (text: string | RegExp) => view.locator('.payload-block', { hasText: text });
  const pane = () => view.getByRole('region', { name: 'Payload as sent', exact: true });
  async function toEndOfText(): Promise<void> {
    await page.keyboard.press('Control+1');
    // The view gives up the focus a moment later.
    await page.locator('.monaco-editor.focused').first().waitFor();
    await page.keyboard.press('Control+End');
  }

  it('the view shows the beginning of the payload, and later rows when they are scrolled to', async () => {
    await block('Document number 0 says').waitFor();
    assert.equal(await block('Document number 300 says').count(), 0);
    await pane().evaluate((element) => {
      element.scrollTo(0, element.scrollHeight / 2);
    });
    await block(/Document number (2|3)\d\d says/)
      .first()
      .waitFor();
  });

  it('the bar and the payload follow each key, and nothing is saved', async () => {
    await view.locator('table.sections tbody tr', { hasText: 'question' }).click();
    await block('Where is my order').waitFor();
    const bar = view.locator('.bar-track');
    const before = (await bar.getAttribute('aria-label')) ?? '';
    assert.match(before, /question 4/);
    await toEndOfText();
    await page.keyboard.type(' seven');
    await view.locator('.bar-track[aria-label*="question 5"]').waitFor();
    await block('Where is my order seven').waitFor();
    await page.locator('.tab.dirty', { hasText: 'typing.context.yaml' }).waitFor();
    assert.ok(!fs.readFileSync(path.join(workspace, 'typing.context.yaml'), 'utf8').includes('seven'));
  });

  it('a row of the table brings its first row of the payload into view', async () => {
    await view.locator('table.sections tbody tr', { hasText: 'documents' }).click();
    await block('Document number 0 says').waitFor();
    await pane().evaluate(
      (element) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (element.scrollTop < 200) resolve();
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
  });

  it('problems come when one has stopped typing', async () => {
    await toEndOfText();
    await page.keyboard.type(' {{nowhere');
    await page.keyboard.press('Escape');
    await page.locator('.squiggly-warning, .squiggly-error').first().waitFor();
  });

  it('what a what-if shows follows the keys too, the status bar the document', async () => {
    await view.locator('input.window-number').fill('50000');
    await view.getByText('what-if').first().waitFor();
    await toEndOfText();
    await page.keyboard.type('}} again');
    await view.locator('.bar-track[aria-label*="window 50,000"]').waitFor();
    await view.locator('table.sections tbody tr', { hasText: 'question' }).click();
    await block('again').waitFor();
    // The status bar is about the editor that is active.
    await page.keyboard.press('Control+1');
    const status = page.locator('#context-debugger\\.context-debugger\\.tokens');
    await status.filter({ hasText: '/ 100,000 tokens' }).waitFor();
  });
});
