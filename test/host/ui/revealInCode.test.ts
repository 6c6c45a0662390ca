import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import { closeWindow, notification, openWindow, palette, pick, quickOpen, screenshot, type Editor } from '../editor';
import { viewWith } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const SHOTS = inRoot('.screenshots/revealInCode');
const NOWHERE = `version: 1
model: example-model
sections:
  - id: lost
    text: These words stand in no other file here.
`;
const FIRST_QUESTION = 'Can I still get my money back for order 1182?';

/** The examples in a repository of their own, with one commit. */
function exampleRepository(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-reveal-'));
  fs.cpSync(inRoot('examples'), folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'none.context.yaml'), NOWHERE);
  const date = '2026-02-03T04:05:06Z';
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'The prompts as shipped'],
  ]) {
    execFileSync('git', ['-C', folder, ...identity, ...args], { env, stdio: 'ignore' });
  }
  return folder;
}

describe('Reveal in Code', function () {
  this.timeout(180_000);
  let editor: Editor;
  let folder: string;
  let page: Page;
  let view: FrameLocator;

  before(async () => {
    editor = await sharedEditor();
    folder = exampleRepository();
    page = await openWindow(editor, folder);
    await quickOpen(page, 'support.trace.jsonl');
    view = await viewWith(page, FIRST_QUESTION);
    await view.locator('table.sections tbody tr').first().waitFor();
  });
  after(async () => {
    await closeWindow(page);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const section = (id: string) => view.locator('table.sections tbody tr', { hasText: id }).first();
  const rows = () => page.locator('.quick-input-list .monaco-list-row');
  const widget = () => page.locator('.quick-input-widget');
  const status = (text: string | RegExp) => page.locator('.statusbar-item', { hasText: text }).first();
  const activeTab = (name: string) => page.locator('.tab.active', { hasText: name }).first();

  it('lists the places of a system prompt, the best first, with share, commit and date', async () => {
    await section('system').focus();
    await page.keyboard.press('Alt+Enter');
    await widget().getByText("Reveal 'system' in Code").waitFor();
    const [first = '', second = ''] = await rows().allInnerTexts();
    assert.match(first, /^prompts\/support\.md:1/);
    assert.match(first, /You are the support assistant of \{\{product\}\}/);
    assert.match(first, /96 % · last changed 2026-02-03 by Ada, [0-9a-f]{8} The prompts as shipped/);
    assert.match(first, /the system message · variables: product · read in app\/assistant\.mjs:\d+/);
    assert.match(second, /prompts\/support-plain\.md:1/);
    await activeTab('support.md').waitFor();
    await screenshot(page, SHOTS, 'several-places');
  });

  it('Escape takes back what was shown meanwhile', async () => {
    await page.keyboard.press('Escape');
    await page.locator('.tab', { hasText: 'support.md' }).waitFor({ state: 'detached' });
    await section('system').waitFor();
  });

  it('Enter goes to the line, selects what was found and says the last commit', async () => {
    await section('system').focus();
    await page.keyboard.press('Alt+Enter');
    await rows().first().waitFor();
    await page.keyboard.press('Enter');
    await activeTab('support.md').waitFor();
    await status(/Ln 1, Col 1 \(\d+ selected\)/).waitFor();
    await status(/prompts\/support\.md:1 last changed 2026-02-03 by Ada, [0-9a-f]{8} The prompts as shipped/).waitFor();
    await screenshot(page, SHOTS, 'opened');
  });

  it('by the button: the template around retrieved documents comes first', async () => {
    await section('documents').focus();
    await page.keyboard.press('Enter');
    await view.getByRole('button', { name: 'Reveal in Code' }).press('Enter');
    await widget().getByText("Reveal 'documents' in Code").waitFor();
    assert.match(
      await rows().first().innerText(),
      /app\/assistant\.mjs:\d+[^]*100 % of the frame[^]*variables: doc\.id, doc\.text/,
    );
    await page.keyboard.press('Enter');
    await activeTab('assistant.mjs').waitFor();
    await page.locator('.view-line', { hasText: 'const block = `Documents:' }).first().waitFor();
  });

  it('from the palette on a document: asks for the section, and opens the file that it names at once', async () => {
    await palette(page, 'View: Close All Editors');
    await quickOpen(page, 'support.v2.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
    await palette(page, 'Context Debugger: Reveal Section in Code');
    await rows().filter({ hasText: 'policy' }).first().waitFor();
    await pick(page, 'policy');
    await activeTab('policy.md').waitFor();
    const message = await notification(page, "Section 'policy' is in prompts/policy.md (named by the document).");
    await screenshot(page, SHOTS, 'from-a-document');
    assert.match(await message.innerText(), /other place/);
  });

  it('says what it looked for where there is nothing, and what to do', async () => {
    await quickOpen(page, 'none.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
    await palette(page, 'Context Debugger: Reveal Section in Code');
    await pick(page, 'lost');
    const message = await notification(page, "Section 'lost' was not found in");
    assert.match(await message.innerText(), /Looked for “These words stand in no other file here\.”/);
  });
});
