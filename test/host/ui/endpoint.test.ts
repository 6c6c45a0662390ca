import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { startOpenAiServer, type OpenAiServer } from '../../support/openAiServer';
import { notification, palette, quickOpen, type Editor } from '../editor';
import { openFixtures, replayActiveTrace, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

const ENDPOINT = 'Endpoint';

describe('a replay through an endpoint', function () {
  this.timeout(180_000);
  let editor: Editor;
  let server: OpenAiServer;
  let window: FixtureWindow;
  let page: Page;

  before(async () => {
    editor = await sharedEditor();
    server = await startOpenAiServer();
  });
  after(() => server.close());
  beforeEach(() => {
    server.received.length = 0;
    server.behave(() => undefined);
  });
  afterEach(() => window.close());

  async function startReplay(settings: Record<string, unknown>): Promise<void> {
    const baseUrl = { 'contextDebugger.endpoint.baseUrl': server.baseUrl };
    window = await openFixtures(editor, { ...baseUrl, ...settings });
    page = window.page;
    await quickOpen(page, 'support.trace.jsonl');
    await viewWith(page, 'Where is my parcel?');
    await page.locator('.statusbar-item', { hasText: '4 calls' }).waitFor();
    await replayActiveTrace(page, { provider: ENDPOINT });
    await page.keyboard.press('Enter');
  }

  const sentHeaders = (): unknown[] =>
    server.received.map(({ headers }) => [headers['openai-organization'], headers['openai-project']]);

  it('names organization and project where they are set', async () => {
    await startReplay({
      'contextDebugger.endpoint.organization': 'org-1',
      'contextDebugger.endpoint.project': 'proj-2',
    });
    await viewWith(page, '4 ok');
    assert.deepEqual(sentHeaders(), Array(4).fill(['org-1', 'proj-2']));
  });

  it('and not where they are not', async () => {
    await startReplay({});
    await viewWith(page, '4 ok');
    assert.deepEqual(sentHeaders(), Array(4).fill([undefined, undefined]));
  });

  it('that is cancelled keeps what came, says what did not, and goes on where it stopped', async () => {
    server.behave((_request, index) => (index === 0 ? undefined : { kind: 'slow', delayMs: 60_000 }));
    await startReplay({ 'contextDebugger.replay.concurrency': 1 });
    const view = await viewWith(page, '1 ok');
    const progress = page.locator('.notification-list-item', { hasText: 'Replaying into' });
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    // The one that was under way is cancelled; the others were not run, which is no failure.
    await notification(page, 'Replay: 1 of 4 ok, 1 cancelled.');
    const pills = view.locator('header .pills');
    await pills.filter({ hasText: '1 cancelled' }).filter({ hasText: '2 not run' }).waitFor();
    assert.doesNotMatch(await pills.innerText(), /failed/);
    const [first] = server.received;

    server.behave(() => undefined);
    await palette(page, 'Context Debugger: Resume Run');
    await page.locator('.monaco-dialog-box').waitFor();
    await page.keyboard.press('Enter');
    await viewWith(page, '4 ok');
    const again = server.received.slice(1).filter(({ body }) => JSON.stringify(body) === JSON.stringify(first?.body));
    assert.equal(again.length, 0, 'what was answered is not sent again');
    const folder = path.join(window.workspace, '.context-debugger/runs');
    assert.equal(fs.readdirSync(folder).filter((name) => name.endsWith('.replay.jsonl')).length, 1);
  });
});
