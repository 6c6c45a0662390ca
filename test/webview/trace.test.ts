import assert from 'node:assert/strict';
import type { Call } from '../../src/core/trace/model';
import type { Handlers } from '../../src/protocol/rpcPeer';
import type { TraceSetState, TraceViewEvents, TraceViewMethods } from '../../src/protocol/traceApi';
import { assertAccessible } from './axe';
import { callSnapshot, contextParts, HOSTILE } from './contextFixtures';
import { Screens, type OpenOptions, type Screen } from './screen';
import { THEME_NAMES } from './themes';
import { callOf, detailOf, rowsOf, traceState } from './traceFixtures';

/** The host answers null to what it was only told. */
const noteThat = (_count: number): null => null;

describe('Trace view', () => {
  let screens: Screens;
  let view: Screen<TraceViewEvents>;
  let asked: { rows: { filter: string; start: number; count: number }[]; replayed: string[][]; reopened: number };
  before(async () => {
    screens = await Screens.start();
  });
  after(() => screens.stop());
  afterEach(() => view.close());

  interface Fixture {
    total?: number;
    state?: Partial<TraceSetState>;
    call?: Partial<Call>;
    handlers?: Partial<Handlers<TraceViewMethods>>;
    options?: OpenOptions;
  }
  async function open({
    total = 1000,
    state = {},
    call = {},
    handlers = {},
    options = {},
  }: Fixture = {}): Promise<void> {
    asked = { rows: [], replayed: [], reopened: 0 };
    const rows = rowsOf(total);
    const payloadOwner = callSnapshot();
    view = await screens.open<TraceViewMethods, TraceViewEvents>(
      'trace',
      {
        ready: () => traceState(state),
        rows(params) {
          asked.rows.push(params);
          return rows(params);
        },
        call: ({ callId }) => detailOf(callId, call),
        callContext: ({ callId, overlay, version }) => callSnapshot({ subtitle: `call ${callId}`, overlay, version }),
        ...contextParts(() => payloadOwner),
        callLadder: () => [],
        contextAction: () => null,
        toolPane: () => null,
        closeToolPane: () => null,
        openReportedCall: () => null,
        raw: ({ callId, source }) => ({
          source: callOf(callId).sources[source]!,
          text: `{"source": ${source}}`,
          isCut: false,
        }),
        replay: ({ callIds }) => noteThat(asked.replayed.push(callIds)),
        reopenAsText: () => {
          asked.reopened++;
          return null;
        },
        ...handlers,
      },
      options,
    );
  }
  const grid = () => view.page.getByRole('grid', { name: 'Calls' });
  const rowAt = (index: number) => view.page.locator(`#calls-row-${index}`);
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await view.page.keyboard.press(key);
  };
  const active = () => grid().getAttribute('aria-activedescendant');

  it('shows calls, numbers, states and unreadable records in file order', async () => {
    await open();
    await rowAt(8).getByText('not JSON').waitFor();
    assert.deepEqual(
      (await rowAt(0).locator('[role=gridcell]').allInnerTexts()).map((text) => text.trim()),
      ['10:41:07', 'gpt-4o', '6,431', '88', '1,240', 'stop', 'Can I still get my money back?'],
    );
    assert.match(await rowAt(2).innerText(), /timeout/);
    assert.match(await rowAt(7).innerText(), /incomplete/);
    assert.match(await rowAt(8).innerText(), /line 81,204\s+not JSON: unexpected end at byte 40,211/);
    assert.deepEqual(view.troubles, []);
  });

  it('100,000 rows: asks for ranges and draws fewer than 100', async () => {
    await open({ total: 100_000 });
    await rowAt(0).waitFor();
    assert.ok((await view.page.locator('.grid-row').count()) < 100);
    await grid().focus();
    await press('End');
    await rowAt(99_999).waitFor();
    assert.ok((await view.page.locator('.grid-row').count()) < 100);
    assert.equal(await active(), 'calls-row-99999');
    assert.ok(asked.rows.every(({ count }) => count <= 100));
    assert.ok(asked.rows.length < 20, `${asked.rows.length} requests`);
  });

  it('a list taller than a browser can lay out still reaches its last row', async () => {
    await open({
      total: 2_000_000,
      handlers: { rows: ({ start, count }) => ({ ...rowsOf(0)({ filter: '', start, count }), total: 2_000_000 }) },
    });
    await rowAt(0).waitFor();
    await grid().focus();
    await press('End');
    await rowAt(1_999_999).waitFor();
    const box = (await rowAt(1_999_999).boundingBox())!;
    assert.ok(box.y + box.height <= 761, 'the last row is whole on screen');
  });

  it('by keyboard: moves, pages, and goes into the detail', async () => {
    await open();
    await rowAt(0).waitFor();
    await grid().focus();
    await press('ArrowDown', 'ArrowDown', 'ArrowUp');
    assert.equal(await active(), 'calls-row-1');
    await press('PageDown');
    assert.ok(Number((await active())?.split('-').at(-1)) > 15);
    await press('Home', 'Enter');
    assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'call-detail');
  });

  it('marks calls with Space, Shift and Ctrl, and replays what is marked', async () => {
    await open();
    await rowAt(0).getByText('gpt-4o').waitFor();
    await grid().focus();
    await press('Space', 'ArrowDown', 'ArrowDown', 'Space');
    assert.equal(await view.page.locator('[aria-selected=true].grid-row').count(), 2);
    await rowAt(4).click({ modifiers: ['Control'] });
    await view.page.getByRole('button', { name: 'Replay 3 Calls…' }).click();
    assert.deepEqual(asked.replayed, [['call-0', 'call-2', 'call-4']]);
    await press('Escape');
    await rowAt(5).click();
    await rowAt(9).click({ modifiers: ['Shift'] });
    await view.page.getByRole('button', { name: 'Replay 4 Calls…' }).click();
    assert.deepEqual(
      asked.replayed.at(-1),
      ['call-5', 'call-6', 'call-7', 'call-9'],
      'the unreadable record is left out',
    );
  });

  it('the filter asks once the typing pauses; with nothing marked, Replay takes all that match', async () => {
    await open({ total: 90 });
    await view.page.getByLabel('Filter calls').pressSequentially('parcel');
    await view.page.getByRole('button', { name: 'Replay 10 Calls…' }).click();
    assert.equal(asked.replayed[0]?.length, 10);
    assert.ok(asked.rows.filter(({ filter }) => filter !== '').every(({ filter }) => filter === 'parcel'));
    assert.equal((await view.state()).filter, 'parcel');
  });

  it('nothing matches: says so and offers to clear the filter', async () => {
    await open({ total: 90, options: { state: { filter: 'zebra' } } });
    await view.page.getByText('No call holds “zebra”').waitFor();
    await view.page.getByRole('button', { name: 'Clear Filter' }).click();
    await rowAt(0).waitFor();
  });

  it('shows how far indexing is and takes in what came', async () => {
    await open({ total: 50, state: { isIndexing: true, indexedBytes: 646_400_000, version: 1 } });
    await view.page.getByText('indexing 64 %').waitFor();
    const before = asked.rows.length;
    view.emit('traceSet', traceState({ version: 2, isIndexing: false }));
    await view.page.getByText('indexing 64 %').waitFor({ state: 'detached' });
    await view.page.waitForTimeout(600);
    assert.ok(asked.rows.length > before, 'the rows on screen are asked for again');
  });

  it('a burst of versions while indexing asks for the rows a few times only', async () => {
    await open({ total: 50, state: { isIndexing: true } });
    await rowAt(0).getByText('gpt-4o').waitFor();
    const before = asked.rows.length;
    for (let version = 2; version < 40; version++) {
      view.emit('traceSet', traceState({ version, isIndexing: true }));
      await view.page.waitForTimeout(10);
    }
    await view.page.waitForTimeout(500);
    const count = asked.rows.length - before;
    assert.ok(count >= 1 && count <= 8, `${count} requests`);
  });

  it('names what was ignored and why', async () => {
    await open();
    await view.page.getByRole('button', { name: '12 ignored' }).click();
    assert.match(
      await view.page.locator('.ignored').innerText(),
      /12 × metrics are no spans \(traces\/support\.trace\.jsonl\)/,
    );
  });

  it('a file that is no trace: says why and offers the text', async () => {
    await open({ state: { failure: 'notes.jsonl holds no trace. Reopen it as text, or open another file.' } });
    assert.match(await view.page.getByRole('alert').innerText(), /holds no trace/);
    await view.page.getByRole('button', { name: 'Reopen as Text' }).click();
    assert.equal(asked.reopened, 1);
  });

  it('rows that cannot be read: says why', async () => {
    await open({ handlers: { rows: () => Promise.reject(new Error('support.trace.jsonl is gone. Open it again.')) } });
    assert.match(await view.page.getByRole('alert').innerText(), /is gone\. Open it again/);
  });

  it('the tabs by arrow keys: context, output, raw, timing', async () => {
    await open();
    await view.page.locator('.sections').waitFor();
    await view.page.getByRole('tab', { name: 'Context' }).focus();
    await press('ArrowRight');
    const panel = view.page.getByRole('tabpanel');
    await panel.getByText('refunds are possible').waitFor();
    const output = await panel.innerText();
    for (const part of [
      /reasoning/,
      /tool call refund/,
      /image, image\/png, 12 kB/,
      /finish: tool_calls/,
      /7,902/,
      /\$0\.02/,
    ])
      assert.match(output, part);
    await press('ArrowRight');
    await panel.getByText('"source": 0').waitFor();
    await panel.getByLabel('Source').selectOption('1');
    await panel.getByText('"source": 1').waitFor();
    await view.page.getByRole('tab', { name: 'Raw' }).focus();
    await press('ArrowRight');
    const spans = await panel.locator('.span-row').allInnerTexts();
    assert.ok(spans.some((text) => /vector search\s+412/.test(text)));
    assert.ok(spans.some((text) => /first token\s+890/.test(text)));
    assert.equal((await view.state()).tab, 'timing');
  });

  it('the context of a call is a what-if of its own', async () => {
    await open();
    await view.page.locator('.window-number').fill('4000');
    await view.page.getByRole('button', { name: 'Reset' }).waitFor();
    assert.match(await view.page.locator('.context-panel').innerText(), /Reported input/);
  });

  it('reveals a section of the call in code, under its what-if', async () => {
    let answer: (params: unknown) => void;
    const asked = new Promise((resolve) => (answer = resolve));
    const contextAction = (params: unknown): null => {
      answer(params);
      return null;
    };
    await open({ handlers: { contextAction } });
    await view.page.locator('.sections tbody tr', { hasText: 'instructions' }).first().focus();
    await view.page.keyboard.press('Alt+Enter');
    assert.deepEqual(await asked, { callId: 'call-0', overlay: {}, action: 'revealInCode', sectionId: 'instructions' });
  });

  it('says what a record lacks', async () => {
    const fields = [{ path: 'tools', state: 'missing' as const, reason: 'not in this log' }];
    await open({ call: { replayability: { level: 'incomplete', fields } } });
    await view.page.locator('.gaps', { hasText: 'tools missing: not in this log' }).waitFor();
  });

  it('goes to a call that the host names', async () => {
    await open({ total: 1000, options: { state: { filter: 'parcel' } } });
    await rowAt(0).waitFor();
    view.emit('goToCall', { callId: 'call-700' });
    await view.page.locator('#calls-row-700[aria-selected=true]').waitFor();
  });

  it('text from elsewhere stays text', async () => {
    const row = { ...rowsOf(1)({ filter: '', start: 0, count: 1 }) };
    const call = row.rows[0]!;
    if (call.type === 'call') call.row = { ...call.row, firstWords: HOSTILE, model: HOSTILE, error: HOSTILE };
    await open({
      state: { title: HOSTILE, formats: [HOSTILE] },
      handlers: { rows: () => row },
      call: {
        error: { message: HOSTILE },
        output: [
          {
            role: 'assistant',
            parts: [
              { type: 'text', text: HOSTILE },
              { type: 'image', url: 'https://evil.example/y.png' },
            ],
          },
        ],
      },
      options: { state: { tab: 'output' } },
    });
    await view.page.locator('.text-block').first().waitFor();
    assert.equal(await view.page.evaluate(() => 'ran' in window), false);
    assert.equal(await view.page.locator('#root img, #root script, #root a').count(), 0);
    assert.deepEqual(view.troubles, []);
  });

  it('at 320 px nothing is cut off sideways', async () => {
    await open({ options: { width: 320, height: 700 } });
    await view.page.locator('.sections').waitFor();
    assert.ok((await view.page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  });

  for (const theme of THEME_NAMES) {
    for (const tab of ['context', 'output', 'raw', 'timing']) {
      it(`is accessible in ${theme}, ${tab}`, async () => {
        await open({ state: { isIndexing: true }, options: { theme, state: { tab, active: 1 } } });
        await view.page.locator(tab === 'context' ? '.sections' : '.tab-body').waitFor();
        await assertAccessible(view.page);
      });
    }
  }
});
