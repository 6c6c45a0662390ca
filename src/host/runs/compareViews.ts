/** The editor of run files and every Compare view that is open. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { reporting } from '../messages';
import { findRuns } from '../traceFiles';
import { showPage } from '../webviews/viewPage';
import type { Workers } from '../workers';
import { CompareView } from './compareView';
import { SideTexts } from './sideTexts';

export const RUN_VIEW_TYPE = 'contextDebugger.run';

export interface CompareViewsOptions {
  workers: Workers;
  extensionUri: vscode.Uri;
  onResume: (path: string) => unknown;
}

export class CompareViews implements vscode.Disposable {
  private readonly views = new Set<CompareView>();
  private readonly texts = new SideTexts();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly options: CompareViewsOptions) {
    options.workers.run.on('progress', (progress) => {
      for (const view of this.views) if (view.path === progress.out) view.showProgress(progress);
    });
    const provider: vscode.CustomReadonlyEditorProvider = {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: ({ uri }, panel) => this.attach(panel, uri),
    };
    const { registerCommand } = vscode.commands;
    this.subscriptions = [
      this.texts,
      vscode.window.registerCustomEditorProvider(RUN_VIEW_TYPE, provider, { supportsMultipleEditorsPerDocument: true }),
      registerCommand('contextDebugger.openRun', reporting(pickRun)),
      registerCommand(
        'contextDebugger.openInDiffEditor',
        reporting(() => this.active().openShownPair()),
      ),
      registerCommand(
        'contextDebugger.resumeRun',
        reporting(() => options.onResume(this.active().path)),
      ),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private active(): CompareView {
    const active =
      [...this.views].find(({ panel }) => panel.active) ?? [...this.views].find(({ panel }) => panel.visible);
    if (!active) throw new Error('No run is open: run "Context Debugger: Compare: Open Run…" first.');
    return active;
  }

  private attach(panel: vscode.WebviewPanel, uri: vscode.Uri): void {
    const { workers, extensionUri, onResume } = this.options;
    const view = new CompareView(panel, { path: uri.fsPath, workers, texts: this.texts, onResume });
    this.views.add(view);
    const folder = vscode.Uri.file(path.dirname(uri.fsPath));
    const pattern = new vscode.RelativePattern(folder, path.basename(uri.fsPath));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange(() => view.refreshSoon());
    panel.onDidDispose(() => {
      watcher.dispose();
      this.views.delete(view);
    });
    showPage(panel.webview, { extensionUri, screen: 'compare', title: panel.title });
  }
}

export const openRunFile = (file: string): Thenable<unknown> =>
  vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), RUN_VIEW_TYPE);

async function pickRun(): Promise<void> {
  const runs = await findRuns();
  const items = runs.map((uri) => ({
    label: path.basename(uri.fsPath),
    description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
    file: uri.fsPath,
  }));
  const browse = { label: '$(folder-opened) Browse…', description: 'a run file outside the workspace', file: '' };
  const options = { title: 'Compare: Open Run', placeHolder: 'A run, the newest first', matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick([...items, browse], options);
  if (!chosen) return;
  const file = chosen.file || (await browseRun());
  if (file) await openRunFile(file);
}

async function browseRun(): Promise<string | undefined> {
  const filters = { 'Replay runs': ['jsonl'] };
  const chosen = await vscode.window.showOpenDialog({ filters, openLabel: 'Open Run' });
  return chosen?.[0]?.fsPath;
}
