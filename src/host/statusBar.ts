/** One status bar item for what is active: a context document or a trace. */
import * as vscode from 'vscode';
import { activeContext, contextStatus, type StatusContent } from './documents/contextStatus';
import type { ContextDocuments } from './documents/contextDocuments';
import type { TraceViews } from './trace/traceViews';

function show(item: vscode.StatusBarItem, content: StatusContent | undefined): void {
  if (!content) {
    item.hide();
    return;
  }
  item.text = content.text;
  item.tooltip = content.tooltip;
  item.accessibilityInformation = { label: content.tooltip };
  item.command = content.command;
  item.backgroundColor = content.isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}

export function showStatus(documents: ContextDocuments, traces: TraceViews): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tokens', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Context Debugger';
  const update = (): void => {
    const document = activeContext(documents);
    show(item, document ? contextStatus(document) : traces.active?.status());
  };
  update();
  return vscode.Disposable.from(
    item,
    documents.onDidChange(update),
    traces.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
}
