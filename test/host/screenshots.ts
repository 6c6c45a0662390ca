/** The pictures of the README, taken in a real window on the examples: `npm run screenshots`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { inRoot } from '../../scripts/paths.mjs';
import { palette, quickOpen, screenshot, setTheme } from './editor';
import { viewWith } from './fixtureWindow';
import type { WalkContext } from './walk';

const PICTURES = inRoot('media/readme');
const MAX_BYTES = 200_000;

/** Calm enough for a picture: no minimap, no breadcrumbs, nothing that blinks. */
const settle = async (page: Page): Promise<void> => {
  await page.mouse.move(640, 799);
  await page.waitForTimeout(400);
};

async function take({ page, shotsDir, log }: WalkContext, name: string): Promise<void> {
  await settle(page);
  const file = await screenshot(page, shotsDir, name);
  fs.mkdirSync(PICTURES, { recursive: true });
  fs.copyFileSync(file, path.join(PICTURES, `${name}.png`));
  const bytes = fs.statSync(file).size;
  log(`${name}.png: ${Math.round(bytes / 1000)} kB${bytes > MAX_BYTES ? ', larger than wanted' : ''}`);
}

const row = (view: FrameLocator, text: string | RegExp): Locator =>
  view.locator('.grid-body [role="row"]', { hasText: text }).first();

/** The document with the defect, bound to a call in which the policy gives way. */
async function pictureOfContext(context: WalkContext): Promise<void> {
  const { page } = context;
  await quickOpen(page, 'support.v1.context.yaml');
  await page.locator('.codelens-decoration', { hasText: 'Open Context View' }).waitFor();
  await palette(page, 'Context Debugger: Open Context View to the Side');
  const view = await viewWith(page, 'Support answer v1');
  const policy = view.locator('table.sections tr', { hasText: 'policy' });
  await policy.filter({ hasText: 'dropped' }).waitFor();
  await policy.click();
  await take(context, 'context');
}

async function pictureOfTrace(context: WalkContext): Promise<void> {
  const { page } = context;
  await quickOpen(page, 'support.trace.jsonl');
  const view = await viewWith(page, /^Replay \d+ Calls…$/);
  await view.locator('[role="grid"]').first().focus();
  for (let moves = 0; moves < 3; moves++) await page.keyboard.press('ArrowDown');
  await view.locator('table.sections tr.row-reported').waitFor();
  await take(context, 'trace');
}

/** A call whose recorded and new answers differ in words, and not as a whole. */
async function pictureOfCompare(context: WalkContext): Promise<void> {
  const { page } = context;
  await quickOpen(page, 'support.replay.jsonl');
  const view = await viewWith(page, /^\d+ ok$/);
  await row(view, 'ok').waitFor();
  const grid = view.locator('[role="grid"]').first();
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await view.locator('.diff-row.diff-changed').first().waitFor();
  await take(context, 'compare');
}

export async function walk(context: WalkContext): Promise<void> {
  const { page, workspace } = context;
  await setTheme(page, workspace, 'dark');
  await page.keyboard.press('Control+B');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  for (const picture of [pictureOfContext, pictureOfTrace, pictureOfCompare]) {
    await picture(context);
    await palette(page, 'View: Close All Editors');
  }
}
