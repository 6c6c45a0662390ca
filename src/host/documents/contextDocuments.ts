/** Every context document that is open in the editor, and what is newly known of it. */
import * as vscode from 'vscode';
import { askFor, contextFormat } from '../contextFiles';
import type { Workers } from '../workers';
import { DependencyWatchers } from './dependencyWatchers';
import { OpenDocument } from './openDocument';

export class ContextDocuments implements vscode.Disposable {
  private readonly open = new Map<string, OpenDocument>();
  private readonly changed = new vscode.EventEmitter<OpenDocument>();
  private readonly updated = new vscode.EventEmitter<OpenDocument>();
  private readonly closed = new vscode.EventEmitter<vscode.Uri>();
  private readonly watchers = new DependencyWatchers((owner) => this.open.get(owner)?.schedule());
  private readonly subscriptions: vscode.Disposable[];

  /** After a whole update, when one has stopped typing. */
  readonly onDidChange = this.changed.event;
  /** After each update, as one types: only for what must follow every key. */
  readonly onDidUpdate = this.updated.event;
  readonly onDidClose = this.closed.event;

  constructor(private readonly workers: Workers) {
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => void this.add(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // Without a change in the text the document was saved, or became dirty.
        if (contentChanges.length > 0) this.get(document.uri)?.typed();
      }),
      vscode.workspace.onDidSaveTextDocument((document) => this.watchers.changed(document.uri.fsPath)),
      vscode.workspace.onDidCloseTextDocument((document) => this.remove(document.uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('contextDebugger.lint')) return;
        this.refresh();
      }),
      this.changed,
      this.updated,
      this.closed,
      this.watchers,
    ];
    for (const document of vscode.workspace.textDocuments) this.add(document);
  }

  get(uri: vscode.Uri): OpenDocument | undefined {
    return this.open.get(uri.toString());
  }

  /** Opens the document if it is not open yet. */
  async ensure(uri: vscode.Uri): Promise<OpenDocument> {
    askFor(uri);
    const opened = this.add(await vscode.workspace.openTextDocument(uri));
    if (!opened) throw new Error(`${uri.fsPath} is no context document: its name must end in .context.yaml or .json.`);
    return opened;
  }

  /** Computes all anew, where something besides their texts changed. */
  refresh(): void {
    for (const document of this.open.values()) document.schedule();
  }

  dispose(): void {
    for (const document of this.open.values()) document.close();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private add(document: vscode.TextDocument): OpenDocument | undefined {
    if (!contextFormat(document.uri)) return undefined;
    const key = document.uri.toString();
    const known = this.open.get(key);
    if (known) return known;
    const added = new OpenDocument(document, this.workers, (changed, isFast) => {
      this.updated.fire(changed);
      if (isFast) return;
      this.watchers.set(key, changed.base.dependencies);
      this.changed.fire(changed);
    });
    this.open.set(key, added);
    return added;
  }

  private remove(uri: vscode.Uri): void {
    const key = uri.toString();
    const removed = this.open.get(key);
    if (!removed) return;
    this.open.delete(key);
    this.watchers.set(key, []);
    removed.close();
    this.closed.fire(uri);
  }
}
