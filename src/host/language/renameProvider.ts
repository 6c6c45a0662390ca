/** Rename of sections and variables, in the document and in the files of the workspace that it names. */
import * as vscode from 'vscode';
import { showWarning } from '../messages';
import { CONTEXT_DOCUMENTS, openTexts, replaceAll, spanRange, type LanguageClient } from './languageClient';

export function registerRename(client: LanguageClient): vscode.Disposable {
  const provider: vscode.RenameProvider = {
    async prepareRename(document, position, token) {
      const target = await client.ask('prepareRename', document, { offset: document.offsetAt(position) }, token);
      if (!target) return undefined;
      if ('refused' in target) throw new Error(target.refused);
      return { range: spanRange(document, target.span), placeholder: target.name };
    },
    async provideRenameEdits(document, position, newName, token) {
      const ask = { offset: document.offsetAt(position), newName, openTexts: openTexts() };
      const renamed = await client.ask('rename', document, ask, token);
      if (!renamed) return undefined;
      if ('refused' in renamed) throw new Error(renamed.refused);
      const edit = new vscode.WorkspaceEdit();
      replaceAll(edit, document.uri, renamed.edits);
      const files = renamed.files.map(({ path, edits }) => ({ uri: vscode.Uri.file(path), edits }));
      const outside = files.filter(({ uri }) => vscode.workspace.getWorkspaceFolder(uri) === undefined);
      for (const { uri, edits } of files) if (!outside.some((each) => each.uri === uri)) replaceAll(edit, uri, edits);
      if (outside.length > 0) void warn(outside.map(({ uri }) => uri.fsPath));
      return edit;
    },
  };
  return vscode.languages.registerRenameProvider(CONTEXT_DOCUMENTS, provider);
}

const warn = (files: string[]): Promise<void> =>
  showWarning(
    `The old name is still used in ${files.join(', ')}: files outside this workspace are not changed. Change them there.`,
  );
