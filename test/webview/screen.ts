/** A real bundle in a real browser, with a host of the test's making at the other end of the wire. */
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editorServer.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import type { Events, Methods } from '../../src/protocol/rpc';
import { RpcPeer, type Handlers } from '../../src/protocol/rpcPeer';
import { webviewHtml } from '../../src/protocol/webviewPage';
import { THEMES, type ThemeName } from './themes';

export type ScreenName = 'context' | 'trace' | 'compare';

/** Where the bundles lie; another folder while they are being worked on. */
const BUNDLES = process.env.WEBVIEW_BUNDLES ?? inRoot('dist/webview');
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };
const TIMERS = {
  set: (callback: () => void, ms: number) => setTimeout(callback, ms),
  clear: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
};

/** The part of the editor's own webview styles that touches ours. */
const EDITOR_STYLES = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { background-color: transparent; color: var(--vscode-editor-foreground); margin: 0; padding: 0 20px; }
  a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  code { color: var(--vscode-textPreformat-foreground); padding: 1px 3px; }
}`;

export interface OpenOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What an earlier view kept. */
  state?: Record<string, unknown>;
  reduceMotion?: boolean;
}

export interface Screen<E extends Events> {
  page: Page;
  /** Sends an event as the host does. */
  emit<K extends keyof E & string>(name: K, payload: E[K]): void;
  /** What the view has kept. */
  state(): Promise<Record<string, unknown>>;
  /** Page errors, policy violations, and requests that left for elsewhere. Empty when all is well. */
  troubles: string[];
  close(): Promise<void>;
}

export class Screens {
  private constructor(
    private readonly browser: Browser,
    private readonly server: http.Server,
  ) {}

  static async start(): Promise<Screens> {
    const server = http.createServer((request, response) => serve(request.url ?? '/', response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Screens(await launchBrowser(), server);
  }

  private get origin(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async open<M extends Methods, E extends Events>(
    name: ScreenName,
    handlers: Handlers<M>,
    options: OpenOptions = {},
  ): Promise<Screen<E>> {
    const { width = 1280, height = 760 } = options;
    const context = await this.browser.newContext({
      viewport: { width, height },
      reducedMotion: options.reduceMotion ? 'reduce' : 'no-preference',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const troubles = watch(page, this.origin);
    const peer = await connect<M, E>(page, handlers);
    const { bodyClass, variables } = THEMES[options.theme ?? 'dark'];
    await page.addInitScript(dress, { bodyClass, variables, styles: EDITOR_STYLES, state: options.state });
    await page.goto(`${this.origin}/${name}`);
    return {
      page,
      emit: (event, payload) => peer.emit(event, payload),
      state: () => page.evaluate(() => (window as unknown as { kept: Record<string, unknown> }).kept),
      troubles,
      close: () => context.close(),
    };
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

function serve(url: string, response: http.ServerResponse): void {
  const name = url.slice(1).split('?')[0] ?? '';
  if (/^[a-z]+$/.test(name)) {
    response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(name));
    return;
  }
  const file = path.join(BUNDLES, path.basename(name));
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' }).end(fs.readFileSync(file));
}

const pageOf = (name: string): string =>
  webviewHtml({
    title: name,
    scriptUri: `/${name}.js`,
    styleUris: ['/codicon.css', `/${name}.css`],
    cspSource: `'self'`,
    nonce: 'test-nonce',
  });

function watch(page: Page, origin: string): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) troubles.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
      troubles.push(`asked for ${request.url()}`);
  });
  return troubles;
}

async function connect<M extends Methods, E extends Events>(page: Page, handlers: Handlers<M>) {
  let receive: (message: unknown) => void = () => undefined;
  const port = {
    post: (message: unknown) =>
      void page.evaluate((sent) => window.postMessage(sent, '*'), message).catch(() => undefined),
    onMessage: (handler: (message: unknown) => void) => {
      receive = handler;
    },
  };
  const peer = new RpcPeer<Record<string, never>, M, Record<string, never>, E>(port, handlers, TIMERS);
  await page.exposeFunction('toHost', (message: unknown) => receive(message));
  return peer;
}

interface Dress {
  bodyClass: string;
  variables: Readonly<Record<string, string>>;
  styles: string;
  state: Record<string, unknown> | undefined;
}

/** Runs in the page before its own script: the editor's variables, classes, styles and API. */
function dress({ bodyClass, variables, styles, state }: Dress): void {
  const view = window as unknown as {
    kept: unknown;
    toHost(message: unknown): Promise<void>;
    acquireVsCodeApi(): unknown;
  };
  view.kept = state;
  view.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void view.toHost(structuredClone(message)),
    getState: () => view.kept,
    setState: (kept: unknown) => (view.kept = structuredClone(kept)),
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [sheet];
  const apply = (): void => {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = bodyClass;
  };
  // The body is not there yet.
  new MutationObserver((_, observer) => {
    if (!document.querySelector('body')) return;
    observer.disconnect();
    apply();
  }).observe(document, { childList: true, subtree: true });
}
