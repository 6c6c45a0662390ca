/** Watches the files that open documents depend on; a file that is not there yet is watched too. */
import * as path from 'node:path';
import * as vscode from 'vscode';

interface Watched {
  watcher: vscode.FileSystemWatcher;
  owners: Set<string>;
}

export class DependencyWatchers implements vscode.Disposable {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly onChange: (owner: string) => void) {}

  /** Replaces what `owner` depends on. */
  set(owner: string, paths: readonly string[]): void {
    const wanted = new Set(paths);
    for (const [file, { owners }] of this.watched) {
      if (owners.has(owner) && !wanted.has(file)) this.leave(owner, file);
    }
    for (const file of wanted) this.enter(owner, file);
  }

  changed(file: string): void {
    for (const owner of this.watched.get(file)?.owners ?? []) this.onChange(owner);
  }

  dispose(): void {
    for (const { watcher } of this.watched.values()) watcher.dispose();
    this.watched.clear();
  }

  private enter(owner: string, file: string): void {
    const known = this.watched.get(file) ?? this.watch(file);
    known.owners.add(owner);
  }

  private leave(owner: string, file: string): void {
    const known = this.watched.get(file);
    known?.owners.delete(owner);
    if (!known || known.owners.size > 0) return;
    known.watcher.dispose();
    this.watched.delete(file);
  }

  private watch(file: string): Watched {
    const folder = vscode.Uri.file(path.dirname(file));
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, path.basename(file)));
    const report = (): void => this.changed(file);
    watcher.onDidChange(report);
    watcher.onDidCreate(report);
    watcher.onDidDelete(report);
    const watched = { watcher, owners: new Set<string>() };
    this.watched.set(file, watched);
    return watched;
  }
}
