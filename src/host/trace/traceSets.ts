/** Panels over several files: a folder, a glob, a choice of files. Revived with the window. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { revivedState, showPage } from '../webviews/viewPage';
import type { TraceViews } from './traceViews';

const VIEW_TYPE = 'contextDebugger.traceSet';

export class TraceSets implements vscode.Disposable {
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly traces: TraceViews,
    private readonly extensionUri: vscode.Uri,
  ) {
    const revive = (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
      const paths = pathsOf(state);
      if (paths) this.attach(panel, paths);
      else panel.dispose();
      return Promise.resolve();
    };
    this.serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, { deserializeWebviewPanel: revive });
  }

  /** `paths`: files, folders or globs. */
  open(paths: string[]): void {
    const [first = ''] = paths;
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
    const title = `${path.basename(first)}${more}`;
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Active);
    this.attach(panel, paths);
  }

  dispose(): void {
    this.serializer.dispose();
  }

  private attach(panel: vscode.WebviewPanel, paths: string[]): void {
    const { extensionUri } = this;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activity.svg');
    this.traces.attach(panel, paths);
    showPage(panel.webview, { extensionUri, screen: 'trace', title: panel.title, state: paths.join('\n') });
  }
}

function pathsOf(state: unknown): string[] | undefined {
  const paths = revivedState(state)?.split('\n').filter(Boolean);
  return paths?.length ? paths : undefined;
}
