/** All Context views: one a document, opened beside it, revived with the window. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ContextDocuments } from '../documents/contextDocuments';
import { revivedState } from '../webviews/viewPage';
import { ContextView } from './contextView';

const VIEW_TYPE = 'contextDebugger.context';

export class ContextViews implements vscode.Disposable {
  private readonly views = new Map<string, ContextView>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly documents: ContextDocuments,
    private readonly extensionUri: vscode.Uri,
  ) {
    const revive = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => this.revive(panel, state);
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, { deserializeWebviewPanel: revive }),
      documents.onDidUpdate((changed) => this.views.get(changed.document.uri.toString())?.update()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.views.get(textEditor.document.uri.toString())?.follow(textEditor);
      }),
    ];
  }

  /** The document of the Context view that has the focus. */
  get activeDocument(): vscode.Uri | undefined {
    return [...this.views.values()].find(({ panel }) => panel.active)?.opened.document.uri;
  }

  /** The view of a document, if it is open. */
  of(uri: vscode.Uri): ContextView | undefined {
    return this.views.get(uri.toString());
  }

  async open(uri: vscode.Uri, sectionId?: string): Promise<ContextView> {
    const known = this.views.get(uri.toString());
    if (known) known.panel.reveal(undefined, true);
    const view = known ?? (await this.create(uri));
    if (sectionId !== undefined) view.select(sectionId);
    return view;
  }

  dispose(): void {
    for (const { panel } of this.views.values()) panel.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async create(uri: vscode.Uri): Promise<ContextView> {
    const title = `Context: ${path.basename(uri.fsPath)}`;
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, title, place, { enableFindWidget: true });
    return this.attach(panel, uri);
  }

  private async attach(panel: vscode.WebviewPanel, uri: vscode.Uri): Promise<ContextView> {
    const key = uri.toString();
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'activity.svg');
    const view = new ContextView(panel, await this.documents.ensure(uri), this.extensionUri);
    this.views.set(key, view);
    panel.onDidDispose(() => {
      this.views.delete(key);
      view.opened.setOverlay({});
    });
    return view;
  }

  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = revivedState(state);
    if (uri === undefined) {
      panel.dispose();
      return;
    }
    await this.attach(panel, vscode.Uri.parse(uri)).catch(() => {
      panel.dispose();
    });
  }
}
