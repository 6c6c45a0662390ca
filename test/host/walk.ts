/** The main job in a real window, step by step: `npm start -- --check`. A step that fails throws. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { activityBarEntry, quickOpen, screenshot } from './editor';

export interface WalkContext {
  page: Page;
  workspace: string;
  shotsDir: string;
  log: (text: string) => void;
}

export async function walk({ page, workspace, shotsDir, log }: WalkContext): Promise<void> {
  log('the extension stands in the Activity Bar');
  await activityBarEntry(page).click();
  await screenshot(page, shotsDir, '1-activity-bar');
  log('open a file');
  fs.writeFileSync(path.join(workspace, 'walk.md'), '# A file\n');
  await quickOpen(page, 'walk.md');
  await page.locator('.view-lines', { hasText: 'A file' }).waitFor();
  await screenshot(page, shotsDir, '2-file');
}
