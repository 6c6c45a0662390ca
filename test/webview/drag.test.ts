/** The what-if by pointer and by keys, on contexts that are really assembled. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { assertAccessible } from './axe';
import { LIVE_TEXT, openLive, type LiveContext } from './liveContext';
import { Screens, type OpenOptions } from './screen';
import { THEME_NAMES } from './themes';

describe('what-if by hand', () => {
  let screens: Screens;
  let live: LiveContext;
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => live.view.close());

  const open = async (options: OpenOptions = {}): Promise<void> => {
    live = await openLive(screens, LIVE_TEXT, { width: 1400, height: 900, ...options });
  };
  const limit = (): Locator => live.view.page.getByRole('slider', { name: 'Window, what-if', exact: true });
  const budget = (id: string): Locator => live.view.page.getByRole('slider', { name: `${id}: budget, what-if` });
  const row = (id: string): Locator => live.view.page.locator('.sections tbody tr', { hasText: id }).first();
  const press = async (key: string, times = 1): Promise<void> => {
    for (let index = 0; index < times; index++) await live.view.page.keyboard.press(key);
  };
  /** Until the host has assembled what is on screen. */
  const settled = (window: number): Promise<unknown> =>
    live.view.page.waitForFunction(
      (text) => document.querySelector('.row-total')?.textContent.includes(text),
      `of ${(window - 200).toLocaleString('en-US')}`,
    );
  async function drag(handle: Locator, byPx: number, steps = 8): Promise<void> {
    const box = (await handle.boundingBox())!;
    const { mouse } = live.view.page;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + byPx, y, { steps });
    await mouse.up();
  }

  it('the limit follows the pointer and the context is assembled anew', async () => {
    await open();
    const track = (await live.view.page.locator('.bar-track').boundingBox())!;
    const before = live.snapshot();
    const axis = 2600 + before.answer.overflow;
    await drag(limit(), -200);
    const wanted = 2600 - (200 / track.width) * axis;
    const window = Number(await limit().getAttribute('aria-valuenow'));
    await settled(window);
    assert.equal(live.overlays.at(-1)?.window, window);
    assert.ok(Math.abs(window - wanted) < 10, `${window} for ${wanted}`);
    assert.ok(live.snapshot().answer.overflow > before.answer.overflow);
    assert.match(await live.view.page.locator('.bar-limit-label').innerText(), /was 2,600/);
    assert.equal(await live.view.page.locator('.bar-own-limit').count(), 1);
    assert.deepEqual(live.view.troubles, []);
  });

  it('the limit by keys: arrows, PageUp, and Escape takes it back', async () => {
    await open();
    await limit().focus();
    await press('ArrowLeft', 3);
    await live.view.page.locator('.what-if-sign').waitFor();
    const value = Number(await limit().getAttribute('aria-valuenow'));
    assert.ok(value < 2600);
    assert.match((await limit().getAttribute('aria-valuetext')) ?? '', /tokens, was 2,600/);
    await press('PageUp');
    assert.ok(Number(await limit().getAttribute('aria-valuenow')) > value);
    await press('Escape');
    await live.view.page.locator('.what-if-sign').waitFor({ state: 'detached' });
    await settled(2600);
    assert.deepEqual(live.overlays.at(-1), {});
  });

  it('a budget by pointer: what is kept follows, and its own size stays in sight', async () => {
    await open();
    await drag(budget('documents'), -30);
    await row('documents').locator('del').waitFor();
    const max = live.overlays.at(-1)?.budgets?.['documents']?.max ?? 0;
    assert.ok(max > 300 && max < 1500, `dragged to ${max}`);
    await live.view.page.waitForFunction(() =>
      document.querySelector('.sections')?.textContent.includes('of 9 dropped'),
    );
    assert.ok(live.snapshot().answer.sections[2]!.kept.tokens <= max);
    assert.match(await row('documents').innerText(), /1,500/);
    assert.equal(await row('documents').locator('.meter-ghost').count(), 1);
    assert.equal(await row('documents').getAttribute('aria-selected'), 'false', 'a drag chooses nothing');
  });

  it('a budget by keys: from its row by Tab, never past its min; Delete takes it back', async () => {
    await open();
    await row('documents').focus();
    await press('Tab');
    assert.match(
      await live.view.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''),
      /documents: least/,
    );
    await press('Tab');
    await press('Home');
    assert.equal(await budget('documents').getAttribute('aria-valuenow'), '300');
    assert.match((await budget('documents').getAttribute('aria-valuetext')) ?? '', /at most 300 tokens, was 1,500/);
    await press('ArrowRight', 2);
    assert.equal(await budget('documents').getAttribute('aria-valuenow'), '340');
    await press('Delete');
    await live.view.page.locator('.what-if-sign').waitFor({ state: 'detached' });
    assert.equal(await budget('documents').getAttribute('aria-valuenow'), '1500');
  });

  it('a double click takes the what-if of that one away', async () => {
    await open();
    await limit().focus();
    await press('ArrowLeft');
    await budget('documents').focus();
    await press('ArrowLeft');
    await live.view.page.getByText('what-if: 2 changes').waitFor();
    await budget('documents').dblclick();
    await live.view.page.getByText('what-if', { exact: true }).waitFor();
    await live.view.page.waitForTimeout(150);
    assert.equal(live.overlays.at(-1)?.budgets, undefined);
    assert.ok(live.overlays.at(-1)?.window);
  });

  it('gives a budget to a section that has none, as large as it is', async () => {
    await open();
    await row('history').focus();
    await press('Tab');
    await press('Enter');
    await budget('history').waitFor();
    assert.equal(
      await budget('history').getAttribute('aria-valuenow'),
      String(live.snapshot().answer.sections[3]!.raw.tokens),
    );
    await budget('history').focus();
    await press('PageDown', 3);
    await live.view.page.waitForFunction(() =>
      document.querySelector('.sections')?.textContent.includes('of 3 dropped'),
    );
  });

  it('exact numbers: the fields of the section that is looked at', async () => {
    await open();
    await row('documents').click({ position: { x: 30, y: 10 } });
    await live.view.page
      .getByRole('group', { name: /Budget of the section/ })
      .getByLabel('Max')
      .fill('777');
    await row('documents').locator('del').waitFor();
    await live.view.page.waitForTimeout(150);
    assert.deepEqual(live.overlays.at(-1), { budgets: { documents: { max: 777 } } });
  });

  it('tells the host at most every 60 ms, and always the last', async () => {
    await open();
    await drag(limit(), -300, 120);
    const last = Number(await limit().getAttribute('aria-valuenow'));
    await settled(last);
    assert.ok(live.overlays.length < 100, `${live.overlays.length} what-ifs for 120 moves`);
    assert.equal(live.overlays.at(-1)?.window, last);
  });

  it('Apply writes the smallest edits and says what it wrote; shares stay shares', async () => {
    await open();
    await budget('examples').focus();
    await press('ArrowRight', 20);
    await budget('instructions').focus();
    await press('ArrowLeft', 2);
    await live.view.page.getByRole('button', { name: 'Apply to Document' }).press('Enter');
    const said = live.view.page.getByRole('status').filter({ hasText: 'Wrote' });
    await said.waitFor();
    const lines = live.text().split('\n');
    const before = LIVE_TEXT.split('\n');
    assert.equal(lines.length, before.length);
    const changed = lines.filter((line, index) => line !== before[index]);
    assert.equal(changed.length, 2);
    assert.match(changed[0]!, /^ {4}budget: \{ max: \d+ \} # as agreed$/);
    assert.match(changed[1]!, /^ {4}budget: \{ max: \d+% \}$/);
    assert.match(await said.innerText(), /examples max \d+%, the nearest share .*\(was 10%\)/);
    await live.view.page.locator('.what-if-sign').waitFor({ state: 'detached' });
  });

  it('says why nothing was applied, and keeps the what-if', async () => {
    await open();
    await limit().focus();
    await press('ArrowLeft');
    await live.view.page.locator('.what-if-sign').waitFor();
    await live.view.page.waitForTimeout(100);
    await live.type(LIVE_TEXT.replace('window: 2600', `window: ${live.overlays.at(-1)?.window ?? 0}`));
    await live.view.page.getByRole('button', { name: 'Apply to Document' }).click();
    await live.view.page.getByRole('status').filter({ hasText: 'Not applied. There is nothing to write' }).waitFor();
    await live.view.page.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await live.view.page.locator('.apply-outcome p').count(), 0);
  });

  for (const theme of THEME_NAMES) {
    it(`is accessible with everything changed, in ${theme}`, async () => {
      await open({ theme, state: { ladder: true, section: 'documents' } });
      await live.view.page.locator('.ladder-bands').waitFor();
      await limit().focus();
      await press('ArrowLeft', 4);
      await budget('documents').focus();
      await press('ArrowLeft', 4);
      await live.view.page.getByText('what-if: 2 changes').waitFor();
      await assertAccessible(live.view.page);
      assert.deepEqual(live.view.troubles, []);
    });
  }

  for (const [width, height] of [
    [500, 900],
    [640, 400],
    [900, 700],
    [1400, 900],
  ] as const) {
    it(`lets nothing stick out at ${width} × ${height}`, async () => {
      await open({ width, height, state: { ladder: true, section: 'documents' } });
      await live.view.page.locator('.ladder-bands').waitFor();
      await limit().focus();
      await press('ArrowLeft', 4);
      await live.view.page.locator('.what-if-sign').waitFor();
      const wide = await live.view.page.evaluate(() =>
        [...document.querySelectorAll('.bar-header, .window-bar, .ladder, .ladder-changes, .table-scroll, .why')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => `${element.className} ${element.scrollWidth} > ${element.clientWidth}`),
      );
      assert.deepEqual(wide, []);
    });
  }
});
