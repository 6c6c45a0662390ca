import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { palette, quickOpen, webviewFrame, type Editor } from '../editor';
import { openFixtures, replayActiveTrace, viewWith, type FixtureWindow } from '../fixtureWindow';
import { sharedEditor } from '../sharedEditor';

/** Notes whatever is asked of it; nothing should be. */
async function startCanary(): Promise<{ origin: string; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, asked, close: () => void server.close() };
}

describe('hostile text in the editor', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: FixtureWindow;
  let page: Page;
  let canary: Awaited<ReturnType<typeof startCanary>>;
  let hostile: string;

  before(async () => {
    editor = await sharedEditor();
    canary = await startCanary();
    const { origin } = canary;
    hostile = [
      'HOSTILE',
      `<img src="${origin}/img" onerror="window.ran=1">`,
      `<script src="${origin}/script"></script><script>window.ran=2</script>`,
      `<iframe src="javascript:parent.ran=3"></iframe><svg onload="window.ran=4">`,
      `<link rel="stylesheet" href="${origin}/style"><style>*{background:url(${origin}/css)}</style>`,
      `<a href="command:workbench.action.closeAllEditors">[x](command:workbench.action.quit)</a>`,
      `![x](${origin}/markdown) {{constructor}} \${process.env}`,
    ].join('');
    window = await openFixtures(editor);
    page = window.page;
    const file = path.join(window.workspace, 'support.trace.jsonl');
    const [line = ''] = fs.readFileSync(file, 'utf8').split('\n');
    const inJson = JSON.stringify(hostile).slice(1, -1);
    const marked = line
      .replace(/"content": ?"[^"]*"/g, () => `"content":"${inJson}"`)
      .replace(/"model": ?"[^"]*"/, () => `"model":"${inJson}"`);
    assert.ok(marked.split('HOSTILE').length > 3, 'the text is in model, question and answer');
    fs.writeFileSync(path.join(window.workspace, 'hostile.trace.jsonl'), `${marked}\n`);
    const document = [
      'version: 1',
      'model: example-model',
      `name: ${JSON.stringify(hostile)}`,
      'sections:',
      `  - { id: a, text: ${JSON.stringify(hostile)} }`,
    ];
    fs.writeFileSync(path.join(window.workspace, 'hostile.context.yaml'), `${document.join('\n')}\n`);
  });
  after(async () => {
    await window.close();
    canary.close();
  });

  /** The view shows the text as text and made nothing of it. */
  async function isTextOnly(view: FrameLocator): Promise<void> {
    await view.getByText('onerror="window.ran=1"').first().waitFor();
    const frame = await webviewFrame(page, 0);
    const made = await frame.evaluate(() => ({
      ran: 'ran' in globalThis,
      elements: document.querySelectorAll('body :is(img, iframe, svg, a[href], link, style), #root script').length,
    }));
    assert.deepEqual(made, { ran: false, elements: 0 });
    assert.deepEqual(canary.asked, []);
    assert.equal(await page.evaluate(() => 'ran' in globalThis), false);
  }

  it('in every tab of the Trace view', async () => {
    await quickOpen(page, 'hostile.trace.jsonl');
    const view = await viewWith(page, 'HOSTILE');
    for (const name of ['Context', 'Output', 'Raw', 'Timing']) {
      await view.getByRole('tab', { name }).click();
      await view.locator('.detail-panel[aria-busy=false]').waitFor();
      await isTextOnly(view);
    }
  });

  it('in the Compare view', async () => {
    await replayActiveTrace(page, { provider: 'Retrieval check' });
    await page.keyboard.press('Enter');
    const view = await viewWith(page, '1 ok');
    await view.locator('.pair .diff-row').first().waitFor();
    await isTextOnly(view);
    await palette(page, 'View: Close All Editors');
  });

  it('in the Context view of a document', async () => {
    await quickOpen(page, 'hostile.context.yaml');
    await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
    await palette(page, 'Context Debugger: Open Context View to the Side');
    await isTextOnly(await viewWith(page, 'HOSTILE'));
  });
});
