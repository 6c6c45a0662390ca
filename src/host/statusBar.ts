/** One status bar item for what is active: a context document or a trace. */
import * as vscode from 'vscode';
import { activeContext, contextStatus, type StatusContent } from './documents/contextStatus';
import type { ContextDocuments } from './documents/contextDocuments';
import { throttled } from './documents/throttle';
import type { TraceViews } from './trace/traceViews';

const UPDATE_EVERY_MS = 250;

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
  const soon = throttled(UPDATE_EVERY_MS, update);
  update();
  return vscode.Disposable.from(
    item,
    soon,
    documents.onDidUpdate(soon),
    traces.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
}
