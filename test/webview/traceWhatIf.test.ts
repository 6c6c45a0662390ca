/** The Context tab of a logged call: the same what-if and ladder as a document's, computed from the call itself. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import type { Call } from '../../src/core/trace/model';
import { assembleCall, callContext, callLadder } from '../../src/node/callViews';
import { partHandlers, ShownContext } from '../../src/node/shownContexts';
import type { ContextOverlay } from '../../src/protocol/contextApi';
import type { TraceViewEvents, TraceViewMethods } from '../../src/protocol/traceApi';
import { makeCall, message } from '../support/calls';
import { assertAccessible } from './axe';
import { Screens, type Screen } from './screen';
import { detailOf, rowsOf, traceState } from './traceFixtures';

const words = (count: number, word: string): string => Array.from({ length: count }, () => word).join(' ');
const FOLDER = inRoot('.screenshots/webview');

const callNamed = (id: string): Call =>
  makeCall(id, {
    requestedModel: 'gpt-4o',
    messages: [
      message('system', words(200, 'rule')),
      message('user', words(300, 'first')),
      message('assistant', words(250, 'answer')),
      message('user', words(150, 'second')),
      message('assistant', words(150, 'answer')),
      message('user', 'Can I still get my money back?'),
    ],
    usage: { input: 1100, output: 20 },
  });

describe('what-if of a logged call', () => {
  let screens: Screens;
  let view: Screen<TraceViewEvents>;
  let overlays: ContextOverlay[];
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => view.close());

  async function open(): Promise<void> {
    overlays = [];
    const parts = partHandlers<{ callId: string; overlay: ContextOverlay }>(
      ({ callId, overlay }) => new ShownContext(assembleCall(callNamed(callId), overlay).assembly),
    );
    view = await screens.open<TraceViewMethods, TraceViewEvents>(
      'trace',
      {
        ready: () => traceState(),
        rows: rowsOf(50),
        call: ({ callId }) => detailOf(callId, callNamed(callId)),
        callContext: ({ callId, overlay, version }) => {
          overlays.push(overlay);
          return callContext(callNamed(callId), { overlay, version });
        },
        callLadder: ({ callId, overlay }) => callLadder(callNamed(callId), overlay),
        ...parts,
        contextAction: () => null,
        toolPane: () => null,
        closeToolPane: () => null,
        openReportedCall: () => null,
        raw: () => Promise.reject(new Error('No raw record.')),
        replay: () => null,
        reopenAsText: () => null,
      },
      { width: 1400, height: 900, state: { tab: 'context', active: 1, ladder: true } },
    );
    await view.page.locator('.ladder-bands').waitFor();
  }
  const limit = () => view.page.getByRole('slider', { name: 'Window, what-if', exact: true });

  it('a smaller window makes what was sent give way; nothing can be applied', async () => {
    await open();
    assert.deepEqual(overlays, [{}]);
    await view.page.locator('.window-number').fill('900');
    await view.page.waitForFunction(() => document.querySelector('.sections')?.textContent.includes('dropped'));
    assert.equal(await view.page.getByRole('button', { name: 'Apply to Document' }).count(), 0);
    assert.match(await view.page.locator('.bar-limit-label').innerText(), /was 128,000/);
    await limit().focus();
    await view.page.keyboard.press('Escape');
    await view.page.locator('.what-if-sign').waitFor({ state: 'detached' });
    await view.page.waitForFunction(() => !document.querySelector('.sections')?.textContent.includes('dropped'));
    assert.deepEqual(view.troubles, []);
  });

  it('a budget for a section of the call, by keys', async () => {
    await open();
    await view.page.locator('.sections tbody tr', { hasText: 'history' }).first().focus();
    await view.page.keyboard.press('Tab');
    await view.page.keyboard.press('Enter');
    const budget = view.page.getByRole('slider', { name: 'history: budget, what-if' });
    await budget.focus();
    await view.page.keyboard.press('PageDown');
    await view.page.keyboard.press('PageDown');
    await view.page.locator('.sections .tone-bad').first().waitFor();
    await assertAccessible(view.page);
    await view.page.screenshot({ path: path.join(FOLDER, 'trace-what-if.png') });
    await view.page.getByRole('button', { name: 'Reset' }).click();
    await view.page.locator('.what-if-sign').waitFor({ state: 'detached' });
  });

  it('the ladder tells where the call would give way, and Enter goes there', async () => {
    await open();
    const change = view.page
      .locator('.ladder-change')
      .filter({ hasText: 'history is' })
      .or(view.page.locator('.ladder-change').filter({ hasText: 'history goes' }));
    await change.first().press('Enter');
    await view.page.locator('.sections .tone-bad').first().waitFor();
    assert.ok((overlays.at(-1)?.window ?? Infinity) < 1200);
  });
});
