import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import type { ContextViewEvents, ContextViewMethods } from '../../src/protocol/contextApi';
import type { ConformanceReport } from '../../src/protocol/contextTools';
import { assertAccessible } from './axe';
import { contextHost } from './contextHost';
import { supportSnapshot } from './contextFixtures';
import { Screens, type OpenOptions, type Screen } from './screen';
import { THEME_NAMES } from './themes';
import { hostileReport, report } from './toolFixtures';

const FOLDER = inRoot('.screenshots/webview');

describe('Check against a log in the Context view', () => {
  let screens: Screens;
  let view: Screen<ContextViewEvents>;
  let asked: { opened: string[]; revealed: string[] };
  before(async () => {
    fs.mkdirSync(FOLDER, { recursive: true });
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => view.close());

  async function open(shown: ConformanceReport = report(), options: OpenOptions = {}): Promise<void> {
    asked = { opened: [], revealed: [] };
    const snapshot = supportSnapshot();
    const host = contextHost(() => snapshot, {
      openReportedCall: ({ reported }) => {
        asked.opened.push(reported);
        return null;
      },
      revealSection: ({ sectionId }) => {
        asked.revealed.push(sectionId);
        return null;
      },
    });
    view = await screens.open<ContextViewMethods, ContextViewEvents>('context', host, options);
    view.emit('snapshot', snapshot);
    await view.page.locator('.payload-block').first().waitFor();
    view.emit('toolPane', { pane: { type: 'conformance', report: shown } });
    await view.page.locator('.tool-pane').waitFor();
  }
  const calls = () => view.page.locator('.differing-call');

  it('says how many calls were sent as the document says, and lists the others', async () => {
    await open();
    assert.match(await view.page.locator('.tool-head').innerText(), /2 of 4 calls were sent as the document says/);
    assert.equal(await calls().count(), 2);
    assert.match(await calls().nth(0).innerText(), /call 561c7a8736d54933 in section documents/);
  });

  it('marks the first difference', async () => {
    await open();
    assert.match(await calls().nth(0).locator('del.word').innerText(), /<doc id="toaster-duo">$/);
    assert.match(await calls().nth(0).locator('ins.word').innerText(), /Can I still get my money$/);
    assert.ok(!(await calls().nth(0).innerText()).includes('»'));
    assert.match(await calls().nth(1).locator('ins.word').innerText(), /user: Documents:$/);
  });

  it('by keyboard: a call is opened, and its section is shown in the document', async () => {
    await open();
    await calls().nth(1).getByRole('button').focus();
    await view.page.keyboard.press('Enter');
    await view.page.waitForTimeout(0);
    assert.deepEqual(asked, { opened: ['981566241a9b175b'], revealed: ['policy'] });
  });

  it('says that every call was sent as the document says', async () => {
    await open({ trace: 't', conformance: [{ callId: 'a', equal: true }] });
    assert.match(await view.page.locator('.tool-pane').innerText(), /1 of 1 call was sent[^]*Every call was sent/);
  });

  it('says that a trace holds no calls', async () => {
    await open({ trace: 't', conformance: [] });
    assert.match(await view.page.locator('.tool-pane').innerText(), /holds no calls/);
  });

  it('shows hostile text as text', async () => {
    await open(hostileReport());
    assert.equal(await view.page.evaluate(() => 'harmed' in window), false);
    assert.equal(await view.page.locator('.tool-pane img').count(), 0);
    assert.deepEqual(view.troubles, []);
  });

  for (const theme of THEME_NAMES) {
    it(`is accessible and drawn in ${theme}`, async () => {
      await open(report(), { theme });
      await assertAccessible(view.page);
      await view.page.screenshot({ path: path.join(FOLDER, `conformance-${theme}.png`) });
    });
  }
});
