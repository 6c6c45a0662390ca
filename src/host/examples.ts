/** "Open Examples": the sample workspace that comes with the extension. */
import * as vscode from 'vscode';

export async function openExamples(extensionUri: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'examples');
  const hasWorkspace = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: hasWorkspace });
}
