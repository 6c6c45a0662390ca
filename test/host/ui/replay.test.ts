import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { startOpenAiServer, type OpenAiServer } from '../../support/openAiServer';
import { answer, notification, palette, quickOpen, type Editor } from '../editor';
import {
  answerReplay,
  atStep,
  openFixtures,
  replayActiveTrace,
  tick,
  viewWith,
  type FixtureWindow,
} from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const BASELINE = 'Retrieval check (no model, offline)';
const ENDPOINT = 'Endpoint';
const KEY = 'sk-test-0123456789abcdefghijklmnop';

interface RunLine {
  type: string;
  status?: string;
  error?: { code: string };
}

function runFiles(workspace: string): string[] {
  const folder = path.join(workspace, '.context-debugger/runs');
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.replay.jsonl'));
  return names.map((name) => path.join(folder, name));
}

function outcomesIn(file: string): RunLine[] {
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as RunLine).filter(({ type }) => type === 'outcome');
}

async function openTrace(page: Page): Promise<void> {
  await quickOpen(page, 'support.trace.jsonl');
  await viewWith(page, 'Where is my parcel?');
  await page.locator('.statusbar-item', { hasText: '4 calls' }).waitFor();
}

describe('replay', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;

  before(async () => {
    editor = await sharedEditor();
  });
  afterEach(() => window.close());

  async function open(machineSettings: Record<string, unknown> = {}): Promise<void> {
    window = await openFixtures(editor, machineSettings);
    page = window.page;
    await openTrace(page);
  }

  it('runs calls against a document offline and compares them, by keyboard', async () => {
    await open();
    const dialog = await replayActiveTrace(page, { prompts: ['replay.context.yaml'], samples: 2, provider: BASELINE });
    const text = await dialog.innerText();
    assert.match(text, /Replay 4 calls × 2 prompts × 2 samples = 16 requests\?/);
    assert.match(text, /nothing leaves this machine/);
    assert.match(text, /Secrets found: none/);
    await page.keyboard.press('Enter');

    const view = await viewWith(page, '16 ok');
    const rows = view.locator('.grid-body [role="row"]');
    await rows.nth(3).waitFor();
    assert.equal(await rows.count(), 4);
    assert.match(await rows.first().innerText(), /2\/2 ok/);
    await view.locator('.pair', { hasText: 'please ask our staff' }).waitFor();
    const [file = ''] = runFiles(window.workspace);
    assert.equal(outcomesIn(file).filter(({ status }) => status === 'ok').length, 16);
    assert.ok(fs.existsSync(path.join(window.workspace, '.context-debugger/runs/.gitignore')));

    await palette(page, 'Context Debugger: Compare: Open Outputs in Diff Editor');
    await page.locator('.monaco-diff-editor .view-line', { hasText: 'please ask our staff' }).first().waitFor();
  });

  it('starts from a context document, which is then preselected, and ends without a trace of itself on Escape', async () => {
    await open();
    await quickOpen(page, 'replay.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Replay Calls…' }).waitFor();
    await palette(page, 'Context Debugger: Replay Calls Against a Prompt…');
    await atStep(page, '1/6');
    await page.keyboard.press('Enter');
    await atStep(page, '2/6');
    await page.keyboard.press('Enter');
    const dialog = await answerReplay(page, { provider: BASELINE });
    assert.match(await dialog.innerText(), /4 calls × 2 prompts × 1 sample = 8 requests/);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(runFiles(window.workspace), []);
  });

  it('replays the chosen calls only', async () => {
    await open();
    await palette(page, 'Context Debugger: Replay Calls Against a Prompt…');
    await atStep(page, '2/6');
    await answer(page, 'Choose Calls');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Where is my parcel?' }).waitFor();
    await tick(page, 'Do gift cards expire?');
    await page.keyboard.press('Enter');
    const dialog = await answerReplay(page, { provider: BASELINE });
    assert.match(await dialog.innerText(), /1 call × 1 prompt/);
  });

  describe('through an endpoint', () => {
    let server: OpenAiServer;
    before(async () => {
      server = await startOpenAiServer();
    });
    after(() => server.close());
    beforeEach(() => {
      server.received.length = 0;
      server.behave(({ headers }) =>
        headers.authorization === `Bearer ${KEY}`
          ? undefined
          : { kind: 'status', status: 401, body: { error: { message: 'Incorrect API key provided' } } },
      );
    });

    async function setKey(key: string): Promise<void> {
      await palette(page, 'Context Debugger: Set API Key…');
      await page.locator('.quick-input-title', { hasText: '(1/2)' }).waitFor();
      await answer(page, server.origin);
      await page.locator('.quick-input-title', { hasText: '(2/2)' }).waitFor();
      assert.equal(await page.locator('.quick-input-widget input.input').getAttribute('type'), 'password');
      await answer(page, key);
      await notification(page, `The key for ${server.origin} is set.`);
    }

    const endpoint = (): Record<string, unknown> => ({ 'contextDebugger.endpoint.baseUrl': server.baseUrl });

    it('sends the key that was set, and what was logged', async () => {
      await open(endpoint());
      await setKey(KEY);
      const dialog = await replayActiveTrace(page, { prompts: ['support.md'], provider: ENDPOINT });
      const text = await dialog.innerText();
      assert.ok(text.includes(`Sent to ${server.baseUrl}`), text);
      assert.match(text, /Cost: no price known/);
      assert.match(text, /Stops after 200 requests/);
      assert.equal(server.received.length, 0);
      await page.keyboard.press('Enter');
      await viewWith(page, '8 ok');
      assert.equal(server.received.length, 8);
      assert.deepEqual([...new Set(server.received.map(({ headers }) => headers.authorization))], [`Bearer ${KEY}`]);
      const [file = ''] = runFiles(window.workspace);
      assert.ok(!fs.readFileSync(file, 'utf8').includes(KEY));
    });

    it('a wrong key stops the run, says so and offers to set it', async () => {
      await open(endpoint());
      await setKey('sk-wrong');
      await replayActiveTrace(page, { provider: ENDPOINT });
      await page.keyboard.press('Enter');
      const shown = await notification(page, /key/i);
      await notification(page, 'of 4 ok');
      await shown.getByText('Set API Key…').first().waitFor();
      const [file = ''] = runFiles(window.workspace);
      assert.equal(outcomesIn(file).filter(({ status }) => status === 'ok').length, 0);
    });

    it('goes on where it stopped, once the key is right', async () => {
      await open(endpoint());
      await setKey('sk-wrong');
      await replayActiveTrace(page, { provider: ENDPOINT });
      await page.keyboard.press('Enter');
      await notification(page, 'of 4 ok');
      await setKey(KEY);
      await viewWith(page, 'Where is my parcel?');
      await page.locator('.tab.active', { hasText: '.replay.jsonl' }).waitFor();
      await palette(page, 'Context Debugger: Resume Run');
      await page.locator('.monaco-dialog-box').waitFor();
      await page.keyboard.press('Enter');
      await viewWith(page, '4 ok');
      assert.equal(runFiles(window.workspace).length, 1);
    });

    it('a dead endpoint is given up at once, with the way to the settings', async () => {
      const dead = await startOpenAiServer();
      await dead.close();
      await open({ 'contextDebugger.endpoint.baseUrl': dead.baseUrl });
      await replayActiveTrace(page, { provider: ENDPOINT });
      await page.keyboard.press('Enter');
      const shown = await notification(page, 'of 4 ok');
      assert.ok((await shown.innerText()).includes(dead.origin.replace('http://', '')), await shown.innerText());
      await shown.getByText('Open Settings').first().waitFor();
    });

    it('a folder that cannot be written to', async () => {
      // Even root cannot make a folder there.
      const folder = process.platform === 'linux' ? '/sys/context-debugger' : '/dev/null/context-debugger';
      await open({ 'contextDebugger.replay.runsFolder': folder });
      await replayActiveTrace(page, { provider: BASELINE });
      await page.keyboard.press('Enter');
      const shown = await notification(page, 'The replay stopped');
      assert.ok((await shown.innerText()).includes(folder), await shown.innerText());
      await shown.getByText('Open Settings').first().waitFor();
    });
  });
});
