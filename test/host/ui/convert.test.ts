import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import { closeWindow, notification, openWindow, palette, quickOpen, screenshot, type Editor } from '../editor';
import { input, viewWith } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const PROMPTY = `---
name: Shop answer
description: Answers a customer
model: { id: gpt-4o, options: { maxOutputTokens: 300 } }
inputs: [{ name: question, kind: string, default: Where is my parcel? }]
---
system:
You answer customers of a shop.
{% if polite %}Be polite.{% endif %}

user:
{{question}}
`;

const totalOf = async (view: FrameLocator): Promise<string> => {
  const text = await view.locator('tr', { hasText: 'Total' }).first().innerText();
  return /[\d,]+/.exec(text.replace(/\\s+/g, ' '))?.[0] ?? text;
};

const BOX = '.quick-input-widget input.input';

/** The simple dialog of a server window: the path stands in its box. */
async function offeredPath(page: Page): Promise<string> {
  await input(page).waitFor({ state: 'visible' });
  // The box holds the folder until its entries are read.
  await page.waitForFunction((box) => document.querySelector<HTMLInputElement>(box)?.value.endsWith('.yaml'), BOX);
  return input(page).inputValue();
}

async function savePath(page: Page): Promise<string> {
  const written = await offeredPath(page);
  await page.keyboard.press('Enter');
  return written;
}

describe('documents from calls and prompt files', function () {
  this.timeout(180_000);
  let editor: Editor;
  let page: Page;
  const pictures = inRoot('.screenshots/convert');

  before(async () => {
    editor = await sharedEditor();
    fs.writeFileSync(path.join(editor.workspace, 'shop.prompty'), PROMPTY);
    page = await openWindow(editor);
  });
  after(() => closeWindow(page));

  it('a call of the examples becomes a document with the same total', async () => {
    await quickOpen(page, 'support.trace.jsonl');
    const trace = await viewWith(page, 'And how does the money come back to me?');
    await trace.locator('.grid-body [role="row"]', { hasText: 'And how does the money' }).first().click();
    await trace.locator('table.sections tr', { hasText: 'documents' }).first().waitFor();
    const logged = await totalOf(trace);
    await palette(page, 'Context Debugger: Create Context Document from Call…');
    const place = await savePath(page);
    assert.match(place, /assistant\.ask\.context\.yaml$/);
    const view = await viewWith(page, 'assistant.ask.context.yaml');
    await view.locator('table.sections tr', { hasText: 'instructions-2' }).waitFor();
    assert.equal(await totalOf(view), logged);
    await notification(page, 'assistant.ask.context.yaml holds or binds all of it.');
    const text = fs.readFileSync(path.join(editor.workspace, 'assistant.ask.context.yaml'), 'utf8');
    assert.match(text, /sample: \{ trace: traces\/support\.trace\.jsonl, call: /);
    await screenshot(page, pictures, 'from-call');
  });

  it('a second one does not take the first one’s name', async () => {
    await page.locator('.tab', { hasText: 'support.trace.jsonl' }).first().click();
    const trace = await viewWith(page, 'And how does the money come back to me?');
    await trace.locator('.grid-body [role="row"]', { hasText: 'And how does the money' }).first().click();
    await palette(page, 'Context Debugger: Create Context Document from Call…');
    assert.match(await offeredPath(page), /assistant\.ask-2\.context\.yaml$/);
    await page.keyboard.press('Escape');
  });

  it('a .prompty file opens in the Context view, and says what it does not carry', async () => {
    await palette(page, 'View: Close All Editors');
    await quickOpen(page, 'shop.prompty');
    await palette(page, 'Context Debugger: Open Context View to the Side');
    const view = await viewWith(page, 'Converted from Prompty');
    await view.locator('table.sections tr', { hasText: 'question' }).waitFor();
    await view.getByText('Converted from Prompty').click();
    await view.locator('.converted li', { hasText: 'Jinja that is more than' }).waitFor();
    await screenshot(page, pictures, 'prompty');
  });

  it('follows the text as one types, and goes to a section in it', async () => {
    const view = await viewWith(page, 'Converted from Prompty');
    const before = await totalOf(view);
    await page
      .locator('.editor-instance .monaco-editor')
      .first()
      .click({ position: { x: 300, y: 60 } });
    await page.keyboard.press('Control+End');
    await page.keyboard.type('And my order?');
    await view.locator('tr', { hasText: 'Total' }).filter({ hasNotText: before }).waitFor();
    await view.locator('table.sections tr', { hasText: 'question' }).click();
    await page.keyboard.press('Control+1');
    await page.locator('.statusbar-item', { hasText: 'Ln 12,' }).waitFor();
  });

  it('converts to a document beside it', async () => {
    await palette(page, 'Context Debugger: Convert to Context Document…');
    assert.match(await savePath(page), /shop\.context\.yaml$/);
    const view = await viewWith(page, 'shop.context.yaml');
    await view.locator('table.sections tr', { hasText: 'question' }).waitFor();
    await notification(page, /shop\.context\.yaml is made\. Not kept: Jinja/);
    const text = fs.readFileSync(path.join(editor.workspace, 'shop.context.yaml'), 'utf8');
    assert.match(text, /^# Converted from shop\.prompty \(Prompty\)\./);
    await screenshot(page, pictures, 'converted');
  });
});
