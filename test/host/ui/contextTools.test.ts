import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import {
  clearNotifications,
  closeWindow,
  notification,
  openWindow,
  palette,
  screenshot,
  setSettings,
  type Editor,
} from '../editor';
import { input, viewWith } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';
import { changedRepository } from '../toolsWorkspace';

const SHOTS = inRoot('.screenshots/editor');
const DOCUMENT = 'support.v2.context.yaml';
const FIRST_CALL = 'Can I still get my money back for order 1182?';
const OTHER_CALL = 'And how does the money come back to me?';
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('the tools of a context', function () {
  this.timeout(180_000);
  let editor: Editor;
  let folder: string;
  let page: Page;
  let view: FrameLocator;

  before(async () => {
    editor = await sharedEditor();
    folder = changedRepository();
    // A text that is saved meanwhile is not the file's own any more once it was undone.
    setSettings(folder, { 'files.autoSave': 'off' });
    page = await openWindow(editor, folder);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openDocument();
  });
  after(async () => {
    await closeWindow(page);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const shot = (name: string): Promise<string> => screenshot(page, SHOTS, `tools-${name}`);
  const pane = (): Locator => view.locator('.tool-pane');
  const table = (): Locator => view.locator('table.sections');
  const row = (id: string): Locator => table().locator('tbody tr', { hasText: id });
  const line = (text: string | RegExp): Locator => page.locator('.editor-instance .view-line', { hasText: text });

  async function focusText(): Promise<void> {
    await palette(page, 'View: Focus First Editor Group');
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  }

  /** As one edit, which one Undo takes back. `place`: line and column. */
  async function insertAt(place: string, text: string): Promise<void> {
    await focusText();
    await page.keyboard.press('Control+G');
    await input(page).waitFor();
    await input(page).fill(`:${place}`);
    await page.keyboard.press('Enter');
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await page.keyboard.insertText(text);
    await line(text.trim()).waitFor();
  }

  async function undone(text: string): Promise<void> {
    await page.keyboard.press('Control+Z');
    await line(text).waitFor({ state: 'detached' });
  }

  /** The list holds recent files until it is filtered: only the row that Enter takes counts. */
  async function openFile(name: string): Promise<void> {
    await page.keyboard.press('Control+P');
    await input(page).waitFor();
    await input(page).fill(name);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  async function openDocument(): Promise<void> {
    await openFile(DOCUMENT);
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
  }

  async function openView(): Promise<void> {
    await palette(page, 'View: Close All Editors');
    await openDocument();
    await palette(page, 'Context Debugger: Open Context View to the Side');
    view = await viewWith(page, 'Support answer v2');
    await row('documents').waitFor();
  }

  /** The next step of a command's questions, told by its placeholder. */
  async function choose(placeholder: string, entry: string): Promise<void> {
    const box = page.locator(`.quick-input-widget input.input[placeholder="${placeholder}"]`);
    await box.waitFor();
    await box.fill(entry);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: entry }).waitFor();
    await page.keyboard.press('Enter');
  }

  async function compareWith(entry: string): Promise<void> {
    await palette(page, 'Context Debugger: Compare Context With…');
    await choose('What the context on screen is compared with', entry);
  }

  async function shownPane(sides: string): Promise<void> {
    view = await viewWith(page, sides);
    await pane().waitFor();
  }

  async function closedByEscape(): Promise<void> {
    await page.keyboard.press('Escape');
    await pane().waitFor({ state: 'detached' });
    await table().waitFor();
  }

  describe('Compare Context With…', () => {
    it('another file: the pane comes, F7 walks the changes, Escape returns to the table', async () => {
      await compareWith('Another File…');
      await choose('A context document', 'support.v1.context.yaml');
      await shownPane('support.v1.context.yaml');
      assert.match(
        plain(await pane().locator('.tool-head').innerText()),
        /^comparison support\.v1\.context\.yaml support\.v2\.context\.yaml/i,
      );
      const status = pane().locator('.comparison-payload-head [role="status"]');
      assert.match(await status.innerText(), /^\d+ changes$/);
      await page.keyboard.press('F7');
      await status.filter({ hasText: 'change 1 of' }).waitFor();
      await page.keyboard.press('F7');
      await status.filter({ hasText: 'change 2 of' }).waitFor();
      await page.keyboard.press('Shift+F7');
      await status.filter({ hasText: 'change 1 of' }).waitFor();
      await shot('compare-file');
      await closedByEscape();
    });

    it('another window, and it follows the text', async () => {
      await compareWith('Another Window…');
      await input(page).waitFor();
      await page.locator('.quick-input-widget', { hasText: 'The window in tokens' }).waitFor();
      await input(page).fill('3,000');
      await page.keyboard.press('Enter');
      await shownPane('in 3,000 tokens');
      const instructions = pane().locator('tr', { hasText: 'instructions' });
      assert.match(plain(await instructions.innerText()), /82 82 0$/);
      await shot('compare-window');
      await insertAt('8:23', 'Greater-');
      await instructions.filter({ hasNotText: '82' }).waitFor();
      await shot('compare-follows');
      await undone('Greater');
      await instructions.filter({ hasText: '82' }).waitFor();
      await view.getByRole('button', { name: 'Close Comparison' }).press('Enter');
      await pane().waitFor({ state: 'detached' });
      await table().waitFor();
    });

    it('Git HEAD: a file that the document names was changed since', async () => {
      await focusText();
      await compareWith('Git HEAD');
      await shownPane('at HEAD');
      await pane().locator('.comparison-payload', { hasText: 'A lamp that flickers is replaced at once.' }).waitFor();
      await shot('compare-head');
      await closedByEscape();
    });

    it('another call, from a call in the Trace view', async () => {
      await openFile('support.trace.jsonl');
      view = await viewWith(page, OTHER_CALL);
      await row('documents').waitFor();
      await compareWith('Another Call…');
      await choose('A trace', 'support.trace.jsonl');
      await choose('A call', OTHER_CALL);
      await shownPane('a39a992a6ed72509');
      await page.keyboard.press('F7');
      await pane().locator('[role="status"]', { hasText: 'change 1 of' }).waitFor();
      await shot('compare-call');
      await closedByEscape();
    });
  });

  describe('Copy Context as Request…', () => {
    interface Body {
      model: string;
      max_tokens: number;
      system: { text: string }[];
      messages: { role: string }[];
    }
    async function savedBody(): Promise<Body> {
      const file = path.join(folder, 'pasted.json');
      while (fs.statSync(file).size === 0) await page.waitForTimeout(50);
      return JSON.parse(fs.readFileSync(file, 'utf8')) as Body;
    }

    it('puts the body into the clipboard and says what is not carried over', async () => {
      await openView();
      await palette(page, 'Context Debugger: Copy Context as Request…');
      await choose('Whose API', 'Anthropic');
      const said = await notification(page, 'Copied as Anthropic');
      const message = plain(await said.innerText());
      assert.match(message, /Nothing of the context is lost\.|Not all of it could be carried over: \S/);
      await shot('copied');
      await openFile('pasted.json');
      await focusText();
      await page.keyboard.press('Control+V');
      await line('"model": "example-model"').waitFor();
      await shot('pasted');
      await page.keyboard.press('Control+S');
      const body = await savedBody();
      assert.equal(body.model, 'example-model');
      assert.equal(body.max_tokens, 1024);
      assert.match(body.system[0]?.text ?? '', /^You are the support assistant of Northwind Home/);
      assert.deepEqual([...new Set(body.messages.map(({ role }) => role))], ['user']);
      await clearNotifications(page);
    });
  });

  describe('Check Context Against a Log…', () => {
    before(() => fs.copyFileSync(inRoot('examples/prompts/policy.md'), path.join(folder, 'prompts/policy.md')));

    async function check(): Promise<void> {
      await palette(page, 'Context Debugger: Check Context Against a Log…');
      await choose('A trace', 'support.trace.jsonl');
      view = await viewWith(page, 'Check against a log');
      await pane()
        .locator('.tool-head', { hasText: /12 of 43 calls were sent as the document says/ })
        .waitFor();
    }
    const calls = (): Locator => pane().locator('.differing-open');
    const chosenCall = (trace: FrameLocator, words: string): Locator =>
      trace.locator('[role="row"][aria-selected="true"]', { hasText: words });

    it('shows the calls that differ; one of them opens its Trace view', async () => {
      await openView();
      await check();
      await shot('check');
      const one = calls().filter({ hasText: 'c9b3281f34b28a5d' }).or(calls().nth(3)).first();
      const id = /call (\w+)/.exec(await one.innerText())?.[1] ?? '';
      await one.press('Enter');
      await page.locator('.tab.active', { hasText: 'support.trace.jsonl' }).waitFor();
      const trace = await viewWith(page, OTHER_CALL);
      await trace.locator('[role="row"][aria-selected="true"]').waitFor();
      await trace.locator('.context-panel', { hasText: id }).waitFor();
      await shot('check-opened');
    });

    it('goes to another call where the Trace view is open already', async () => {
      await palette(page, 'View: Close All Editors');
      await openFile('support.trace.jsonl');
      await chosenCall(await viewWith(page, OTHER_CALL), FIRST_CALL).waitFor();
      await openDocument();
      await check();
      const id = /call (\w+)/.exec(await calls().nth(2).innerText())?.[1] ?? '';
      await calls().nth(2).press('Enter');
      await page.locator('.tab.active', { hasText: 'support.trace.jsonl' }).waitFor();
      const trace = await viewWith(page, OTHER_CALL);
      await trace.locator('.context-panel', { hasText: id }).waitFor();
      await shot('check-went');
    });
  });

  describe('what-if', () => {
    const slider = (): Locator => view.locator('.window-slider');
    const limit = (): Locator => view.getByRole('slider', { name: 'Window, what-if', exact: true });
    const number = (): Locator => view.locator('.window-number');
    const sign = (): Locator => view.locator('.what-if-sign');
    const said = (): Locator => view.locator('.apply-outcome');

    before(openView);

    it('by the slider and the limit, by keyboard; "Apply to Document" writes it, and one Undo takes it back', async () => {
      await slider().focus();
      await page.keyboard.press('ArrowLeft');
      await sign().waitFor();
      const first = Number(await number().inputValue());
      assert.ok(first < 8000, String(first));
      await limit().focus();
      await page.keyboard.press('PageDown');
      const tried = Number(await number().inputValue());
      assert.ok(tried < first, `${tried} after ${first}`);
      await view
        .locator('tr', { hasText: 'Total' })
        .filter({ hasText: (tried - 1024).toLocaleString('en-US') })
        .waitFor();
      assert.equal(await line('window:').count(), 0);
      await shot('what-if');
      await view.getByRole('button', { name: 'Apply to Document' }).press('Enter');
      await said().filter({ hasText: 'Undo takes it back.' }).waitFor();
      await line(`window: ${String(tried)}`).waitFor();
      await sign().waitFor({ state: 'detached' });
      await shot('applied');
      await focusText();
      await undone('window:');
      await view.locator('tr', { hasText: 'Total' }).filter({ hasText: '6,976' }).waitFor();
    });

    it('is not written into a text that has errors', async () => {
      await number().fill('5000');
      await sign().waitFor();
      await view.locator('tr', { hasText: 'Total' }).filter({ hasText: '3,976' }).waitFor();
      await insertAt('3:1', '@');
      await view.getByText('outdated', { exact: false }).first().waitFor();
      await view.getByRole('button', { name: 'Apply to Document' }).press('Enter');
      await said().filter({ hasText: 'Not applied. The text has errors now' }).waitFor();
      assert.equal(await line('window:').count(), 0);
      await shot('not-applied');
      await focusText();
      await undone('@version');
      await view.getByText('outdated', { exact: false }).first().waitFor({ state: 'detached' });
      await sign().waitFor();
    });

    it('from the palette: Reset, and Apply', async () => {
      await palette(page, 'Context Debugger: Reset What-If');
      await sign().waitFor({ state: 'detached' });
      await palette(page, 'Context Debugger: Apply What-If to Document');
      await notification(page, 'There is no what-if to apply.');
      await clearNotifications(page);
      await number().fill('5000');
      await view.locator('tr', { hasText: 'Total' }).filter({ hasText: '3,976' }).waitFor();
      await palette(page, 'Context Debugger: Apply What-If to Document');
      await notification(page, 'Undo takes it back.');
      await line('window: 5000').waitFor();
      await sign().waitFor({ state: 'detached' });
      await clearNotifications(page);
      await focusText();
      await undone('window:');
    });
  });

  describe('the ladder', () => {
    it('opens, and arrow keys walk its rungs while the bar follows', async () => {
      await openView();
      await view.getByRole('button', { name: /^Ladder/ }).press('Enter');
      await view.locator('.ladder-bands').waitFor();
      const handle = view.getByRole('slider', { name: /from rung to rung/ });
      const at = async (): Promise<number> => Number(await handle.getAttribute('aria-valuenow'));
      await handle.focus();
      await page.keyboard.press('ArrowLeft');
      const rung = await at();
      assert.ok(rung < 8000, String(rung));
      const bar = view.locator('.bar-limit-label');
      await bar.filter({ hasText: rung.toLocaleString('en-US') }).waitFor();
      await page.keyboard.press('ArrowLeft');
      const next = await at();
      assert.ok(next < rung, `${next} after ${rung}`);
      await bar.filter({ hasText: next.toLocaleString('en-US') }).waitFor();
      await view
        .locator('tr', { hasText: 'Total' })
        .filter({ hasText: (next - 1024).toLocaleString('en-US') })
        .waitFor();
      await shot('ladder');
      await page.keyboard.press('Escape');
      await sign().waitFor({ state: 'detached' });
    });
    const sign = (): Locator => view.locator('.what-if-sign');
  });

  describe('counting', () => {
    it('a tokenizer of one’s own makes the counts of its models exact', async () => {
      await palette(page, 'View: Close All Editors');
      await openFile('llama.context.yaml');
      await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
      await palette(page, 'Context Debugger: Open Context View to the Side');
      view = await viewWith(page, 'Llama greeting');
      await row('greeting').locator('.basis', { hasText: 'est.' }).waitFor();
      await shot('estimated');
      setSettings(folder, { 'contextDebugger.tokenizers': { 'llama-9*': 'tokenizers/bpe.json' } });
      await row('greeting').locator('.basis').waitFor({ state: 'detached' });
      assert.match(plain(await row('greeting').innerText()), /\b11\b/);
      await page.locator('.codelens-decoration', { hasText: '18 of 4,000 tokens' }).waitFor();
      await shot('exact');
    });

    it('Reset Token Calibration says what it did', async () => {
      await palette(page, 'Context Debugger: Reset Token Calibration');
      await notification(page, 'Token calibration was reset.');
      await shot('calibration-reset');
    });
  });
});
