/** One trace set in a webview, whether the editor of a file or the panel of a folder. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ContextOverlay } from '../../protocol/contextApi';
import { RpcError, type RpcPeer } from '../../protocol/rpcPeer';
import type {
  RowsResult,
  TraceSetState,
  TraceViewEvents,
  TraceViewMethods,
  TraceWorkerMethods,
} from '../../protocol/traceApi';
import type { StatusContent } from '../documents/contextStatus';
import { isTrusted } from '../settings';
import { runContextAction } from '../contextTools/runContextAction';
import { ToolPanes } from '../contextTools/toolPanes';
import { viewPeer } from '../webviews/viewPeer';
import type { Workers } from '../workers';

/** Reading the context of a large call may take a while on a slow disk; the view shows that it waits. */
const DEADLINE_MS = 60_000;

export interface TraceSelection {
  paths: string[];
  /** Absent = every call. */
  callIds?: string[];
  title: string;
}

export interface TraceViewOptions {
  setId: string;
  paths: string[];
  workers: Workers;
  onReplay(selection: TraceSelection): void;
}

export class TraceView {
  readonly setId: string;
  readonly paths: string[];
  state: TraceSetState | undefined;
  /** The filter that the list shows, and the calls it leaves. */
  filter = '';
  /** The call whose context is on screen, and its what-if. */
  shownCall: { callId: string; overlay: ContextOverlay } | undefined;
  /** What tools show of a call in place of its context's table and payload. */
  readonly tools = new ToolPanes((callId, pane) => this.peer.emit('toolPane', { callId, pane }));
  /** The call to go to once the view, which is not there yet, has its list. */
  private awaited: string | undefined;
  private hasRows = false;
  private matching: string[] | undefined;
  /** A set that is opened anew counts its versions from the start; the view must see them grow. */
  private versionBase = 0;
  private readonly peer: RpcPeer<Record<string, never>, TraceViewMethods, Record<string, never>, TraceViewEvents>;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly options: TraceViewOptions,
  ) {
    this.setId = options.setId;
    this.paths = options.paths;
    this.peer = viewPeer<TraceViewMethods, TraceViewEvents>(panel, {
      ready: () => this.open(),
      rows: async (params) => {
        const rows = this.remember(params.filter, await this.ask('rows', { setId: this.setId, ...params }));
        this.sendAwaited();
        return rows;
      },
      call: (params) => this.ask('call', { setId: this.setId, ...params }),
      callContext: ({ version, ...call }) => {
        this.shownCall = call;
        return this.ask('callContext', { setId: this.setId, version, ...call });
      },
      payload: (params) => this.ask('payload', { setId: this.setId, ...params }),
      payloadText: (params) => this.ask('payloadText', { setId: this.setId, ...params }),
      items: (params) => this.ask('items', { setId: this.setId, ...params }),
      decisions: (params) => this.ask('decisions', { setId: this.setId, ...params }),
      callLadder: (params) => this.ask('callLadder', { setId: this.setId, ...params }),
      contextAction: ({ action, ...call }) => runContextAction(action, { type: 'call', setId: this.setId, ...call }),
      toolPane: ({ callId }) => this.tools.get(callId),
      closeToolPane: ({ callId }) => this.tools.close(callId),
      openReportedCall: ({ reported }) => this.tools.openCall(reported),
      raw: (params) => this.ask('raw', { setId: this.setId, ...params }),
      replay: ({ callIds }) => {
        options.onReplay({ paths: this.paths, callIds, title: panel.title });
        return null;
      },
      reopenAsText: () => {
        void vscode.commands.executeCommand('contextDebugger.reopenAsText', vscode.Uri.file(this.paths[0] ?? ''));
        return null;
      },
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.state) this.peer.emit('traceSet', this.state);
    });
  }

  /** Indexes the set, anew where its files changed. */
  async open(): Promise<TraceSetState> {
    this.versionBase = (this.state?.version ?? -1) + 1;
    const { setId, paths } = this;
    const sources = { folder: sourceFolder(paths), mayRunGit: isTrusted() };
    const state = await this.options.workers.trace.request('open', { setId, paths, sources });
    this.state = this.numbered(state);
    return this.state;
  }

  show(state: TraceSetState): void {
    this.state = this.numbered(state);
    this.peer.emit('traceSet', this.state);
  }

  goToCall(callId: string): void {
    // A view that is hidden or opening hears no event: its first question for rows says that it is there.
    if (!this.panel.visible || !this.hasRows || this.state?.isIndexing) this.awaited = callId;
    this.panel.reveal();
    this.peer.emit('goToCall', { callId });
  }

  /** What a replay from here takes: the calls that the filter leaves, else all. */
  selection(): TraceSelection {
    const whole = { paths: this.paths, title: this.panel.title };
    return this.filter.trim() !== '' && this.matching?.length ? { ...whole, callIds: this.matching } : whole;
  }

  status(): StatusContent | undefined {
    if (!this.state) return undefined;
    const { calls, isIndexing, errors, indexedBytes, sizeBytes } = this.state;
    const share = sizeBytes > 0 ? Math.floor((100 * indexedBytes) / sizeBytes) : 0;
    const progress = isIndexing ? ` (indexing ${share} %)` : '';
    const wrong = errors > 0 ? `, ${errors.toLocaleString('en-US')} unreadable` : '';
    const text = `${calls.toLocaleString('en-US')} ${calls === 1 ? 'call' : 'calls'}${wrong}${progress}`;
    return {
      text: `$(list-flat) ${text}`,
      tooltip: `${this.state.title}: ${text}. Goes to a call.`,
      command: { command: 'contextDebugger.goToCall', title: 'Go to Call…' },
      isWarning: false,
    };
  }

  close(): void {
    this.options.workers.trace.request('close', { setId: this.setId }).catch(() => undefined);
  }

  /** A worker that was started anew does not know the set. */
  async ask<K extends keyof TraceWorkerMethods>(
    method: K,
    params: TraceWorkerMethods[K]['params'],
  ): Promise<TraceWorkerMethods[K]['result']> {
    const { trace } = this.options.workers;
    try {
      return await trace.request(method, params, { deadlineMs: DEADLINE_MS });
    } catch (error) {
      if (!(error instanceof RpcError) || !['worker-gone', 'no-such-set', 'file-changed'].includes(error.code))
        throw error;
      await this.open();
      return trace.request(method, params, { deadlineMs: DEADLINE_MS });
    }
  }

  private sendAwaited(): void {
    this.hasRows = true;
    // The call may not be read yet; the list is asked for again once all are.
    if (this.state?.isIndexing) return;
    const callId = this.awaited;
    this.awaited = undefined;
    // After the rows' own answer.
    if (callId !== undefined) setTimeout(() => this.peer.emit('goToCall', { callId }));
  }

  private remember(filter: string, result: RowsResult): RowsResult {
    this.filter = filter;
    this.matching = result.matchingCalls;
    return this.numbered(result);
  }

  private numbered<T extends { version: number }>(value: T): T {
    return { ...value, version: value.version + this.versionBase };
  }
}

/** What a log names starts at the workspace folder that holds the log, else beside it. */
function sourceFolder([first = '']: readonly string[]): string {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(first))?.uri.fsPath ?? path.dirname(first);
}
