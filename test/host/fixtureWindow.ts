/** A window on a copy of test/fixtures/workspace, and the replay dialog by keyboard. Knows nothing of mocha. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { inRoot } from '../../scripts/paths.mjs';
import { closeWindow, openWindow, palette, webview, type Editor } from './editor';

export interface FixtureWindow {
  page: Page;
  workspace: string;
  close(): Promise<void>;
}

export function makeFixtureWorkspace(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-fixtures-'));
  fs.cpSync(inRoot('test/fixtures/workspace'), folder, { recursive: true });
  return folder;
}

/** `machineSettings` are read by the window when it opens; a workspace cannot set them. */
export async function openFixtures(
  editor: Editor,
  machineSettings: Record<string, unknown> = {},
): Promise<FixtureWindow> {
  fs.writeFileSync(path.join(editor.server.dataDir, 'Machine/settings.json'), JSON.stringify(machineSettings));
  const workspace = makeFixtureWorkspace();
  const page = await openWindow(editor, workspace);
  const close = async (): Promise<void> => {
    await closeWindow(page);
    fs.rmSync(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  return { page, workspace, close };
}

/** The webview that shows this text; hidden ones and those of other views are passed over. */
export async function viewWith(page: Page, text: string | RegExp): Promise<FrameLocator> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const count = await page.locator('iframe.webview.ready').count();
    for (let index = 0; index < count; index++) {
      const view = webview(page, index);
      if (
        await view
          .getByText(text)
          .first()
          .isVisible()
          .catch(() => false)
      )
        return view;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no view shows ${String(text)}`);
}

export const input = (page: Page): Locator => page.locator('.quick-input-widget input.input');

/** Waits until the dialog is at this step, such as `3/6`. */
export async function atStep(page: Page, step: string): Promise<void> {
  await page.locator('.quick-input-title', { hasText: `(${step})` }).waitFor();
  await input(page).waitFor({ state: 'visible' });
}

export interface ReplayChoices {
  /** Names of prompt files to choose beside "Unchanged". */
  prompts?: string[];
  samples?: number;
  /** The label of who answers. */
  provider: string;
}

/** Enter before the list is filled would choose nothing. */
const listReady = (page: Page, entry: string): Promise<void> =>
  page.locator(`.quick-input-list .monaco-list-row${entry}`).first().waitFor();

const CHECKED = '[role="checkbox"][aria-checked="true"], .monaco-custom-toggle.checked';

/** Ticks an entry of a list of several by arrow key and Space; the filter is empty again afterwards. */
export async function tick(page: Page, name: string): Promise<void> {
  await input(page).focus();
  await input(page).fill(name);
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const row = rows.filter({ hasText: name }).first();
  await row.waitFor();
  for (let moves = 0; moves < 10; moves++) {
    await page.keyboard.press('ArrowDown');
    if (/\bfocused\b/.test((await row.getAttribute('class')) ?? '')) break;
  }
  await page.keyboard.press('Space');
  await row.locator(CHECKED).first().waitFor();
  await input(page).fill('');
}

/** Answers the dialog from its third step (the prompts) to the confirmation, which stays open. */
export async function answerReplay(
  page: Page,
  { prompts = [], samples = 1, provider }: ReplayChoices,
): Promise<Locator> {
  await atStep(page, '3/6');
  await listReady(page, `:has(${CHECKED})`);
  for (const name of prompts) await tick(page, name);
  await page.keyboard.press('Enter');
  await atStep(page, '4/6');
  await listReady(page, '.focused');
  await page.keyboard.press('Enter');
  await atStep(page, '5/6');
  await input(page).fill(String(samples));
  await page.keyboard.press('Enter');
  await atStep(page, '6/6');
  await input(page).fill(provider);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: provider }).first().waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  return dialog;
}

/** Starts the command on all calls of the trace that is active, and answers up to the confirmation. */
export async function replayActiveTrace(page: Page, choices: ReplayChoices): Promise<Locator> {
  await palette(page, 'Context Debugger: Replay Calls Against a Prompt…');
  await atStep(page, '2/6');
  // The palette's own row may be marked a moment longer.
  await listReady(page, '.focused:has-text("All ")');
  await page.keyboard.press('Enter');
  return answerReplay(page, choices);
}
