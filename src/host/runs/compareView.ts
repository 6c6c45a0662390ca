/** One run file in the Compare view. Read anew whenever the file grows. */
import type * as vscode from 'vscode';
import type { RpcPeer } from '../../protocol/rpcPeer';
import type { CompareViewEvents, CompareViewMethods, PairParams, RunProgress } from '../../protocol/runApi';
import { reporting, sentenceOf } from '../messages';
import { viewPeer } from '../webviews/viewPeer';
import type { Workers } from '../workers';
import type { SideTexts } from './sideTexts';

const DEADLINE_MS = 60_000;
/** While results stream in, the grid follows at this pace. */
const REFRESH_MS = 250;

export interface CompareViewOptions {
  path: string;
  workers: Workers;
  texts: SideTexts;
  onResume: (path: string) => unknown;
}

export class CompareView {
  private readonly peer: RpcPeer<Record<string, never>, CompareViewMethods, Record<string, never>, CompareViewEvents>;
  private shownPair: Omit<PairParams, 'path'> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly options: CompareViewOptions,
  ) {
    const { path, workers } = options;
    const late = { deadlineMs: DEADLINE_MS };
    this.peer = viewPeer<CompareViewMethods, CompareViewEvents>(panel, {
      ready: () => workers.run.request('openRun', { path }, late),
      grid: (params) => workers.run.request('grid', { path, ...params }, late),
      pair: (params) => {
        this.shownPair = params;
        return workers.run.request('pair', { path, ...params }, late);
      },
      openInDiffEditor: async (params) => {
        await this.openDiff(params);
        return null;
      },
      resume: () => {
        void reporting(options.onResume)(path);
        return null;
      },
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.refreshSoon();
    });
    panel.onDidDispose(() => clearTimeout(this.timer));
  }

  get path(): string {
    return this.options.path;
  }

  refreshSoon(): void {
    this.timer ??= setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  showProgress(progress: RunProgress): void {
    this.peer.emit('progress', progress);
    this.refreshSoon();
  }

  async openShownPair(): Promise<void> {
    if (!this.shownPair) throw new Error('Choose a call in the Compare view first.');
    await this.openDiff(this.shownPair);
  }

  private async openDiff(params: Omit<PairParams, 'path'>): Promise<void> {
    const { workers, texts, path } = this.options;
    await texts.openDiff(await workers.run.request('pair', { path, ...params }, { deadlineMs: DEADLINE_MS }));
  }

  private async refresh(): Promise<void> {
    this.timer = undefined;
    try {
      this.peer.emit('run', await this.options.workers.run.request('openRun', { path: this.path }));
    } catch (error) {
      this.peer.emit('failure', { message: sentenceOf(error) });
    }
  }
}
