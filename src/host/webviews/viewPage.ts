/** Puts a screen's page into a webview: scripts and styles from dist/webview only, under a nonce. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { webviewHtml } from '../../protocol/webviewPage';

export type Screen = 'context' | 'trace' | 'compare';

export interface ViewPageOptions {
  extensionUri: vscode.Uri;
  screen: Screen;
  title: string;
  /** Comes back to the panel's serializer when the window is opened again: see `revivedState`. */
  state?: string;
}

/** The `state` of an earlier `showPage`. */
export function revivedState(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('host' in state)) return undefined;
  return typeof state.host === 'string' ? state.host : undefined;
}

export function showPage(webview: vscode.Webview, { extensionUri, screen, title, state }: ViewPageOptions): void {
  const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  webview.html = webviewHtml({
    title,
    scriptUri: address(`${screen}.js`),
    styleUris: [address('codicon.css'), address(`${screen}.css`)],
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
    ...(state === undefined ? {} : { hostState: state }),
  });
}
