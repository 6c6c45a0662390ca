/** The editor of trace files. It never makes a text document of the file: the worker reads byte ranges. */
import * as vscode from 'vscode';
import { showPage } from '../webviews/viewPage';
import type { TraceViews } from './traceViews';

export const TRACE_VIEW_TYPE = 'contextDebugger.trace';
export const OPTIONAL_VIEW_TYPE = 'contextDebugger.traceOptional';

export function registerTraceEditors(traces: TraceViews, extensionUri: vscode.Uri): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: ({ uri }, panel) => {
      traces.attach(panel, [uri.fsPath]);
      showPage(panel.webview, { extensionUri, screen: 'trace', title: panel.title });
    },
  };
  const options = { webviewOptions: { enableFindWidget: false }, supportsMultipleEditorsPerDocument: true };
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(TRACE_VIEW_TYPE, provider, options),
    vscode.window.registerCustomEditorProvider(OPTIONAL_VIEW_TYPE, provider, options),
  );
}
