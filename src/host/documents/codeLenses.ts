/** What stands above a document and above each of its sections. */
import * as vscode from 'vscode';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { CONTEXT_GLOB, PROMPT_FILES_GLOB } from '../contextFiles';
import type { ContextDocuments } from './contextDocuments';
import { sectionText, totalText } from './ledgerText';

function documentLenses(uri: vscode.Uri, snapshot: ContextSnapshot): vscode.CodeLens[] {
  const top = new vscode.Range(0, 0, 0, 0);
  const open = { command: 'contextDebugger.openContextView', arguments: [uri] };
  return [
    new vscode.CodeLens(top, { ...open, title: totalText(snapshot.answer) }),
    new vscode.CodeLens(top, { ...open, title: 'Open Context View' }),
    new vscode.CodeLens(top, { command: 'contextDebugger.replay', title: 'Replay Calls…', arguments: [uri] }),
  ];
}

function sectionLenses(uri: vscode.Uri, { answer, sectionRanges }: ContextSnapshot): vscode.CodeLens[] {
  return answer.sections.flatMap((section) => {
    const range = sectionRanges[section.id];
    if (!range) return [];
    const place = new vscode.Range(range.start.line, 0, range.start.line, 0);
    const title = sectionText(section);
    const command = 'contextDebugger.openContextView';
    return [new vscode.CodeLens(place, { command, title, tooltip: section.reason.text, arguments: [uri, section.id] })];
  });
}

export function showCodeLenses(documents: ContextDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: ({ uri }) => {
      const snapshot = documents.get(uri)?.base.snapshot;
      // The ranges of a snapshot that is outdated are those of an earlier text.
      if (!snapshot || snapshot.isOutdated) return [];
      return [...documentLenses(uri, snapshot), ...sectionLenses(uri, snapshot)];
    },
  };
  const selector = [CONTEXT_GLOB, PROMPT_FILES_GLOB].map((pattern) => ({ scheme: 'file', pattern }));
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(selector, provider),
    documents.onDidChange(() => changed.fire()),
  );
}
