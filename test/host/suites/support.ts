/** Fixtures in the window's workspace, and waiting without fixed pauses. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

const EXTENSION = 'context-debugger.context-debugger';

export function extensionPath(): string {
  const extension = vscode.extensions.getExtension(EXTENSION);
  if (!extension) throw new Error('the extension is not there');
  return extension.extensionPath;
}

/** A copy of test/fixtures/workspace in a folder of its own inside the open workspace. */
export function copyFixtures(): string {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  if (!workspace) throw new Error('no workspace is open');
  const folder = fs.mkdtempSync(path.join(workspace.uri.fsPath, 'fixtures-'));
  fs.cpSync(path.join(extensionPath(), 'test/fixtures/workspace'), folder, { recursive: true });
  return folder;
}

export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Thenable<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited 20 s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Context Debugger');

/** The text that a diagnostic underlines. */
export const marked = (document: vscode.TextDocument, { range }: vscode.Diagnostic): string => document.getText(range);

export async function open(file: string, text?: string): Promise<vscode.TextEditor> {
  if (text !== undefined) fs.writeFileSync(file, text);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.file(file)));
}

export async function replaceText(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const { document } = editor;
  const start = document.getText().indexOf(from);
  if (start < 0) throw new Error(`'${from}' is not in the document`);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  await editor.edit((edit) => edit.replace(range, to));
}

export const closeAll = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');
