/** Quick fixes of what lint found: the edits come with the finding and fit the text that was looked at, and no other. */
import * as vscode from 'vscode';
import type { Diagnostic } from '../../core/context/model';
import { CONTEXT_GLOB } from '../contextFiles';
import type { ContextDocuments } from '../documents/contextDocuments';
import { toEditorRange } from '../documents/editorRange';

type Fix = NonNullable<Diagnostic['fix']>;

function fixAction(document: vscode.TextDocument, fix: Fix, problem: vscode.Diagnostic | undefined): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { place } of fix.edits) {
    if (place) action.edit.replace(document.uri, toEditorRange(place.range), place.text);
  }
  if (problem) action.diagnostics = [problem];
  return action;
}

export function registerLintFixes(documents: ContextDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, range, { diagnostics }) {
      const opened = documents.get(document.uri);
      // The places of an earlier text may lie elsewhere in this one.
      if (!opened || opened.baseTextVersion !== document.version) return [];
      return opened.base.diagnostics.flatMap(({ fix, range: place, message }) => {
        if (!fix || !place || !toEditorRange(place).intersection(range)) return [];
        return [
          fixAction(
            document,
            fix,
            diagnostics.find((problem) => problem.message === message),
          ),
        ];
      });
    },
  };
  const selector = { scheme: 'file', pattern: CONTEXT_GLOB };
  const providedCodeActionKinds = [vscode.CodeActionKind.QuickFix];
  return vscode.languages.registerCodeActionsProvider(selector, provider, { providedCodeActionKinds });
}
