import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/paths.mjs';
import type { ContextAnswer } from '../../../src/core/context/assembly';
import type { CompareAnswer, ComparedPair } from '../../../src/core/compare/model';
import type { CallAnswer, TraceAnswer } from '../../../src/core/trace/answers';
import { closeWindow, openWindow, palette, quickOpen, type Editor } from '../editor';
import { viewWith } from '../fixtureWindow';
import { cellText, contextFigures, differences, editorTexts, pairFigures, traceFigures } from '../sameFigures';
import { shownContext, shownPair, shownTrace } from '../shownFigures';
import { sharedEditor } from '../sharedEditor';

const TRACE = 'traces/support.trace.jsonl';
const RUN = 'runs/support.replay.jsonl';

/** What ctxdbg answers; 1 is its exit code for a finding, such as a window that is exceeded. */
function ctxdbg(cwd: string, ...args: string[]): unknown {
  const options = { cwd, encoding: 'utf8' as const, maxBuffer: 1e9 };
  try {
    return JSON.parse(execFileSync(process.execPath, [inRoot('dist/cli.js'), ...args, '--json'], options));
  } catch (error) {
    if (!(error instanceof Error) || !('status' in error) || error.status !== 1 || !('stdout' in error)) throw error;
    return JSON.parse(String(error.stdout));
  }
}

/** Waits until the view shows what it should; what still differs then is the failure. */
async function same(
  what: string,
  expected: Record<string, string>,
  read: () => Promise<Record<string, string>>,
): Promise<void> {
  assert.ok(Object.keys(expected).length > 0, what);
  let found: string[] = [];
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) {
    found = differences(expected, await read());
    if (found.length === 0) return;
  }
  assert.fail(`${what}\n${found.join('\n')}`);
}

