/** The Context view of one document: a panel that shows the newest snapshot whenever it can be seen. */
import * as vscode from 'vscode';
import type { ContextViewEvents, ContextViewMethods } from '../../protocol/contextApi';
import type { RpcPeer } from '../../protocol/rpcPeer';
import { runContextAction } from '../contextTools/runContextAction';
import { ToolPanes } from '../contextTools/toolPanes';
import { applyWhatIf, whatIfLadder } from '../contextTools/whatIf';
import { sectionAt, toEditorRange } from '../documents/editorRange';
import type { OpenDocument } from '../documents/openDocument';
import { showPage } from '../webviews/viewPage';
import { viewPeer } from '../webviews/viewPeer';

export class ContextView {
  private readonly peer: RpcPeer<Record<string, never>, ContextViewMethods, Record<string, never>, ContextViewEvents>;
  private selected: string | null = null;
  /** What a tool shows in place of table and payload. */
  readonly tools = new ToolPanes((_key, pane) => this.peer.emit('toolPane', { pane }));

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly opened: OpenDocument,
    extensionUri: vscode.Uri,
  ) {
    const { uri } = opened.document;
    this.peer = viewPeer<ContextViewMethods, ContextViewEvents>(panel, {
      ready: () => {
        this.show();
        return null;
      },
      setOverlay: (overlay) => {
        opened.setOverlay(overlay);
        return null;
      },
      revealSection: async ({ sectionId }) => {
        await this.reveal(sectionId);
        return null;
      },
      ...opened.parts,
      contextAction: ({ action, sectionId }) => runContextAction(action, { type: 'document', uri, sectionId }),
      toolPane: () => this.tools.get(),
      closeToolPane: () => this.tools.close(),
      openReportedCall: ({ reported }) => this.tools.openCall(reported),
      ladder: () => whatIfLadder(opened),
      applyOverlay: () => applyWhatIf(opened),
      runAction: () => {
        void vscode.commands.executeCommand('contextDebugger.replay', uri);
        return null;
      },
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.show();
    });
    showPage(panel.webview, { extensionUri, screen: 'context', title: panel.title, state: uri.toString() });
  }

  show(): void {
    this.send();
    this.peer.emit('selectedSection', { sectionId: this.selected });
  }

  /** What is newly known; a hidden view gets it when it is seen again. */
  update(): void {
    if (this.panel.visible) this.send();
  }

  private send(): void {
    const { view, failure } = this.opened;
    if (view) this.peer.emit('snapshot', view);
    const findings = this.opened.base.diagnostics;
    if (failure !== undefined) this.peer.emit('failure', { message: failure });
    else if (!view && findings[0]) this.peer.emit('failure', { message: findings[0].message });
  }

  /** The text cursor went to this section. */
  select(sectionId: string | null): void {
    if (sectionId === this.selected) return;
    this.selected = sectionId;
    this.peer.emit('selectedSection', { sectionId });
  }

  follow(editor: vscode.TextEditor): void {
    this.select(sectionAt(this.opened.sectionRanges, editor.selection.active) ?? null);
  }

  private async reveal(sectionId: string): Promise<void> {
    const range = this.opened.sectionRanges[sectionId];
    if (!range) return;
    const { document } = this.opened;
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
    // The focus stays in the view, so that arrow keys walk through the sections.
    const editor = await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: true });
    const place = toEditorRange(range);
    editor.selection = new vscode.Selection(place.start, place.start);
    editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
