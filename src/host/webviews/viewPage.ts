/** Puts a screen's page into a webview: scripts and styles from dist/webview only, under a nonce. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { webviewHtml } from '../../protocol/webviewPage';

export type Screen = 'context' | 'trace' | 'compare';

/** `state` comes back to a WebviewPanelSerializer when the window is opened again. */
export interface ViewPageOptions {
  extensionUri: vscode.Uri;
  screen: Screen;
  title: string;
  state?: unknown;
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
    ...(state === undefined ? {} : { state }),
  });
}