describe('ctxdbg and the views say the same', function () {
  this.timeout(180_000);
  let editor: Editor;
  let page: Page;
  let cwd: string;
  let trace: TraceAnswer;

  before(async () => {
    editor = await sharedEditor();
    cwd = editor.workspace;
    // Before the window opens: its list of files is not at once aware of a new one.
    const text = fs.readFileSync(path.join(cwd, 'support.v2.context.yaml'), 'utf8');
    fs.writeFileSync(path.join(cwd, 'unbound.context.yaml'), text.replace(/^sample:.*\n/m, ''));
    fs.writeFileSync(path.join(cwd, 'bound.context.yaml'), text);
    page = await openWindow(editor);
    trace = ctxdbg(cwd, 'trace', TRACE) as TraceAnswer;
  });
  after(() => closeWindow(page));

  describe('of a context document', () => {
    afterEach(() => palette(page, 'View: Close All Editors'));

    async function sameDocument(name: string, ...flags: string[]): Promise<void> {
      const answer = ctxdbg(cwd, 'context', name, ...flags) as ContextAnswer;
      await quickOpen(page, name);
      const { lenses, status } = editorTexts(answer);
      await page.locator('.statusbar-item', { hasText: status }).waitFor();
      await page.locator('.codelens-decoration', { hasText: lenses[0] ?? '' }).waitFor();
      const drawn = page.locator('.codelens-decoration a', { hasText: / tokens · |^unbound:/ });
      // The editor draws them one after the other.
      await drawn.nth(3).waitFor();
      const seen = await drawn.allTextContents();
      assert.deepEqual(
        seen.map((text) => text.replace(/\s+/g, ' ')).filter((text) => !lenses.includes(text)),
        [],
      );
      await palette(page, 'Context Debugger: Open Context View to the Side');
      const view = await viewWith(page, 'Support answer');
      await view.locator('table.sections').waitFor();
      await same(name, contextFigures(answer), () => shownContext(view));
      await sameProblems(answer);
    }

    async function sameProblems({ diagnostics }: ContextAnswer): Promise<void> {
      const first = diagnostics[0]?.message;
      if (first === undefined) return;
      await palette(page, 'Problems: Focus on Problems View');
      const rows = page.locator(
        '.markers-panel .monaco-list-row .marker-message-details-container, .markers-panel .monaco-list-row',
      );
      await rows.filter({ hasText: first }).first().waitFor();
      const shown = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
      for (const { message } of diagnostics)
        assert.ok(
          shown.some((text) => text.includes(message)),
          `${message}\n${shown.join('\n')}`,
        );
      await palette(page, 'View: Hide Panel');
    }

    it('bound to a call where the policy gives way', async () => {
      const text = fs.readFileSync(path.join(cwd, 'support.v1.context.yaml'), 'utf8');
      const [{ id } = { id: '' }] = trace.calls.toSorted((a, b) => (b.inputTokens ?? 0) - (a.inputTokens ?? 0));
      fs.writeFileSync(
        path.join(cwd, 'bound.context.yaml'),
        text.replace(/^sample:.*$/m, `sample: { trace: ${TRACE}, call: ${id} }`),
      );
      await sameDocument('bound.context.yaml', '--trace', TRACE, '--call', id);
    });

    it('bound to nothing', async () => {
      await sameDocument('unbound.context.yaml');
    });
  });

  describe('of a trace', () => {
    let view: FrameLocator;
    before(async () => {
      await quickOpen(page, 'support.trace.jsonl');
      view = await viewWith(page, /^Replay \d+ Calls…$/);
      await page
        .locator('.statusbar-item', { hasText: `${trace.calls.length} calls` })
        .filter({ hasNotText: 'indexing' })
        .waitFor();
    });
    after(() => palette(page, 'View: Close All Editors'));

    it('every row and count', async () => {
      assert.ok(trace.calls.length >= 40);
      await same(TRACE, traceFigures(trace), () => shownTrace(view));
    });

    it('calls, rebuilt', async () => {
      const byInput = trace.calls.map(({ inputTokens }, index) => ({ index, inputTokens: inputTokens ?? -1 }));
      byInput.sort((a, b) => a.inputTokens - b.inputTokens);
      // One that failed, the largest, and the first, which has tool calls that the log lacks the tools of.
      for (const index of [byInput[0]?.index ?? 0, byInput.at(-1)?.index ?? 0, 0]) await sameCall(index);
    });

    async function sameCall(index: number): Promise<void> {
      const { id = '', traceId } = trace.calls[index] ?? {};
      const { ledger } = ctxdbg(cwd, 'trace', TRACE, '--call', id) as CallAnswer;
      const grid = view.locator('[role=grid]').first();
      await grid.focus();
      await page.keyboard.press('Home');
      for (let i = 0; i < index; i++) await page.keyboard.press('ArrowDown');
      await view.locator('.detail-id', { hasText: traceId ?? id }).waitFor();
      await same(`call ${id}`, contextFigures(ledger), () => shownContext(view));
    }
  });

  describe('of a run', () => {
    let view: FrameLocator;
    let pairs: ComparedPair[];
    before(async () => {
      pairs = (ctxdbg(cwd, 'compare', RUN) as CompareAnswer).pairs;
      await quickOpen(page, 'support.replay.jsonl');
      view = await viewWith(page, /^\d+ ok$/);
      await view.locator('.grid-body [role=row] .pill').first().waitFor();
    });

    const callIds = (): string[] => [...new Set(pairs.map(({ callId }) => callId))];
    const variants = (): string[] => [...new Set(pairs.map(({ right }) => right))];

    it('how many are ok, in all and by cell', async () => {
      const ok = pairs.filter(({ statuses }) => (statuses?.right ?? 'ok') === 'ok').length;
      await view.locator('header .pill', { hasText: `${ok} ok` }).waitFor();
      const expected: Record<string, string> = {};
      for (const [row, callId] of callIds().entries()) {
        for (const right of variants())
          expected[`${row} ${right}`] = cellText(
            pairs.filter((pair) => pair.callId === callId && pair.right === right),
          );
      }
      await same(RUN, expected, async () => {
        const cells = await view
          .locator('.grid-body [role=gridcell][data-side]:not([data-side=logged])')
          .evaluateAll((all) =>
            all.map((cell) => {
              const row = Number(cell.closest('[role=row]')?.getAttribute('aria-rowindex')) - 2;
              return [`${row} ${cell.getAttribute('data-side') ?? ''}`, cell.textContent.trim()] as const;
            }),
          );
        return Object.fromEntries(cells);
      });
    });

    it('each pair: equal or not, and which words', async () => {
      let seen = 0;
      const next = view.getByRole('button', { name: 'Next sample, Right' });
      for (const [row, callId] of callIds().entries()) {
        for (const right of variants()) {
          await view.locator(`[role=row][aria-rowindex="${row + 2}"] [data-side="${right}"]`).click();
          const samples = pairs.filter((pair) => pair.callId === callId && pair.right === right);
          for (const pair of samples) {
            if (pair.sample > 0) await next.click();
            await same(`${callId} ${right} ${pair.sample}`, pairFigures(pair), () => shownPair(view));
            seen++;
          }
        }
      }
      assert.equal(seen, pairs.length);
      assert.ok(pairs.some(({ equal }) => equal) && pairs.some(({ equal }) => !equal));
    });
  });
});
