/** The pictures of the README, taken in a real window on the examples: `npm run screenshots`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { inRoot } from '../../scripts/paths.mjs';
import { palette, quickOpen, screenshot, setTheme, webview } from './editor';
import type { WalkContext } from './walk';

const PICTURES = inRoot('media/readme');

export async function walk({ page, workspace, shotsDir, log }: WalkContext): Promise<void> {
  await setTheme(page, workspace, 'light');
  const take = async (name: string): Promise<void> => {
    await screenshot(page, shotsDir, name);
    fs.mkdirSync(PICTURES, { recursive: true });
    fs.copyFileSync(path.join(shotsDir, `${name}.png`), path.join(PICTURES, `${name}.png`));
  };
  log('a context document and its window');
  await quickOpen(page, 'support.v1.context.yaml');
  await page.locator('.codelens-decoration').first().waitFor();
  await palette(page, 'Context Debugger: Open Context View to the Side');
  await webview(page).getByRole('grid').getByText('policy').first().waitFor();
  await page.keyboard.press('Control+B');
  await take('context');
  await closeAll(page);
  log('a trace and the context of a call');
  await quickOpen(page, 'support.trace.jsonl');
  await firstRow(webview(page)).click();
  await webview(page).getByRole('tabpanel').getByRole('grid').first().waitFor();
  await take('trace');
  await closeAll(page);
  log('a run');
  await quickOpen(page, 'support.replay.jsonl');
  await firstRow(webview(page)).click();
  await webview(page).getByRole('region').first().waitFor();
  await take('compare');
}

/** The row below the column titles. */
const firstRow = (view: FrameLocator) => view.locator('[role=row][aria-rowindex="2"]');

const closeAll = (page: Page): Promise<void> => palette(page, 'View: Close All Editors');
