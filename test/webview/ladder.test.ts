/** The ladder's panel, on a document that is really assembled. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { LIVE_TEXT, openLive, type LiveContext } from './liveContext';
import { Screens, type OpenOptions } from './screen';

/** 2,000 items in one section. */
const MANY = `version: 1
model: gpt-4o
window: 9000
sections:
  - id: documents
    kind: documents
    overflow: drop-lowest-score
    items:
${Array.from({ length: 2000 }, (_, index) => `      - { id: doc-${String(index)}, score: 0.${String(index % 97)}, text: Returns are accepted within ${String(index)} days. }`).join('\n')}
  - id: question
    required: true
    text: Can I still get my money back?
`;

describe('the ladder', () => {
  let screens: Screens;
  let live: LiveContext;
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => live.view.close());

  async function open(text = LIVE_TEXT, options: OpenOptions = { state: { ladder: true } }): Promise<void> {
    live = await openLive(screens, text, { width: 1400, height: 900, ...options });
  }
  const handle = (): Locator => live.view.page.getByRole('slider', { name: /from rung to rung/ });
  const changes = (): Locator => live.view.page.locator('.ladder-change');

  it('is asked for only while it is open, and stays open', async () => {
    await open(LIVE_TEXT, {});
    await live.view.page.waitForTimeout(400);
    assert.equal(live.ladders(), 0);
    const toggle = live.view.page.getByRole('button', { name: /^Ladder/ });
    await toggle.press('Enter');
    await live.view.page.locator('.ladder-bands').waitFor();
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
    assert.equal((await live.view.state())['ladder'], true);
    assert.ok(live.ladders() > 0);
  });

  it('draws a band a section and lists where each gives way', async () => {
    await open();
    await changes().first().waitFor();
    assert.equal(await live.view.page.locator('.ladder-band').count(), 6);
    assert.equal(await live.view.page.locator('.ladder-band.kind-documents').count(), 1);
    const texts = await changes().allInnerTexts();
    assert.equal(await live.view.page.locator('.ladder-tick').count(), texts.length);
    for (const words of [
      'notes is cut',
      'notes is replaced by its fallback',
      'notes goes',
      'documents goes',
      'history goes',
    ])
      assert.ok(
        texts.some((text) => text.includes(words)),
        `${words} in ${texts.join(' | ')}`,
      );
    assert.match(
      (await live.view.page.locator('.ladder-bands').getAttribute('aria-label')) ?? '',
      /changes, listed below/,
    );
  });

  it('Enter on a change sets the window there: the section gives way just then', async () => {
    await open();
    const change = changes().filter({ hasText: 'documents goes' });
    await change.waitFor();
    const window = Number(/at ([\d,]+)/.exec(await change.innerText())![1]!.replace(',', ''));
    await changes().first().focus();
    while (!(await change.evaluate((each) => each === document.activeElement)))
      await live.view.page.keyboard.press('ArrowDown');
    await live.view.page.keyboard.press('Enter');
    await live.view.page.waitForFunction(() => document.querySelector('.what-if-sign'));
    await live.view.page.waitForTimeout(300);
    assert.equal(live.overlays.at(-1)?.window, window);
    assert.equal(live.snapshot().answer.sections[2]!.action, 'dropped');
    assert.equal(await change.getAttribute('aria-current'), 'true');
  });

  it('arrow keys walk the line from rung to rung, and the line stands at the window', async () => {
    await open();
    await handle().waitFor();
    const at = async (): Promise<number> => Number(await handle().getAttribute('aria-valuenow'));
    await handle().focus();
    await live.view.page.keyboard.press('ArrowLeft');
    const first = await at();
    await live.view.page.keyboard.press('ArrowLeft');
    assert.ok((await at()) < first && first < 2600);
    await live.view.page.keyboard.press('ArrowRight');
    assert.equal(await at(), first);
    await live.view.page.keyboard.press('Escape');
    assert.equal(await at(), 2600);
    const frame = (await live.view.page.locator('.ladder-frame').boundingBox())!;
    const line = (await handle().boundingBox())!;
    const share = Math.log(2600 / 64) / Math.log(128_000 / 64);
    assert.ok(Math.abs(line.x + line.width / 2 - frame.x - share * frame.width) < 2);
  });

  it('the slider of the header walks the line, and a click in the picture sets the window', async () => {
    await open();
    await handle().waitFor();
    await live.view.page.locator('.window-slider').focus();
    await live.view.page.keyboard.press('ArrowLeft');
    const window = await handle().getAttribute('aria-valuenow');
    assert.notEqual(window, '2600');
    assert.equal(await live.view.page.locator('.window-number').inputValue(), window);
    const frame = (await live.view.page.locator('.ladder-frame').boundingBox())!;
    await live.view.page.mouse.click(frame.x + frame.width * 0.3, frame.y + 20);
    const clicked = Number(await handle().getAttribute('aria-valuenow'));
    assert.ok(Math.abs(Math.log(clicked / 64) / Math.log(128_000 / 64) - 0.3) < 0.01, String(clicked));
  });

  it('is computed anew when the text changes', async () => {
    await open();
    await changes().first().waitFor();
    await live.type(LIVE_TEXT.replace('id: notes', 'id: remarks'));
    await changes().filter({ hasText: 'remarks goes' }).waitFor();
  });

  it('2,000 items: bounded rungs and bands', async () => {
    await open(MANY);
    await changes().first().waitFor();
    const texts = await changes().allInnerTexts();
    assert.ok(texts.some((text) => /everything is kept/.test(text)));
    assert.ok(texts.some((text) => /documents is cut/.test(text)));
    assert.ok((await live.view.page.locator('.ladder-band').count()) <= 24);
    assert.deepEqual(live.view.troubles, []);
  });

  it('without a window known it still shows what each would keep', async () => {
    await open(LIVE_TEXT.replace('model: gpt-4o\nwindow: 2600', 'model: nobody-knows'));
    await live.view.page.locator('.ladder-bands').waitFor();
    assert.equal(await handle().count(), 0);
  });
});
