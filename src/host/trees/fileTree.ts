/** A flat list of the workspace's files of one kind, read again when files come or go. */
import * as vscode from 'vscode';

const REFRESH_DELAY_MS = 300;

export interface FileTreeOptions {
  globs: readonly string[];
  find(): Promise<vscode.Uri[]>;
  icon: string;
  contextValue: string;
  /** What a click does; without it the file opens in its own editor. */
  command?: string;
}

export class FileTree implements vscode.TreeDataProvider<vscode.Uri>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watchers: vscode.FileSystemWatcher[];
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly options: FileTreeOptions) {
    this.watchers = options.globs.map((glob) => {
      const watcher = vscode.workspace.createFileSystemWatcher(glob, false, true, false);
      watcher.onDidCreate(() => this.refreshSoon());
      watcher.onDidDelete(() => this.refreshSoon());
      return watcher;
    });
  }

  refresh(): void {
    this.changed.fire();
  }

  getTreeItem(uri: vscode.Uri): vscode.TreeItem {
    const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.None);
    item.description = true;
    item.iconPath = new vscode.ThemeIcon(this.options.icon);
    item.contextValue = this.options.contextValue;
    item.command = { command: this.options.command ?? 'vscode.open', title: 'Open', arguments: [uri] };
    return item;
  }

  getChildren(parent?: vscode.Uri): Promise<vscode.Uri[]> {
    return parent ? Promise.resolve([]) : this.options.find();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
    for (const watcher of this.watchers) watcher.dispose();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), REFRESH_DELAY_MS);
  }
}
