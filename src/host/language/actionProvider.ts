/** Quick fixes of what does not fit, and what else can be done with the section at the cursor. */
import * as vscode from 'vscode';
import type { LanguageAction } from '../../core/context/language/model';
import { lintSettings, isTrusted } from '../settings';
import type { ContextDocuments } from '../documents/contextDocuments';
import { CONTEXT_DOCUMENTS, replaceAll, type LanguageClient } from './languageClient';

const { CodeActionKind } = vscode;
const KINDS: Record<LanguageAction['kind'], vscode.CodeActionKind> = {
  quickfix: CodeActionKind.QuickFix,
  refactor: CodeActionKind.RefactorRewrite,
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
};

export const actionsAt = (
  client: LanguageClient,
  document: vscode.TextDocument,
  range: vscode.Range,
  token?: vscode.CancellationToken,
): Promise<LanguageAction[] | undefined> => {
  const ask = {
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    now: Date.now(),
    isTrusted: isTrusted(),
    lint: lintSettings(),
  };
  return client.ask('actions', document, ask, token);
};

function toCodeAction(
  document: vscode.TextDocument,
  action: LanguageAction,
  problems: readonly vscode.Diagnostic[],
): vscode.CodeAction {
  const made = new vscode.CodeAction(action.title, KINDS[action.kind]);
  if (action.does === 'extract' || action.does === 'inline') {
    const command = action.does === 'extract' ? 'contextDebugger.extractSection' : 'contextDebugger.inlineFile';
    made.command = { command, title: action.title, arguments: [document.uri, action.sectionId] };
    return made;
  }
  made.edit = new vscode.WorkspaceEdit();
  replaceAll(made.edit, document.uri, action.edits);
  const problem = problems.find(({ message }) => message === action.mends);
  if (problem) made.diagnostics = [problem];
  return made;
}

export function registerActions(client: LanguageClient, documents: ContextDocuments): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, { diagnostics }, token) {
      const found = (await actionsAt(client, document, range, token)) ?? [];
      return withoutRepeated(found, lintEdits(documents, document)).map((action) =>
        toCodeAction(document, action, diagnostics),
      );
    },
  };
  const providedCodeActionKinds = Object.values(KINDS);
  return vscode.languages.registerCodeActionsProvider(CONTEXT_DOCUMENTS, provider, { providedCodeActionKinds });
}

const keyOf = (edits: readonly { range: unknown; text: string }[]): string =>
  JSON.stringify(edits.map(({ range, text }) => [range, text]));

/** The fixes that lintFixes.ts offers. */
function lintEdits(documents: ContextDocuments, document: vscode.TextDocument): string[] {
  const diagnostics = documents.get(document.uri)?.base.diagnostics ?? [];
  return diagnostics.flatMap(({ fix }) => (fix ? [keyOf(fix.edits.flatMap(({ place }) => place ?? []))] : []));
}

/** What a quick fix does is not listed again among the refactorings. */
function withoutRepeated(actions: readonly LanguageAction[], known: readonly string[]): LanguageAction[] {
  const fixes = new Set([
    ...known,
    ...actions.filter(({ kind }) => kind === 'quickfix').map(({ edits }) => keyOf(edits)),
  ]);
  return actions.filter(({ kind, edits }) => kind === 'quickfix' || edits.length === 0 || !fixes.has(keyOf(edits)));
}
