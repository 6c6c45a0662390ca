/** Every view in every theme, into .screenshots/webview: to be looked at. The test itself asks only that each draws. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import type { ContextSnapshot, ContextViewEvents, ContextViewMethods } from '../../src/protocol/contextApi';
import type { CompareViewEvents, CompareViewMethods } from '../../src/protocol/runApi';
import type { TraceViewEvents, TraceViewMethods } from '../../src/protocol/traceApi';
import { failedPair, gridRow, pairOf, runSummary } from './compareFixtures';
import { callSnapshot, contextParts, supportSnapshot, tooLargeSnapshot } from './contextFixtures';
import { contextHost } from './contextHost';
import { Screens, type OpenOptions } from './screen';
import { THEME_NAMES } from './themes';
import { callOf, detailOf, rowsOf, traceState } from './traceFixtures';

const FOLDER = inRoot('.screenshots/webview');
const nothing = () => null;

describe('pictures of the views', () => {
  let screens: Screens;
  before(async () => {
    fs.mkdirSync(FOLDER, { recursive: true });
    screens = await Screens.start();
  });
  after(() => screens.stop());

  interface Shot {
    page: { screenshot(options: { path: string }): Promise<unknown> };
    troubles: string[];
    close(): Promise<void>;
  }
  async function keep(name: string, screen: Shot): Promise<void> {
    await screen.page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
    assert.deepEqual(screen.troubles, []);
    await screen.close();
  }

  async function context(name: string, snapshot: ContextSnapshot, options: OpenOptions): Promise<void> {
    const handlers = contextHost(() => snapshot);
    const screen = await screens.open<ContextViewMethods, ContextViewEvents>('context', handlers, options);
    screen.emit('snapshot', snapshot);
    await screen.page.locator('.sections tbody tr').nth(1).click();
    await screen.page.locator('.payload-block').first().waitFor();
    await keep(name, screen);
  }

  async function trace(name: string, tab: string, options: OpenOptions): Promise<void> {
    const call = callSnapshot();
    const screen = await screens.open<TraceViewMethods, TraceViewEvents>(
      'trace',
      {
        ready: () => traceState({ isIndexing: true, indexedBytes: 646_400_000 }),
        rows: rowsOf(10_000),
        call: ({ callId }) => detailOf(callId),
        callContext: () => call,
        ...contextParts(() => call),
        callLadder: () => [],
        contextAction: nothing,
        toolPane: nothing,
        closeToolPane: nothing,
        openReportedCall: nothing,
        raw: ({ callId, source }) => {
          const text = JSON.stringify(callOf(callId), null, 2);
          return { source: callOf(callId).sources[source]!, text, isCut: false };
        },
        replay: nothing,
        reopenAsText: nothing,
      },
      { ...options, state: { tab, active: 1 } },
    );
    await screen.page.locator('#calls-row-1').waitFor();
    await screen.page.locator(tab === 'context' ? '.sections' : '.tab-body').waitFor();
    if (tab === 'context') await screen.page.locator('.payload-block').first().waitFor();
    await keep(name, screen);
  }

  async function compare(name: string, pair: typeof pairOf, options: OpenOptions): Promise<void> {
    const rows = Array.from({ length: 40 }, (_, index) => gridRow(index));
    const screen = await screens.open<CompareViewMethods, CompareViewEvents>(
      'compare',
      {
        ready: () => runSummary(),
        grid: () => ({ total: 40, rows }),
        pair,
        openInDiffEditor: nothing,
        resume: nothing,
      },
      options,
    );
    await screen.page.locator('.diff-row').first().waitFor();
    await screen.page.keyboard.press('F7');
    await keep(name, screen);
  }

  for (const theme of THEME_NAMES) {
    it(`in ${theme}`, async () => {
      await context(`context-${theme}`, supportSnapshot(), { theme });
      for (const tab of ['context', 'output', 'raw', 'timing']) await trace(`trace-${tab}-${theme}`, tab, { theme });
      await compare(`compare-${theme}`, pairOf, { theme });
    });
  }

  it('narrow, and at 200 % zoom (half the pixels)', async () => {
    const sizes = { narrow: { width: 320, height: 800 }, zoomed: { width: 640, height: 400 } };
    for (const [size, options] of Object.entries(sizes)) {
      await context(`context-${size}`, supportSnapshot(), options);
      await trace(`trace-${size}`, 'timing', options);
      await compare(`compare-${size}`, failedPair, options);
    }
  });

  it('in unusual states', async () => {
    await context('context-what-if', supportSnapshot({ overlay: { window: 8000 }, isOutdated: true }), {});
    await context('context-too-large', tooLargeSnapshot(), {});
    await context('context-call', callSnapshot(), {});
  });
});
