/** The pictures of the README, taken in a real window on the examples: `npm run screenshots`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { inRoot } from '../../scripts/paths.mjs';
import { palette, quickOpen, setSettings, setTheme } from './editor';
import { viewWith } from './fixtureWindow';
import type { WalkContext } from './walk';

const PICTURES = inRoot('media/readme');
const MAX_BYTES = 200_000;
const WIDTH = 1280;
const HEIGHT = 720;
/** CSS pixels of the window's title, which names a folder of no interest, and of its status bar. */
const TITLE_HEIGHT = 36;
const STATUS_HEIGHT = 33;
const PLAIN = {
  'workbench.activityBar.location': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.fontSize': 12,
  'editor.lineNumbers': 'off',
  'editor.folding': false,
  'editor.glyphMargin': false,
};

async function take({ page, shotsDir, log }: WalkContext, name: string): Promise<void> {
  await page.mouse.move(640, HEIGHT - 5);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  fs.mkdirSync(shotsDir, { recursive: true });
  const file = path.join(shotsDir, `${name}.png`);
  const clip = { x: 0, y: TITLE_HEIGHT, width: WIDTH, height: HEIGHT - TITLE_HEIGHT - STATUS_HEIGHT };
  await page.screenshot({ path: file, clip, animations: 'disabled', caret: 'hide' });
  fs.mkdirSync(PICTURES, { recursive: true });
  fs.copyFileSync(file, path.join(PICTURES, `${name}.png`));
  const bytes = fs.statSync(file).size;
  log(`${name}.png: ${Math.round(bytes / 1000)} kB${bytes > MAX_BYTES ? ', larger than wanted' : ''}`);
}

const firstRow = (view: FrameLocator) => view.locator('.grid-body [role="row"]').first();

async function dragSash(page: Page, toX: number): Promise<void> {
  const sash = page.locator('.editor-group-container').nth(1);
  const { x, y } = (await sash.boundingBox()) ?? { x: 0, y: 0 };
  await page.mouse.move(x, y + 300);
  await page.mouse.down();
  await page.mouse.move(toX, y + 300, { steps: 5 });
  await page.mouse.up();
}

/** The document with the defect, bound to a call in which the policy gives way. */
async function pictureOfContext(context: WalkContext): Promise<void> {
  const { page } = context;
  await quickOpen(page, 'support.v1.context.yaml');
  await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
  await palette(page, 'Context Debugger: Open Context View to the Side');
  const view = await viewWith(page, 'Support answer v1');
  await view.locator('table.sections tr', { hasText: 'policy' }).filter({ hasText: 'dropped' }).waitFor();
  await dragSash(page, 430);
  await view.locator('.bar-piece', { hasText: 'documents' }).waitFor();
  await take(context, 'context');
}

async function pictureOfTrace(context: WalkContext): Promise<void> {
  const { page } = context;
  await quickOpen(page, 'support.trace.jsonl');
  const view = await viewWith(page, /^Replay \d+ Calls…$/);
  await firstRow(view).locator('.col-status').waitFor();
  await view.locator('[role="grid"]').first().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await view.locator('table.sections tr.row-reported').waitFor();
  await take(context, 'trace');
}

/** The second call: what is new in its answer is the policy that the old context had no room for. */
async function pictureOfCompare(context: WalkContext): Promise<void> {
  const { page } = context;
  await quickOpen(page, 'support.replay.jsonl');
  const view = await viewWith(page, /^\d+ ok$/);
  await firstRow(view).locator('.pill').first().waitFor();
  await view.locator('[role="grid"]').first().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await view.locator('.diff-row.diff-changed ins.word', { hasText: 'Refund policy' }).first().waitFor();
  await take(context, 'compare');
}

export async function walk(context: WalkContext): Promise<void> {
  const { page, workspace } = context;
  setSettings(workspace, PLAIN);
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  await setTheme(page, workspace, 'dark');
  await page.keyboard.press('Control+B');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  await page.locator('.part.activitybar').waitFor({ state: 'hidden' });
  for (const picture of [pictureOfContext, pictureOfTrace, pictureOfCompare]) {
    await picture(context);
    await palette(page, 'View: Close All Editors');
  }
}
