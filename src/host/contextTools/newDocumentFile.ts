/** Writes a new context document where its user wants it: asks for the place, never replaces a file unasked, opens it. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { WrittenFormat } from '../../core/context/convert/writeDocument';
import type { ContextViews } from '../contextView/contextViews';

export interface NewDocument {
  text: string;
  /** What of its origin it does not keep, as sentences. */
  lost: readonly string[];
}

/** The place that the user chooses; nothing where they go back. The editor itself asks before it replaces a file. */
export async function askPlace(title: string, folder: string, name: string): Promise<vscode.Uri | undefined> {
  const defaultUri = await freeName(folder, name);
  const filters = { 'Context document': ['context.yaml', 'yaml', 'yml', 'json'] };
  const chosen = await vscode.window.showSaveDialog({ title, defaultUri, filters, saveLabel: 'Create' });
  if (!chosen) return undefined;
  const uri = withEnding(chosen);
  const isAsked = uri.path === chosen.path || !(await exists(uri)) || (await mayReplace(uri));
  return isAsked ? uri : undefined;
}

/** The editor asked about the name that was written, and not about the one with its ending. */
async function mayReplace(uri: vscode.Uri): Promise<boolean> {
  const message = `${path.basename(uri.fsPath)} is there already. Replace it?`;
  return (await vscode.window.showWarningMessage(message, { modal: true }, 'Replace')) === 'Replace';
}

/** A document is written as its name says. */
export const writtenFormat = (uri: vscode.Uri): WrittenFormat => (/\.json$/i.test(uri.path) ? 'json' : 'yaml');

const withEnding = (uri: vscode.Uri): vscode.Uri => {
  if (/\.context\.(?:ya?ml|json)$/i.test(uri.path)) return uri;
  return uri.with({ path: `${uri.path.replace(/\.(?:ya?ml|json)$/i, '')}.context.yaml` });
};

/** Letters and digits of any language; the rest is for file systems. */
export const fileNameOf = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60) || 'new';

async function freeName(folder: string, name: string): Promise<vscode.Uri> {
  for (let count = 1; ; count++) {
    const uri = vscode.Uri.file(path.join(folder, `${name}${count === 1 ? '' : `-${count}`}.context.yaml`));
    if (!(await exists(uri))) return uri;
  }
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

/** Writes, opens the text and the Context view beside it, and says what is not kept. */
export async function openNewDocument(
  uri: vscode.Uri,
  { text, lost }: NewDocument,
  views: ContextViews,
): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Active, preview: false });
  await views.open(uri);
  const name = path.basename(uri.fsPath);
  if (lost.length === 0) void vscode.window.showInformationMessage(`${name} holds or binds all of it.`);
  else void vscode.window.showWarningMessage(`${name} is made. Not kept: ${lost.join(' ')}`);
}
