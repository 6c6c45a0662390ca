/** A person at the editor's window: what tests and walks do to it, in words. Knows nothing of mocha. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import type { Browser, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, makeWorkspace, startServer, workbenchUrl } from '../../scripts/editorServer.mjs';
import { inRoot, root } from '../../scripts/paths.mjs';

type ServerOptions = NonNullable<Parameters<typeof startServer>[0]>;

export interface Editor {
  browser: Browser;
  server: Awaited<ReturnType<typeof startServer>>;
  /** A changeable copy of examples/. */
  workspace: string;
  close(): Promise<void>;
}

/**
 * A server, a browser and a workspace of its own. The extension is linked in as installed, so that notifications show
 * as they do for users; with `vsix` that package is installed instead.
 */
export async function startEditor(options: ServerOptions = {}): Promise<Editor> {
  const extensions = options.vsix === undefined ? [root, ...(options.extensions ?? [])] : (options.extensions ?? []);
  const workspace = makeWorkspace();
  const server = await startServer({ ...options, extensions });
  const browser = await launchBrowser();
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    workspace.remove();
  };
  return { browser, server, workspace: workspace.folder, close };
}

export const activityBarEntry = (page: Page): Locator => page.locator('.activitybar a[aria-label="Context Debugger"]');

/** A fresh window (fresh browser state too), ready once our own contributions are in place: before that, files open as text. */
export async function openWindow(editor: Editor, folder = editor.workspace): Promise<Page> {
  const context = await editor.browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(workbenchUrl(editor.server, { folder }));
  await activityBarEntry(page).waitFor({ timeout: 60_000 });
  return page;
}

export const closeWindow = (page: Page): Promise<void> => page.context().close();

async function quickInput(page: Page, key: string, text: string, row: string | undefined): Promise<void> {
  await page.keyboard.press(key);
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor({ state: 'visible' });
  await input.fill(text);
  // Enter takes the row that is marked; before the list is filtered that is another one.
  const rows = page.locator(`.quick-input-list .monaco-list-row${row === undefined ? '' : '.focused'}`);
  await (row === undefined ? rows : rows.filter({ hasText: row })).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Runs a command by its title, from the palette. */
export const palette = (page: Page, title: string): Promise<void> => quickInput(page, 'F1', `>${title}`, title);

/** Opens a file of the workspace by its name. */
export async function quickOpen(page: Page, file: string): Promise<void> {
  await quickInput(page, 'Control+P', file, path.basename(file));
  await page
    .locator('.tab', { hasText: path.basename(file) })
    .first()
    .waitFor();
}

/** Types into the input box that is open and confirms. */
export async function answer(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor({ state: 'visible' });
  await input.fill(text);
  await page.keyboard.press('Enter');
}

/** Chooses an entry of the pick list that is open. */
export async function pick(page: Page, text: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
}

const activeFrame = (page: Page, index: number): Locator =>
  page.locator('iframe.webview.ready').nth(index).contentFrame().locator('iframe#active-frame');

/** The content of the n-th visible webview. */
export const webview = (page: Page, index = 0): FrameLocator => activeFrame(page, index).contentFrame();

/** The same as a frame, to evaluate code in it. */
export async function webviewFrame(page: Page, index = 0): Promise<Frame> {
  const element = await activeFrame(page, index).elementHandle();
  const frame = await element.contentFrame();
  if (!frame) throw new Error(`webview ${index} has no frame`);
  return frame;
}

/** Waits for a notification: its toast, or (toasts hide after some seconds) its entry in the notification centre. */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const item = page.locator('.notification-list-item', { hasText: text }).first();
  const seen = await item.waitFor({ timeout: 8000 }).then(
    () => true,
    () => false,
  );
  if (!seen) await palette(page, 'Notifications: Show Notifications');
  await item.waitFor();
  return item;
}

export const clearNotifications = (page: Page): Promise<void> =>
  palette(page, 'Notifications: Clear All Notifications');

export const THEMES = {
  dark: { id: 'Dark 2026', bodyClass: 'vscode-dark' },
  light: { id: 'Light 2026', bodyClass: 'vscode-light' },
  highContrast: { id: 'Default High Contrast', bodyClass: 'vscode-high-contrast' },
  highContrastLight: { id: 'Default High Contrast Light', bodyClass: 'vscode-high-contrast-light' },
} as const;

export type ThemeName = keyof typeof THEMES;

/** Sets workspace settings; a window that is open notices within half a second (user settings it would not notice). */
export function setSettings(workspace: string, settings: Record<string, unknown>): void {
  const file = path.join(workspace, '.vscode/settings.json');
  const before: unknown = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ ...(before as object), ...settings }));
}

const WORKBENCH_CLASS: Record<ThemeName, string> = {
  dark: 'vs-dark',
  light: 'vs',
  highContrast: 'hc-black',
  highContrastLight: 'hc-light',
};

/** Switches the theme and waits until the window, and the n-th webview where one is given, have it. */
export async function setTheme(page: Page, workspace: string, name: ThemeName, index?: number): Promise<void> {
  setSettings(workspace, { 'workbench.colorTheme': THEMES[name].id });
  await page.locator(`.monaco-workbench.${WORKBENCH_CLASS[name]}`).waitFor();
  if (index !== undefined) await webview(page, index).locator(`body.${THEMES[name].bodyClass}`).waitFor();
}

export interface AxeFinding {
  id: string;
  impact: string;
  targets: string[];
}

/** Accessibility findings of the n-th webview. Run it once a theme: contrast differs. */
export async function axe(page: Page, index = 0): Promise<AxeFinding[]> {
  const source = fs.readFileSync(createRequire(inRoot('package.json')).resolve('axe-core/axe.min.js'), 'utf8');
  const frame = await webviewFrame(page, index);
  // Evaluating over the devtools protocol is not bound by the webview's content security policy.
  await frame.evaluate(source);
  return frame.evaluate(async () => {
    interface Result {
      violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[];
    }
    const { axe } = globalThis as unknown as { axe: { run(root: Document, options: object): Promise<Result> } };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      targets: nodes.map((node) => String(node.target)),
    }));
  });
}

/** Writes a picture of the whole window into a folder under .screenshots/. */
export async function screenshot(page: Page, folder: string, name: string): Promise<string> {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
