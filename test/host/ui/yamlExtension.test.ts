import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import { palette, quickOpen, screenshot, startEditor, type Editor } from '../editor';
import { openFixtures, type FixtureWindow } from '../fixtureWindow';

const SHOTS = inRoot('.screenshots/editor');

describe('beside the YAML extension nothing is said twice', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;

  before(async () => {
    editor = await startEditor({ extensions: [inRoot('test/fixtures/yamlExtension')] });
    window = await openFixtures(editor);
    page = window.page;
    const schema = path.join(window.workspace, 'document.schema.json');
    fs.copyFileSync(inRoot('schemas/context-document.schema.json'), schema);
    const body = 'version: 1\nmodel: example-model\n\nsections:\n  - { id: a, text: one }\n';
    fs.writeFileSync(path.join(window.workspace, 'plain.context.yaml'), body);
    const modeline = '# yaml-language-server: $schema=document.schema.json\n';
    fs.writeFileSync(path.join(window.workspace, 'modeline.context.yaml'), modeline + body);
    fs.writeFileSync(path.join(window.workspace, 'broken.context.yaml'), 'version: 1\nname: "open\nsections: []\n');
  });
  after(async () => {
    await window.close();
    await editor.close();
  });

  async function goTo(file: string, line: number): Promise<void> {
    await quickOpen(page, file);
    await page.locator('.tab.active', { hasText: file }).waitFor();
    await page.locator('.editor-instance .view-line', { hasText: 'example-model' }).first().waitFor();
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Home');
    for (let moves = 1; moves < line; moves++) await page.keyboard.press('ArrowDown');
  }
  async function suggestions(): Promise<string[]> {
    await page.keyboard.press('Control+Space');
    const rows = page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor();
    const labels = await rows.locator('.label-name').allInnerTexts();
    await page.keyboard.press('Escape');
    return labels;
  }

  it('one outline', async () => {
    await goTo('plain.context.yaml', 1);
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).first().waitFor();
    await palette(page, 'Explorer: Focus on Outline View');
    const rows = page.locator('.outline-tree .monaco-list-row');
    await rows.filter({ hasText: 'sections' }).first().waitFor();
    await screenshot(page, SHOTS, 'language-yaml-extension-outline');
    const names = (await rows.allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(names, ['version', 'model', 'sections']);
  });

  for (const [what, file, line] of [
    ['by us where no schema is named', 'plain.context.yaml', 3],
    ['by it where one is', 'modeline.context.yaml', 4],
  ] as const) {
    it(`a key is completed and explained once: ${what}`, async () => {
      await goTo(file, line);
      const labels = await suggestions();
      assert.equal(labels.filter((label) => label === 'reserve').length, 1, labels.join(', '));
      await page.keyboard.press('ArrowDown');
      await palette(page, 'Show or Focus Hover');
      const hover = page.locator('.monaco-hover:visible').last();
      await hover.getByText('What the window holds').first().waitFor();
      await screenshot(page, SHOTS, `language-yaml-extension-${file.split('.')[0] ?? ''}`);
      assert.equal(await hover.getByText('What the window holds').count(), 1);
      await page.keyboard.press('Escape');
    });
  }

  it('a syntax error stands once in Problems', async () => {
    await quickOpen(page, 'broken.context.yaml');
    await palette(page, 'Problems: Focus on Problems View');
    const rows = page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: 'Missing closing' }).first().waitFor();
    await rows.filter({ hasText: 'Context Debugger' }).first().waitFor({ state: 'detached' });
    await screenshot(page, SHOTS, 'language-yaml-extension-problems');
    assert.equal(await rows.filter({ hasText: 'Missing closing' }).count(), 1);
  });
});
