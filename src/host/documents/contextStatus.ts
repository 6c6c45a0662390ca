/** What the status bar says of the active context document. */
import * as vscode from 'vscode';
import type { ContextDocuments } from './contextDocuments';
import { totalText, windowText } from './ledgerText';
import type { OpenDocument } from './openDocument';

export interface StatusContent {
  text: string;
  tooltip: string;
  command: vscode.Command;
  isWarning: boolean;
}

export function contextStatus({ document, base }: OpenDocument): StatusContent | undefined {
  if (!base.snapshot) return undefined;
  const { answer } = base.snapshot;
  return {
    text: `$(layers) ${windowText(answer)}`,
    tooltip: `${answer.model}: ${totalText(answer)}. Opens the Context view.`,
    command: { command: 'contextDebugger.openContextView', title: 'Open Context View', arguments: [document.uri] },
    isWarning: !answer.fits,
  };
}

export function activeContext(documents: ContextDocuments): OpenDocument | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && documents.get(uri);
}
