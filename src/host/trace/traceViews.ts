/** All trace views that are open: which one is active, and whose files changed. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Workers } from '../workers';
import { TraceView, type TraceSelection } from './traceView';

const REINDEX_DELAY_MS = 300;

export class TraceViews implements vscode.Disposable {
  private readonly views = new Map<string, TraceView>();
  private readonly changed = new vscode.EventEmitter<void>();
  private nextSet = 1;
  private lastActive: TraceView | undefined;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly workers: Workers,
    private readonly onReplay: (selection: TraceSelection) => void,
  ) {
    workers.trace.on('traceSet', (state) => {
      this.views.get(state.setId)?.show(state);
      this.changed.fire();
    });
  }

  get(setId: string): TraceView | undefined {
    return this.views.get(setId);
  }

  /** A view of just these files, if one is open. */
  of(paths: readonly string[]): TraceView | undefined {
    return [...this.views.values()].find((view) => view.paths.join('\n') === paths.join('\n'));
  }

  get active(): TraceView | undefined {
    return [...this.views.values()].find(({ panel }) => panel.active);
  }

  /** The active view, else the one that was active last and is still open. */
  get recent(): TraceView | undefined {
    return this.active ?? (this.lastActive && this.views.get(this.lastActive.setId));
  }

  attach(panel: vscode.WebviewPanel, paths: string[]): TraceView {
    const setId = `set-${this.nextSet++}`;
    const view = new TraceView(panel, { setId, paths, workers: this.workers, onReplay: this.onReplay });
    this.views.set(setId, view);
    const watching = watchFiles(paths, () => void view.open().catch(() => undefined));
    const noteActive = (): void => {
      if (panel.active) this.lastActive = view;
      this.changed.fire();
    };
    noteActive();
    panel.onDidChangeViewState(noteActive);
    panel.onDidDispose(() => {
      watching.dispose();
      this.views.delete(setId);
      view.close();
      this.changed.fire();
    });
    return view;
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** A log that is still being written is read on after each pause. */
function watchFiles(paths: readonly string[], onChange: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, REINDEX_DELAY_MS);
  };
  const watchers = paths.filter(isPlainFile).map((file) => {
    const folder = vscode.Uri.file(path.dirname(file));
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, path.basename(file)));
    watcher.onDidChange(soon);
    watcher.onDidCreate(soon);
    return watcher;
  });
  return vscode.Disposable.from(...watchers, { dispose: () => clearTimeout(timer) });
}

const isPlainFile = (file: string): boolean => path.extname(file) !== '' && !file.includes('*');
