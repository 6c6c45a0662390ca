import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as fs from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import type { ContextViewEvents, ContextViewMethods } from '../../src/protocol/contextApi';
import type { ContextToolPane } from '../../src/protocol/contextTools';
import type { TraceViewEvents, TraceViewMethods } from '../../src/protocol/traceApi';
import { assertAccessible } from './axe';
import { contextHost } from './contextHost';
import { callSnapshot, contextParts, supportSnapshot } from './contextFixtures';
import { Screens, type OpenOptions, type Screen } from './screen';
import { THEME_NAMES } from './themes';
import { callOf, detailOf, rowsOf, traceState } from './traceFixtures';
import { comparison, equalComparison, hostileComparison, largeComparison } from './toolFixtures';

const FOLDER = inRoot('.screenshots/webview');
const paneOf = (shown = comparison()): ContextToolPane => ({ type: 'comparison', comparison: shown });

describe('Comparison in the Context view', () => {
  let screens: Screens;
  let view: Screen<ContextViewEvents>;
  let asked: { actions: string[]; closed: number; revealed: string[] };
  before(async () => {
    fs.mkdirSync(FOLDER, { recursive: true });
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => view.close());

  async function open(pane: ContextToolPane | null = paneOf(), options: OpenOptions = {}): Promise<void> {
    asked = { actions: [], closed: 0, revealed: [] };
    const snapshot = supportSnapshot();
    const host = contextHost(() => snapshot, {
      toolPane: () => pane,
      closeToolPane: () => {
        asked.closed++;
        return null;
      },
      contextAction: ({ action }) => {
        asked.actions.push(action);
        return null;
      },
      revealSection: ({ sectionId }) => {
        asked.revealed.push(sectionId);
        return null;
      },
    });
    view = await screens.open<ContextViewMethods, ContextViewEvents>('context', host, options);
    view.emit('snapshot', snapshot);
    await view.page
      .locator(pane ? '.tool-pane' : '.payload-block')
      .first()
      .waitFor();
  }
  const table = () => view.page.getByRole('table', { name: 'Tokens by section' });
  const row = (name: string) => table().locator('tbody tr', { hasText: name }).first();
  const cells = async (name: string) => (await row(name).locator('th, td').allInnerTexts()).map((text) => text.trim());
  const lines = () => view.page.locator('.comparison-payload .diff-row');

  it('shows tokens by section on both sides, their difference, and sums that add up', async () => {
    const shown = comparison();
    await open(paneOf(shown));
    assert.deepEqual(
      (await table().locator('thead th').allInnerTexts()).map((text) => text.trim()),
      ['Section', 'support.context.yaml at HEAD', 'support.context.yaml', 'Difference'],
    );
    const documents = shown.sections.find(({ id }) => id === 'documents')!;
    assert.deepEqual(await cells('documents'), [
      'documents',
      String(documents.left!.kept.tokens),
      String(documents.right!.kept.tokens),
      `−${-documents.difference.tokens}`,
    ]);
    assert.match((await cells('user'))[1]!, /not there/);
    const numbers = await table()
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((each) =>
          Number(
            each
              .querySelector('td:last-child')!
              .textContent.replace('−', '-')
              .replace(/[^-\d]/g, ''),
          ),
        ),
      );
    const total = numbers.pop();
    assert.equal(
      numbers.reduce((sum, each) => sum + each, 0),
      total,
    );
    assert.deepEqual(view.troubles, []);
  });

  it('marks the words that changed and folds what is the same', async () => {
    await open();
    assert.deepEqual(await view.page.locator('.comparison-payload del.word').allInnerTexts(), [
      'kind',
      'whole',
      '',
      'sofa is here and there and here and there.',
    ]);
    const folds = view.page.locator('.comparison-fold');
    assert.match(await folds.nth(0).innerText(), /17 lines the same/);
    const before = await lines().count();
    await folds.nth(0).focus();
    await view.page.keyboard.press('Enter');
    await view.page.waitForFunction(
      (count) => document.querySelectorAll('.comparison-payload .diff-row').length > count,
      before,
    );
    assert.equal(await lines().count(), before + 17);
  });

  it('F7 walks over the changes', async () => {
    await open();
    const all = await view.page.locator('.comparison-payload-head [role=status]').innerText();
    await view.page.keyboard.press('F7');
    await view.page.locator('.diff-row.is-current').waitFor();
    assert.match(await view.page.locator('.diff-row.is-current').innerText(), /Be kind/);
    await view.page.keyboard.press('Shift+F7');
    assert.match(await view.page.locator('.comparison-payload-head [role=status]').innerText(), /change \d+ of \d+/);
    assert.match(all, /\d+ changes/);
  });

  it('Escape closes it: table and payload are back, and the focus is on the menu', async () => {
    await open();
    await view.page.keyboard.press('Escape');
    await view.page.locator('.payload-block').first().waitFor();
    assert.equal(asked.closed, 1);
    assert.equal(await view.page.locator('.tool-pane').count(), 0);
    assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More Actions');
  });

  it('closes by its button, and when the host says so', async () => {
    await open();
    await view.page.getByRole('button', { name: 'Close Comparison' }).click();
    await view.page.locator('.payload-block').first().waitFor();
    view.emit('toolPane', { pane: paneOf() });
    await view.page.locator('.tool-pane').waitFor();
    view.emit('toolPane', { pane: null });
    await view.page.locator('.payload-block').first().waitFor();
    assert.equal(asked.closed, 1);
  });

  it('leads to the section in the text', async () => {
    await open();
    await row('documents').getByRole('button').click();
    assert.deepEqual(asked.revealed, ['documents']);
  });

  it('says that both are equal', async () => {
    await open(paneOf(equalComparison()));
    assert.match(await view.page.locator('.tool-head').innerText(), /Equal/);
    assert.equal(await lines().count(), 0);
  });

  it('draws of a megabyte only what is near the screen', async () => {
    const shown = largeComparison();
    await open(paneOf(shown));
    await lines().first().waitFor();
    const drawn = await lines().count();
    assert.ok(drawn > 10 && drawn < 900, `${drawn} lines`);
    await view.page.keyboard.press('Shift+F7');
    await view.page.keyboard.press('F7');
    await view.page.keyboard.press('F7');
    assert.match(await view.page.locator('.comparison-payload-head [role=status]').innerText(), /of 200/);
  });

  it('shows hostile text as text', async () => {
    await open(paneOf(hostileComparison()));
    await lines().first().waitFor();
    assert.equal(await view.page.evaluate(() => 'harmed' in window), false);
    assert.equal(await view.page.locator('.tool-pane img').count(), 0);
    assert.match(await view.page.locator('.tool-sides').innerText(), /<img src=x/);
    assert.deepEqual(view.troubles, []);
  });

  for (const theme of THEME_NAMES) {
    it(`is accessible and drawn in ${theme}`, async () => {
      await open(paneOf(), { theme });
      await lines().first().waitFor();
      await assertAccessible(view.page);
      await view.page.screenshot({ path: path.join(FOLDER, `comparison-${theme}.png`) });
      assert.deepEqual(view.troubles, []);
    });
  }

  it('fits a narrow view', async () => {
    await open(paneOf(), { width: 420, height: 900 });
    const overflowing = await view.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(overflowing, false);
    await view.page.screenshot({ path: path.join(FOLDER, 'comparison-narrow.png') });
  });

  it('of a call in the Trace view, and of no other call', async () => {
    const closed: string[] = [];
    let shown = '';
    const call = callSnapshot();
    const trace = await screens.open<TraceViewMethods, TraceViewEvents>('trace', {
      ready: () => traceState(),
      rows: rowsOf(5),
      call: ({ callId }) => detailOf(callId),
      callContext({ callId, overlay, version }) {
        shown = callId;
        return callSnapshot({ subtitle: callId, overlay, version });
      },
      ...contextParts(() => call),
      callLadder: () => [],
      contextAction: () => null,
      toolPane: () => null,
      closeToolPane: ({ callId }) => {
        closed.push(callId);
        return null;
      },
      openReportedCall: () => null,
      raw: () => ({ source: callOf('x').sources[0]!, text: '', isCut: false }),
      replay: () => null,
      reopenAsText: () => null,
    });
    try {
      await trace.page.locator('.payload-block').first().waitFor();
      const callId = shown;
      trace.emit('toolPane', { callId: 'another', pane: paneOf() });
      trace.emit('toolPane', { callId, pane: paneOf() });
      await trace.page.locator('.tool-pane .diff-row').first().waitFor();
      await trace.page.screenshot({ path: path.join(FOLDER, 'comparison-trace.png') });
      await trace.page.keyboard.press('Escape');
      await trace.page.locator('.payload-block').first().waitFor();
      assert.deepEqual(closed, [callId]);
      assert.deepEqual(trace.troubles, []);
    } finally {
      await trace.close();
    }
    await open();
  });

  describe('the menu of the header', () => {
    const button = () => view.page.getByRole('button', { name: 'More Actions' });
    const focused = () => view.page.evaluate(() => document.activeElement?.textContent.trim());

    it('by keyboard: opens, walks round, and runs what is chosen', async () => {
      await open(null);
      await button().focus();
      await view.page.keyboard.press('ArrowDown');
      const names = await view.page.getByRole('menuitem').allInnerTexts();
      assert.ok(names.some((name) => name.includes('Compare With…')));
      assert.equal(await focused(), names[0]!.trim());
      await view.page.keyboard.press('ArrowUp');
      assert.equal(await focused(), names.at(-1)!.trim());
      await view.page.keyboard.press('Home');
      await assertAccessible(view.page);
      await view.page.screenshot({ path: path.join(FOLDER, 'context-menu.png') });
      await view.page.keyboard.press('c');
      while (!(await focused())?.startsWith('Copy')) await view.page.keyboard.press('c');
      await view.page.keyboard.press('Enter');
      await view.page.getByRole('menu').waitFor({ state: 'detached' });
      assert.deepEqual(asked.actions, ['copyRequest']);
      assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More Actions');
    });

    it('Escape closes it and the focus returns', async () => {
      await open(null);
      await button().click();
      await view.page.getByRole('menu').waitFor();
      await view.page.keyboard.press('Escape');
      await view.page.getByRole('menu').waitFor({ state: 'detached' });
      assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More Actions');
      assert.deepEqual(asked.actions, []);
    });

    it('goes when the focus leaves it', async () => {
      await open(null);
      await button().click();
      await view.page.getByRole('menu').waitFor();
      await view.page.keyboard.press('Tab');
      await view.page.getByRole('menu').waitFor({ state: 'detached' });
    });
  });
});
