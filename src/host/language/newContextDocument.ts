/** "New Context Document…": a template, a name, and the document with its view beside it. */
import * as vscode from 'vscode';
import { contextFormat, isPromptFile } from '../contextFiles';
import type { ContextViews } from '../contextView/contextViews';

interface Template extends vscode.QuickPickItem {
  file: string;
  /** Of the new file. */
  name: string;
}

export const TEMPLATES: readonly Template[] = [
  {
    label: '$(search) Retrieval answer',
    detail: 'Instructions, documents with scores and a budget, the conversation, the question.',
    file: 'retrieval.context.yaml',
    name: 'answer',
  },
  {
    label: '$(tools) Agent with tools',
    detail: 'Instructions, tool definitions, the user, the task, what the tools gave back.',
    file: 'agent.context.yaml',
    name: 'agent',
  },
  {
    label: '$(comment) Plain prompt or chat',
    detail: 'The smallest document: instructions and a question. Add what you need.',
    file: 'chat.context.yaml',
    name: 'chat',
  },
];

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function startFolder(): vscode.Uri | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && vscode.workspace.getWorkspaceFolder(active)?.uri;
  return own ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

async function freeFile(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let count = 1; ; count++) {
    const file = vscode.Uri.joinPath(folder, `${name}${count === 1 ? '' : `-${count}`}.context.yaml`);
    if (!(await exists(file))) return file;
  }
}

async function askWhere(name: string): Promise<vscode.Uri | undefined> {
  const folder = startFolder();
  const title = 'Save the New Context Document';
  const defaultUri = folder && (await freeFile(folder, name));
  const chosen = await vscode.window.showSaveDialog({ title, ...(defaultUri ? { defaultUri } : {}) });
  if (!chosen || (contextFormat(chosen) === 'yaml' && !isPromptFile(chosen))) return chosen;
  // The name's ending is what makes it a context document.
  const plain = chosen.path.replace(/(?:\.context)?(?:\.(?:ya?ml|json))?$/, '');
  return chosen.with({ path: `${plain}.context.yaml` });
}

export async function newContextDocument(extensionUri: vscode.Uri, views: ContextViews): Promise<void> {
  const template = await vscode.window.showQuickPick(TEMPLATES, {
    title: 'New Context Document',
    placeHolder: 'What the window is to hold',
  });
  if (!template) return;
  const file = await askWhere(template.name);
  if (!file) return;
  if (file.scheme !== 'file') throw new Error('Context documents are read from the local file system. Save it there.');
  const contents = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(extensionUri, 'media/templates', template.file),
  );
  await vscode.workspace.fs.writeFile(file, contents);
  await vscode.window.showTextDocument(file, { preview: false, viewColumn: vscode.ViewColumn.One });
  await views.open(file);
}
