import assert from 'node:assert/strict';
import type { RunSummary } from '../../src/core/compare/model';
import type { Handlers } from '../../src/protocol/rpcPeer';
import type { CompareViewEvents, CompareViewMethods, PairParams } from '../../src/protocol/runApi';
import { assertAccessible } from './axe';
import { failedPair, gridRow, pairOf, runSummary, V1, V2 } from './compareFixtures';
import { HOSTILE } from './contextFixtures';
import { Screens, type OpenOptions, type Screen } from './screen';
import { THEME_NAMES } from './themes';

type Asked = Omit<PairParams, 'path'>;

/** The host answers null to what it was only told. */
const noteThat = (_count: number): null => null;

describe('Compare view', () => {
  let screens: Screens;
  let view: Screen<CompareViewEvents>;
  let asked: { pairs: Asked[]; opened: Asked[]; resumed: number; grids: number };
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => view.close());

  interface Fixture {
    run?: Partial<RunSummary>;
    handlers?: Partial<Handlers<CompareViewMethods>>;
    options?: OpenOptions;
  }
  async function open({ run = {}, handlers = {}, options = {} }: Fixture = {}): Promise<void> {
    asked = { pairs: [], opened: [], resumed: 0, grids: 0 };
    view = await screens.open<CompareViewMethods, CompareViewEvents>(
      'compare',
      {
        ready: () => runSummary(run),
        grid({ start, count }) {
          asked.grids++;
          return {
            total: 40,
            rows: Array.from({ length: Math.min(40 - start, count) }, (_, offset) => gridRow(start + offset)),
          };
        },
        pair(params) {
          asked.pairs.push(params);
          return pairOf(params);
        },
        openInDiffEditor: (params) => noteThat(asked.opened.push(params)),
        resume: () => {
          asked.resumed++;
          return null;
        },
        ...handlers,
      },
      options,
    );
  }
  const ready = () => view.page.locator('.diff-row').first().waitFor();
  const grid = () => view.page.getByRole('grid', { name: 'Calls by variant' });
  const cells = (index: number) => view.page.locator(`#grid-row-${index} [role=gridcell]`).allInnerTexts();

  it('shows the run: its size, what happened, what it cost', async () => {
    await open();
    await ready();
    const heading = await view.page.locator('.heading').innerText();
    for (const part of [/40 calls × 2 variants × 5 samples/, /\$2\.31/, /388 ok/, /3 failed/, /4 capped/, /5 not run/])
      assert.match(heading, part);
    assert.deepEqual(view.troubles, []);
  });

  it('says "no price" and never $0', async () => {
    await open({ run: { cost: { basis: 'unknown' } } });
    await ready();
    assert.match(await view.page.locator('.heading').innerText(), /no price/);
  });

  it('a check that is no model says so beside its answer', async () => {
    await open({
      handlers: {
        pair: (params) => {
          const pair = pairOf(params);
          return { ...pair, right: { ...pair.right, servedModel: 'baseline' } };
        },
      },
    });
    await ready();
    const facts = await view.page.locator('.side-head').nth(1).innerText();
    assert.match(facts, /retrieval check \(no model\)/);
    assert.doesNotMatch(facts, /baseline/);
  });

  it('the grid: the log is a column, failed is no capped, not run is no failure', async () => {
    await open();
    await ready();
    const trimmed = async (index: number) => (await cells(index)).map((text) => text.trim());
    assert.deepEqual(await trimmed(0), ['Can I still get my money back?', 'logged', '5/5 ok = logged', '5/5 ok']);
    assert.deepEqual(await trimmed(1), ['Where is my parcel?', 'failed', '4/5 ok · 1 failed', '5/5 ok']);
    assert.deepEqual((await trimmed(2)).slice(2), ['5/5 ok', '3/5 ok · 2 capped']);
    assert.deepEqual((await trimmed(3)).slice(1), ['not in log', '5/5 ok', '5 not run']);
    assert.equal(await view.page.locator('#grid-row-3 .tone-bad').count(), 0);
  });

  it('the pair: signs beside colours, words marked, gaps hatched', async () => {
    await open();
    await ready();
    assert.deepEqual(await view.page.locator('del.word').allInnerTexts(), [
      'I could not find a rule about',
      ' in our documents',
      'Kind regards',
    ]);
    assert.match((await view.page.locator('ins.word').allInnerTexts()).join('|'), /are possible within 30 days/);
    const signs = await view.page.locator('.diff-sign').allInnerTexts();
    assert.deepEqual(
      signs.filter((sign) => sign !== ''),
      ['−', '+', '+', '−'],
    );
    assert.equal(await view.page.locator('.diff-gap').count(), 2);
    assert.match(await view.page.locator('.pair-footer').innerText(), /2 changes of 5 lines · word diff · exact/);
  });

  it('both sides of a row stand at one height', async () => {
    await open();
    await ready();
    for (const row of await view.page.locator('.diff-row').all()) {
      const [left, right] = await row.locator('.diff-side').all();
      const [a, b] = [(await left!.boundingBox())!, (await right!.boundingBox())!];
      assert.equal(a.y, b.y);
      assert.equal(a.height, b.height);
    }
  });

  it('an answer that did not come says why', async () => {
    await open({ handlers: { pair: failedPair } });
    await ready();
    assert.match(
      await view.page.locator('.side-problem.is-failed').innerText(),
      /failed: The server answered 429 four times.*\(rate-limit\)/s,
    );
  });

  it('a coarse diff says so', async () => {
    await open({
      handlers: { pair: (params) => ({ ...pairOf(params), diff: { ...pairOf(params).diff, coarse: true } }) },
    });
    await ready();
    assert.match(await view.page.locator('.pair-footer').innerText(), /coarse/);
  });

  it('by keyboard: Down chooses the call, Left the variant, F7 the change', async () => {
    await open();
    await ready();
    await grid().focus();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowLeft');
    await view.page.waitForTimeout(200);
    assert.deepEqual(asked.pairs.at(-1), {
      callId: 'call-1',
      left: 'logged',
      right: V1,
      leftSample: 0,
      rightSample: 0,
    });
    await view.page.keyboard.press('Enter');
    assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'pair-lines');
    await view.page.keyboard.press('F7');
    await view.page.locator('.diff-changed.is-current').waitFor();
    await view.page.keyboard.press('F7');
    await view.page.locator('.diff-left.is-current').waitFor();
    await view.page.keyboard.press('Shift+F7');
    await view.page.locator('.diff-changed.is-current').waitFor();
  });

  it('picks sides and samples, and opens that pair in the diff editor', async () => {
    await open();
    await ready();
    await view.page.getByLabel('Left').first().selectOption(V1);
    await view.page.getByText('sample 1 of 5').first().waitFor();
    await view.page.getByRole('button', { name: 'Next sample, Right' }).click();
    await view.page.getByText('sample 2 of 5').waitFor();
    await view.page.getByRole('button', { name: 'Open in Diff Editor' }).click();
    assert.deepEqual(asked.opened, [{ callId: 'call-0', left: V1, right: V2, leftSample: 0, rightSample: 1 }]);
  });

  it('follows a run that goes on', async () => {
    await open({ run: { ok: 10, notRun: 383 } });
    await ready();
    view.emit('progress', { planId: 'p', out: 'r', done: 12, total: 400, failed: 0, running: 8, isFinished: false });
    await view.page.getByText('12 of 400 done · 8 running').waitFor();
    assert.equal(await view.page.getByRole('button', { name: 'Resume' }).count(), 0);
    const before = asked.grids;
    view.emit('run', runSummary({ ok: 200, notRun: 193 }));
    await view.page.getByText('200 ok').waitFor();
    await view.page.waitForTimeout(100);
    assert.ok(asked.grids > before, 'the grid is asked for again');
    view.emit('progress', { planId: 'p', out: 'r', done: 400, total: 400, failed: 0, running: 0, isFinished: true });
    await view.page.getByRole('button', { name: 'Resume' }).click();
    assert.equal(asked.resumed, 1);
  });

  it('a whole run offers no Resume', async () => {
    await open({ run: { ok: 400, failed: 0, capped: 0, notRun: 0, ended: 'finished' } });
    await ready();
    assert.equal(await view.page.getByRole('button', { name: 'Resume' }).count(), 0);
  });

  it('names lines of the run file that could not be read', async () => {
    await open({ run: { errors: [{ line: 12, message: 'not JSON' }] } });
    await view.page.getByText('1 unreadable line').click();
    await view.page.getByText('line 12: not JSON').waitFor();
  });

  it('a run that cannot be opened says why', async () => {
    await open({
      handlers: { ready: () => Promise.reject(new Error('refund.replay.jsonl is empty. Replay calls to fill it.')) },
    });
    assert.match(await view.page.getByRole('alert').innerText(), /is empty\. Replay calls/);
  });

  it('text from elsewhere stays text', async () => {
    const row = { ...gridRow(0), query: HOSTILE };
    const word = [{ text: HOSTILE, changed: true }];
    await open({
      run: { variants: [{ ...runSummary().variants[0]!, name: HOSTILE }], errors: [{ line: 1, message: HOSTILE }] },
      handlers: {
        grid: () => ({ total: 1, rows: [row] }),
        pair: (params) => ({
          ...pairOf(params),
          diff: { equal: false, coarse: false, changes: 1, rows: [{ state: 'changed', left: word, right: word }] },
        }),
      },
    });
    await ready();
    assert.equal(await view.page.evaluate(() => 'ran' in window), false);
    assert.equal(await view.page.locator('#root img, #root script, #root a').count(), 0);
    assert.deepEqual(view.troubles, []);
  });

  it('at 320 px nothing is cut off sideways', async () => {
    await open({ options: { width: 320, height: 700 } });
    await ready();
    assert.ok((await view.page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  });

  for (const theme of THEME_NAMES) {
    it(`is accessible in ${theme}`, async () => {
      await open({ handlers: { pair: failedPair }, options: { theme } });
      await ready();
      await view.page.keyboard.press('F7');
      await assertAccessible(view.page);
    });
  }
});
