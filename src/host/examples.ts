/** "Open Examples": a copy of the sample workspace that is the user's own, as an update replaces the extension's folder. */
import * as vscode from 'vscode';

export interface ExampleFolders {
  extensionUri: vscode.Uri;
  /** Of the extension, on this machine. */
  storageUri: vscode.Uri;
}

export async function openExamples(folders: ExampleFolders): Promise<void> {
  const folder = await provideExamples(folders);
  const hasWorkspace = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: hasWorkspace });
}

/** Brings what is missing and returns the folder. What is there stays as it is: the user may have changed it. */
export async function provideExamples({ extensionUri, storageUri }: ExampleFolders): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(storageUri, 'examples');
  await copyMissing(vscode.Uri.joinPath(extensionUri, 'examples'), folder);
  return folder;
}

async function copyMissing(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  await fs.createDirectory(to);
  const present = new Set((await fs.readDirectory(to)).map(([name]) => name));
  for (const [name, type] of await fs.readDirectory(from)) {
    const source = vscode.Uri.joinPath(from, name);
    const target = vscode.Uri.joinPath(to, name);
    if (type === vscode.FileType.Directory) await copyMissing(source, target);
    else if (!present.has(name)) await fs.copy(source, target, { overwrite: false });
  }
}
