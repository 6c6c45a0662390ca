/** The main job in a real window, step by step and by keyboard: `npm start -- --check`. A step that fails throws. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { activityBarEntry, palette, quickOpen, screenshot } from './editor';
import { answerReplay, viewWith } from './fixtureWindow';

export interface WalkContext {
  page: Page;
  workspace: string;
  shotsDir: string;
  log: (text: string) => void;
}

const DOCUMENT = 'support.v1.context.yaml';
const MENDED = 'support.v2.context.yaml';
const TRACE = 'support.trace.jsonl';
/** What the mended document brings into the answers. */
const POLICY = /within 30 days of delivery/;

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

async function seeFiles({ page, shotsDir, log }: WalkContext): Promise<void> {
  await activityBarEntry(page).click();
  for (const name of [TRACE, DOCUMENT, MENDED]) {
    await page.locator('.pane-body .monaco-list-row', { hasText: name }).first().waitFor();
  }
  await screenshot(page, shotsDir, '1-activity-bar');
  log('the Activity Bar lists the trace and both context documents');
}

async function openDocument({ page, shotsDir, log }: WalkContext): Promise<void> {
  await quickOpen(page, DOCUMENT);
  await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
  await palette(page, 'Context Debugger: Open Context View to the Side');
  const view = await viewWith(page, 'Support answer v1');
  const sections = view.locator('table.sections tbody tr');
  await sections.filter({ hasText: 'policy' }).waitFor();
  const total = tidy(await sections.filter({ hasText: 'Total' }).innerText());
  const [, kept = ''] = /Total ([\d,]+) of/.exec(total) ?? [];
  assert.ok(Number(kept.replaceAll(',', '')) > 0, total);
  // One number, many faces.
  await page.locator('.statusbar-item', { hasText: `${kept} / ` }).waitFor();
  await page
    .locator('.codelens-decoration', { hasText: `${kept} of` })
    .first()
    .waitFor();
  await screenshot(page, shotsDir, '2-context');
  log(`${DOCUMENT} shows its sections beside the text: ${total}`);
}

async function openTrace({ page, shotsDir, log }: WalkContext): Promise<void> {
  await palette(page, 'View: Close All Editors');
  await quickOpen(page, TRACE);
  const view = await viewWith(page, /\d+ calls/);
  const replayAll = view.getByRole('button', { name: /^Replay \d+ Calls…$/ });
  const status = page.locator('.statusbar-item', { hasText: /\d+ calls/ }).filter({ hasNotText: 'indexing' });
  await status.waitFor();
  const all = Number(/\d+/.exec(await status.innerText())?.[0]);
  await view.getByRole('button', { name: `Replay ${all} Calls…` }).waitFor();
  assert.ok(all >= 40, `${all} calls`);
  await view.locator('input.filter').focus();
  await page.keyboard.type('money back');
  await view.getByRole('button', { name: `Replay ${all} Calls…` }).waitFor({ state: 'detached' });
  const filtered = Number(/\d+/.exec(await replayAll.innerText())?.[0]);
  assert.ok(filtered > 0 && filtered < all, `${filtered} of ${all} calls`);
  await view.locator('[role="grid"]').first().focus();
  await page.keyboard.press('Home');
  await view.locator('table.sections tbody tr', { hasText: 'Total' }).waitFor();
  await screenshot(page, shotsDir, '3-trace');
  log(`${TRACE} shows ${all} calls, ${filtered} of them about money, with the exact context of each`);
}

interface Outcome {
  type: string;
  status?: string;
  variantId?: string;
  output?: { text?: string }[];
}

function outcomes(file: string): Outcome[] {
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Outcome).filter(({ type }) => type === 'outcome');
}

async function replay({ page, workspace, shotsDir, log }: WalkContext): Promise<void> {
  await palette(page, 'Context Debugger: Replay Calls Against a Prompt…');
  const dialog = await answerReplay(page, { prompts: [MENDED], provider: 'Retrieval check' });
  const question = tidy(await dialog.innerText());
  const [, planned = '0'] = /= ([\d,]+) requests\?/.exec(question) ?? [];
  assert.match(question, /nothing leaves this machine/);
  await screenshot(page, shotsDir, '4-confirm');
  await page.keyboard.press('Enter');
  await viewWith(page, `${planned} ok`);
  const folder = path.join(workspace, '.context-debugger/runs');
  const [run = ''] = fs.readdirSync(folder).filter((name) => name.endsWith('.replay.jsonl'));
  const ok = outcomes(path.join(folder, run)).filter(({ status }) => status === 'ok');
  assert.equal(ok.length, Number(planned.replaceAll(',', '')));
  const said = ok.filter(({ output = [] }) => output.some(({ text = '' }) => POLICY.test(text)));
  assert.ok(said.length > 0, 'no answer states the policy');
  log(`${planned} requests replayed offline, all ok; ${said.length} answers state the policy`);
}

async function compare({ page, shotsDir, log }: WalkContext): Promise<void> {
  const view = await viewWith(page, /\d+ ok/);
  await view.locator('[role="grid"]').first().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await view.locator('.pair .pair-lines').waitFor();
  assert.notEqual(tidy(await view.locator('.pair').innerText()), '');
  await screenshot(page, shotsDir, '5-compare');
  await palette(page, 'Context Debugger: Compare: Open Outputs in Diff Editor');
  await page.locator('.monaco-diff-editor .view-line').first().waitFor();
  await screenshot(page, shotsDir, '6-diff');
  log('logged and new answers stand side by side, in the Compare view and in the diff editor');
}

export async function walk(context: WalkContext): Promise<void> {
  await seeFiles(context);
  await openDocument(context);
  await openTrace(context);
  await replay(context);
  await compare(context);
}
