import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { answer, palette, pick, quickOpen, type Editor } from '../editor';
import { openFixtures, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

describe('the Trace view', function () {
  this.timeout(120_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;
  let view: FrameLocator;

  before(async () => {
    editor = await sharedEditor();
    window = await openFixtures(editor);
    page = window.page;
    // Here, because the editor remembers for a while which files there are once it was asked.
    fs.writeFileSync(path.join(window.workspace, 'nothing.trace.jsonl'), '{"a": 1}\n{"b": 2}\n');
    await quickOpen(page, 'support.trace.jsonl');
    view = await viewWith(page, 'Where is my parcel?');
  });
  after(() => window.close());

  const calls = () => view.locator('.grid-body [role="row"]');

  it('lists calls and, among them, the line that cannot be read', async () => {
    await calls().nth(4).waitFor();
    assert.equal(await calls().count(), 5);
    assert.match(await calls().nth(4).innerText(), /line 5/i);
    await page.locator('.statusbar-item', { hasText: '4 calls, 1 unreadable' }).waitFor();
  });

  it('filters by text', async () => {
    const filter = view.locator('input.filter');
    await filter.fill('refundable 1182');
    await calls().filter({ hasText: 'Where is my parcel?' }).waitFor({ state: 'detached' });
    assert.equal(await calls().count(), 1);
    await view.getByRole('button', { name: 'Replay 1 Call…' }).waitFor();
    await filter.fill('');
    await calls().nth(4).waitFor();
  });

  it('shows context, output and raw record of a call, by keyboard', async () => {
    await view.locator('[role="grid"]').first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    const tab = (name: string) => view.getByRole('tab', { name });
    const panel = view.getByRole('tabpanel');
    await panel.getByText('41', { exact: false }).first().waitFor();
    await panel
      .locator('table.sections tr', { hasText: 'reported' })
      .or(panel.getByText(/reported/i))
      .first()
      .waitFor();
    await tab('Context').focus();
    await page.keyboard.press('ArrowRight');
    await panel.getByText('Answer 2: please ask our staff.').first().waitFor();
    await page.keyboard.press('ArrowRight');
    await panel.getByText('"prompt_tokens": 41').first().waitFor();
  });

  it('goes to a call by a command', async () => {
    await palette(page, 'Context Debugger: Go to Call…');
    await answer(page, 'gift cards');
    await view.locator('[role="row"][aria-selected="true"]', { hasText: 'Do gift cards expire?' }).waitFor();
  });

  it('follows the file as it grows', async () => {
    const [line = ''] = fs.readFileSync(path.join(window.workspace, 'support.trace.jsonl'), 'utf8').split('\n');
    const grown = line.replace('chatcmpl-1', 'chatcmpl-9').replace('Can I still get', 'May I still get');
    fs.appendFileSync(path.join(window.workspace, 'support.trace.jsonl'), `${grown}\n`);
    await calls().filter({ hasText: 'May I still get' }).waitFor();
  });

  it('reopens as text and comes back', async () => {
    await palette(page, 'Context Debugger: Reopen as Text');
    await page.locator('.editor-instance .view-line', { hasText: 'messages' }).first().waitFor();
    await palette(page, 'Context Debugger: Open as Trace');
    await pick(page, 'the active file');
    view = await viewWith(page, 'Where is my parcel?');
  });

  it('opens any other file as a trace from the explorer', async () => {
    fs.copyFileSync(path.join(window.workspace, 'support.trace.jsonl'), path.join(window.workspace, 'other.log'));
    await page.keyboard.press('Control+Shift+E');
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'other.log' });
    await file.click({ button: 'right' });
    await page.locator('.context-view .action-label', { hasText: 'Open as Trace' }).hover();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'other.log' }).waitFor();
    await viewWith(page, 'Where is my parcel?');
  });

  it('says what is wrong with a file that is no trace', async () => {
    await quickOpen(page, 'nothing.trace.jsonl');
    await viewWith(page, /no trace|not a trace|no calls|no format|none of/i);
  });

  it('opens a glob as one set', async () => {
    await palette(page, 'Context Debugger: Open as Trace');
    await pick(page, 'Glob…');
    await answer(page, '*.log');
    await page.locator('.tab.active', { hasText: '*.log' }).waitFor();
    await viewWith(page, 'Where is my parcel?');
  });
});
