import assert from 'node:assert/strict';
import type {
  ContextOverlay,
  ContextSnapshot,
  ContextViewEvents,
  ContextViewMethods,
} from '../../src/protocol/contextApi';
import type { PayloadMessage } from '../../src/core/context/assembly';
import { MORE_CHARACTERS, type RowRange } from '../../src/core/context/payloadRows';
import type { Handlers } from '../../src/protocol/rpcPeer';
import { assertAccessible } from './axe';
import {
  callSnapshot,
  contextParts,
  hostileSnapshot,
  largeSnapshot,
  summarised,
  supportPayload,
  supportSnapshot,
  tooLargeSnapshot,
} from './contextFixtures';
import { contextHost } from './contextHost';
import { Screens, type OpenOptions, type Screen } from './screen';
import { THEME_NAMES } from './themes';

/** One message of one text. */
function withText(text: string): PayloadMessage[] {
  const [first] = supportPayload();
  return first ? [{ ...first, segments: first.segments.map((segment) => ({ ...segment, text })) }] : [];
}

/** The host answers null to what it was only told. */
const noteThat = (_count: number): null => null;

describe('Context view', () => {
  let screens: Screens;
  let view: Screen<ContextViewEvents>;
  let asked: { revealed: string[]; overlays: ContextOverlay[]; actions: string[]; rows: RowRange[] };
  let shown: ContextSnapshot;
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => view.close());

  async function open(
    snapshot: ContextSnapshot = supportSnapshot(),
    options: OpenOptions = {},
    own: Partial<Handlers<ContextViewMethods>> = {},
  ): Promise<void> {
    asked = { revealed: [], overlays: [], actions: [], rows: [] };
    shown = snapshot;
    const parts = contextParts(() => shown);
    view = await screens.open<ContextViewMethods, ContextViewEvents>(
      'context',
      contextHost(() => shown, {
        setOverlay: (overlay) => noteThat(asked.overlays.push(overlay)),
        revealSection: ({ sectionId }) => noteThat(asked.revealed.push(sectionId)),
        runAction: ({ action }) => noteThat(asked.actions.push(action)),
        payload: (range, signal) => {
          asked.rows.push(range);
          return parts.payload(range, signal);
        },
        ...own,
      }),
      options,
    );
    send(snapshot);
    await view.page.locator('.sections').waitFor();
    // Narrow, the payload is below the table and off the screen.
    if (options.width === undefined) await view.page.locator('.payload-block').first().waitFor();
  }
  const send = (snapshot: ContextSnapshot): void => {
    shown = snapshot;
    view.emit('snapshot', snapshot);
  };
  const row = (name: string) => view.page.locator('.sections tbody tr', { hasText: name }).first();
  const cells = (name: string) => row(name).locator('td').allInnerTexts();

  it('shows the numbers of the snapshot: sections, framing, total, overflow', async () => {
    await open();
    const documents = await cells('documents');
    assert.deepEqual(
      documents.map((text) => text.replace(/\s+/g, ' ').replace(' ,', ',').trim()),
      ['documents', 'user', '40', '4,418 of 5,734', '6,000', '31 h old, stale', '2 of 9 dropped'],
    );
    assert.match((await cells('tools')).join(), /604\s*est\. ±20 %/);
    assert.match(await row('framing').innerText(), /47/);
    assert.match(await row('Total').innerText(), /7,500 of 7,500/);
    assert.match(await view.page.locator('.heading').innerText(), /over by 1,316/);
    assert.deepEqual(view.troubles, []);
  });

  it('draws the bar to scale and says it in words', async () => {
    await open();
    const track = view.page.locator('.bar-track');
    const label = (await track.getAttribute('aria-label')) ?? '';
    assert.match(label, /7,500 tokens used of 7,500 \(window 8,000 − reserve 500\)\. 1,316 do not fit\./);
    const width = (await track.boundingBox())!.width;
    const documents = (await track.locator('.kind-documents:not(.bar-overflow)').boundingBox())!.width;
    assert.ok(Math.abs(documents / width - 4418 / (8000 + 1316)) < 0.005, `${documents} of ${width}`);
    const hatched = (await track.locator('.bar-overflow').boundingBox())!;
    const limit = (await track.locator('.bar-limit').boundingBox())!;
    assert.ok(Math.abs(hatched.width / width - 1316 / 9316) < 0.005);
    assert.ok(Math.abs(hatched.x - limit.x) < 3, 'what does not fit begins at the limit');
  });

  it('shows required content that overruns the window as such', async () => {
    await open(tooLargeSnapshot());
    assert.match(await view.page.locator('.window-bar').innerText(), /310 do not fit/);
    assert.equal(await view.page.locator('.bar-overrun').count(), 1);
  });

  it('lists the decisions in their order, then the findings', async () => {
    await open();
    const why = await view.page.locator('.decisions li').allInnerTexts();
    assert.equal(why.length, 2);
    assert.match(why[0]!, /^documents \/ doc-3 dropped/);
    assert.match(await view.page.locator('.note').first().innerText(), /The sections need 8,816 tokens/);
  });

  it('strikes through what was cut and keeps what was sent', async () => {
    await open();
    const cut = await view.page.locator('del.segment-cut').allInnerTexts();
    assert.ok(cut.some((text) => text.includes('Gift cards')));
    assert.ok(cut.some((text) => text.includes('dropped whole')));
    assert.ok(!cut.some((text) => text.includes('Returns are accepted')));
    assert.equal(await view.page.locator('.segment-mark').innerText(), '[842 tokens dropped: documents / doc-3]');
  });

  it('by keyboard: arrows move over the rows, Enter lights the payload and asks for the text', async () => {
    await open();
    await row('instructions').focus();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Enter');
    await view.page.locator('.payload-block.is-selected').first().waitFor();
    assert.deepEqual(asked.revealed, ['documents']);
    assert.equal(await row('documents').getAttribute('aria-selected'), 'true');
    assert.match(await view.page.locator('.payload-block.is-selected').first().innerText(), /these documents only/);
  });

  it('a click in the payload lights the row', async () => {
    await open();
    await view.page.locator('.payload-block', { hasText: 'get my money back' }).click();
    assert.deepEqual(asked.revealed, ['question']);
    assert.equal(await row('question').getAttribute('aria-selected'), 'true');
  });

  it('follows the cursor of the text editor', async () => {
    await open();
    view.emit('selectedSection', { sectionId: 'history' });
    await view.page.locator('tr.is-selected', { hasText: 'history' }).waitFor();
    assert.deepEqual(asked.revealed, []);
  });

  it('what-if: the slider, the number and the model ask the host; Reset takes it back', async () => {
    await open();
    await view.page.locator('.window-number').fill('4000');
    await view.page.waitForTimeout(150);
    assert.deepEqual(asked.overlays.at(-1), { window: 4000 });
    await view.page.getByLabel('Model').selectOption('gpt-4o-mini');
    await view.page.waitForTimeout(150);
    assert.deepEqual(asked.overlays.at(-1), { window: 4000, model: 'gpt-4o-mini' });
    await view.page.locator('.window-slider').focus();
    await view.page.keyboard.press('ArrowRight');
    await view.page.waitForTimeout(150);
    assert.ok((asked.overlays.at(-1)?.window ?? 0) > 4000);
    await view.page.getByRole('button', { name: 'Reset' }).click();
    await view.page.waitForTimeout(150);
    assert.deepEqual(asked.overlays.at(-1), {});
  });

  it('keeps showing the last valid state and says that it is outdated', async () => {
    await open(supportSnapshot({ isOutdated: true }));
    assert.match(await view.page.locator('.heading').innerText(), /outdated: text has errors/);
  });

  it('a late older snapshot does not replace a newer one', async () => {
    await open(supportSnapshot({ version: 5, title: 'newer' }));
    view.emit('snapshot', supportSnapshot({ version: 4, title: 'older' }));
    await view.page.waitForTimeout(100);
    assert.equal(await view.page.locator('h1').innerText(), 'newer');
  });

  it('says why there is nothing to show', async () => {
    await open();
    await view.close();
    const ready = () =>
      Promise.reject(new Error('support.context.yaml, line 4: no sections. Add one under "sections:".'));
    const host = contextHost(() => shown, { ready });
    view = await screens.open<ContextViewMethods, ContextViewEvents>('context', host);
    assert.match(await view.page.getByRole('alert').innerText(), /line 4: no sections/);
  });

  it('a rebuilt call shows the residual and the reported input', async () => {
    await open(callSnapshot({ replacedByDocuments: ['doc-7 in the question'], notCarried: ['tools'] }));
    assert.match(await row('residual').innerText(), /\+402\s+not in this log: tools/);
    assert.match(await row('Reported input').innerText(), /7,902/);
    assert.match(
      await view.page.locator('.why').innerText(),
      /Replaced by documents: “doc-7[^]*Not carried by any section: tools/,
    );
    await view.page.getByRole('button', { name: 'Replay Call' }).click();
    assert.deepEqual(asked.actions, ['replay']);
  });

  it('text from elsewhere stays text', async () => {
    await open(hostileSnapshot());
    assert.equal(await view.page.evaluate(() => 'ran' in window), false);
    assert.equal(await view.page.locator('#root img, #root script, #root a').count(), 0);
    assert.ok((await view.page.locator('.hidden-character', { hasText: 'U+202E' }).count()) > 3);
    const text = await view.page.locator('body').evaluate((body) => body.textContent);
    assert.ok(!text.includes('\u202e'), 'no bidi override reaches the page');
    assert.deepEqual(view.troubles, []);
  });

  it('2,000 documents: draws a part, reaches the end of it on demand', async () => {
    await open(largeSnapshot());
    assert.ok((await view.page.locator('.payload-block').count()) < 400);
    await row('question').click();
    const question = view.page.locator('.payload-block', { hasText: 'get my money back' });
    await question.waitFor();
    assert.ok(await question.evaluate((block) => block.getBoundingClientRect().top < window.innerHeight));
  });

  it('a long text shows its beginning and all of it when asked', async () => {
    const text = 'x'.repeat(10_000);
    await open(supportSnapshot({ payload: summarised(withText(text)) }));
    const block = view.page.locator('.payload-block').first();
    assert.ok((await block.innerText()).length < 5000);
    await view.page.getByRole('button', { name: 'Show all 10,000 characters' }).click();
    assert.ok((await block.innerText()).includes(text));
  });

  it('a text longer than a message is read on by pieces', async () => {
    const text = 'x'.repeat(MORE_CHARACTERS + 50_000);
    await open(supportSnapshot({ payload: summarised(withText(text)) }));
    const block = view.page.locator('.payload-block').first();
    await view.page.getByRole('button', { name: 'Show 200,000 more of 250,000 characters' }).click();
    await view.page.getByRole('button', { name: 'Show all 250,000 characters' }).click();
    await view.page.locator('.long-text-more').waitFor({ state: 'detached' });
    assert.ok((await block.innerText()).includes(text));
  });

  it('asks for the rows that are on screen, and for later ones when they are scrolled to', async () => {
    await open(largeSnapshot());
    await view.page.waitForTimeout(300);
    const reach = (): number => Math.max(...asked.rows.map(({ from, count }) => from + count));
    assert.ok(reach() < 200, `asked up to row ${reach()} of ${shown.payload.rows}`);
    const pane = view.page.getByRole('region', { name: 'Payload as sent', exact: true });
    await pane.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await view.page.waitForFunction(() => {
      const box = document.querySelector('.payload')!.closest('.pane')!.getBoundingClientRect();
      return [...document.querySelectorAll('.payload-block')].some((block) => {
        const { top, bottom } = block.getBoundingClientRect();
        return bottom > box.top && top < box.bottom && /doc-[0-9]{3,}/.test(block.textContent);
      });
    });
    const total = asked.rows.reduce((sum, { count }) => sum + count, 0);
    assert.ok(total < shown.payload.rows / 2, `asked for ${total} rows in all`);
  });

  it('by keyboard: End in the payload brings its last row', async () => {
    await open(largeSnapshot());
    await view.page.getByRole('region', { name: 'Payload as sent', exact: true }).focus();
    await view.page.keyboard.press('End');
    await view.page.locator('.payload-block', { hasText: 'get my money back' }).waitFor();
  });

  it('as one types: the newest text takes the place of the old one, which stays until then', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const parts = contextParts(() => shown);
    const payload: typeof parts.payload = async (range, signal) => {
      if (range.version > 1) await gate;
      return parts.payload(range, signal);
    };
    await open(supportSnapshot({ payload: summarised(withText('the old text')) }), {}, { payload });
    const block = view.page.locator('.payload-block').first();
    await block.filter({ hasText: 'the old text' }).waitFor();
    send(supportSnapshot({ version: 2, title: 'newer', payload: summarised(withText('the new text')) }));
    await view.page.locator('h1', { hasText: 'newer' }).waitFor();
    await view.page.waitForTimeout(150);
    assert.match(await block.innerText(), /the old text/);
    release();
    await block.filter({ hasText: 'the new text' }).waitFor();
  });

  it('a part that does not come says why and can be asked for again', async () => {
    let fails = true;
    const parts = contextParts(() => shown);
    const payload: typeof parts.payload = (range, signal) => {
      if (fails && range.version > 1) throw new Error('The document worker stopped.');
      return parts.payload(range, signal);
    };
    await open(supportSnapshot(), {}, { payload });
    send(supportSnapshot({ version: 2, payload: summarised(withText('after the stop')) }));
    await view.page.getByRole('alert').filter({ hasText: 'The document worker stopped.' }).waitFor();
    fails = false;
    await view.page.getByRole('button', { name: 'Try again' }).press('Enter');
    await view.page.locator('.payload-block', { hasText: 'after the stop' }).waitFor();
    assert.equal(await view.page.getByRole('alert').count(), 0);
  });

  it('lists the items of the chosen section and every decision on demand', async () => {
    const { answer } = supportSnapshot();
    const items = Array.from({ length: 30 }, (_, index) => ({
      id: `doc-${index}`,
      raw: { tokens: 10 + index, basis: 'exact' as const },
      isKept: index % 2 === 0,
    }));
    const decisions = Array.from({ length: 40 }, (_, index) => ({
      ...answer.decisions[0]!,
      order: index + 1,
      text: `documents / doc-${index} dropped`,
    }));
    const counted = { ...answer, itemCounts: { documents: 30 }, decisions: decisions.slice(0, 20), decisionCount: 40 };
    const more = contextParts(() => shown, { items, decisions });
    await open(supportSnapshot({ answer: counted }), {}, { items: more.items, decisions: more.decisions });
    assert.equal(await view.page.locator('table.items').count(), 0);
    await row('documents').click();
    await view.page.locator('table.items tr').nth(11).waitFor();
    assert.equal(await view.page.locator('table.items tr').count(), 12);
    await view.page.getByRole('button', { name: 'Show all 30 items' }).click();
    await view.page.locator('table.items tr', { hasText: 'doc-29' }).waitFor();
    assert.equal(await view.page.locator('.decisions li').count(), 20);
    await view.page.getByRole('button', { name: 'Show all 40' }).click();
    await view.page.locator('.decisions li', { hasText: 'doc-39 dropped' }).waitFor();
    assert.deepEqual(view.troubles, []);
  });

  it('keeps navigation and nothing else', async () => {
    await open();
    await row('history').click();
    const state = await view.state();
    assert.deepEqual(
      Object.values(state).filter((value) => String(value).length > 40),
      [],
    );
    assert.equal(state.section, 'history');
  });

  it('at 320 px nothing is cut off sideways', async () => {
    await open(supportSnapshot(), { width: 320, height: 700 });
    const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(overflow <= 320, `${overflow} px wide`);
    const pill = (await row('documents').locator('.pill').last().boundingBox())!;
    assert.ok(pill.x + pill.width <= 320);
  });

  for (const theme of THEME_NAMES) {
    it(`is accessible in ${theme}`, async () => {
      await open(supportSnapshot({ isOutdated: true, overlay: { window: 8000 } }), { theme });
      await row('documents').click();
      await assertAccessible(view.page);
    });
  }
});
