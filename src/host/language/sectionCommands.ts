/** Palette commands on the section at the cursor: extract, inline, set its budget, add an overflow policy. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageAction } from '../../core/context/language/model';
import type { MoveResult } from '../../protocol/languageApi';
import { contextTarget } from '../contextFiles';
import { reporting } from '../messages';
import { actionsAt } from './actionProvider';
import { openTexts, replaceAll, type LanguageClient } from './languageClient';

interface Subject {
  document: vscode.TextDocument;
  actions: LanguageAction[];
}

/** The document and what can be done where the cursor stands in it. */
async function atCursor(client: LanguageClient): Promise<Subject> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !contextTarget(editor.document.uri)) {
    throw new Error('Open a context document (*.context.yaml or *.context.json) and put the cursor into a section.');
  }
  const { document, selection } = editor;
  return { document, actions: (await actionsAt(client, document, selection)) ?? [] };
}

async function sectionFor(
  client: LanguageClient,
  does: 'extract' | 'inline',
  given: { uri: unknown; sectionId: unknown },
): Promise<{ document: vscode.TextDocument; sectionId: string }> {
  if (given.uri instanceof vscode.Uri && typeof given.sectionId === 'string') {
    return { document: await vscode.workspace.openTextDocument(given.uri), sectionId: given.sectionId };
  }
  const { document, actions } = await atCursor(client);
  const sectionId = actions.find((action) => action.does === does)?.sectionId;
  if (sectionId !== undefined) return { document, sectionId };
  throw new Error(
    does === 'extract'
      ? 'Put the cursor into a section that has its "text:" in the document.'
      : 'Put the cursor into a section that takes its text from a "file:".',
  );
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

const folderOf = (document: vscode.TextDocument): vscode.Uri => vscode.Uri.joinPath(document.uri, '..');

/** `prompts/<id>.md` beside the document, or the next name that is free. */
async function freeName(document: vscode.TextDocument, sectionId: string): Promise<string> {
  const base = `prompts/${sectionId.replace(/[^\w.-]+/g, '-') || 'section'}`;
  for (let count = 1; ; count++) {
    const name = `${base}${count === 1 ? '' : `-${count}`}.md`;
    if (!(await exists(vscode.Uri.joinPath(folderOf(document), name)))) return name;
  }
}

async function askForName(document: vscode.TextDocument, sectionId: string): Promise<string | undefined> {
  const value = await freeName(document, sectionId);
  const [folder, name] = [value.lastIndexOf('/') + 1, value.lastIndexOf('.')];
  return vscode.window.showInputBox({
    title: `Extract Section "${sectionId}" to File`,
    prompt: 'The new file, from the document’s folder. What is sent stays the same.',
    value,
    valueSelection: [folder, name],
    validateInput: async (typed) => {
      const file = typed.trim();
      if (file === '' || file.endsWith('/')) return 'Type the name of a file.';
      if (path.isAbsolute(file) || /^[A-Za-z]:/.test(file)) return 'Type a path that starts at the document’s folder.';
      return (await exists(vscode.Uri.joinPath(folderOf(document), file))) ? `'${file}' is there already.` : undefined;
    },
  });
}

async function extract(client: LanguageClient, uri: unknown, id: unknown): Promise<void> {
  const { document, sectionId } = await sectionFor(client, 'extract', { uri, sectionId: id });
  const file = (await askForName(document, sectionId))?.trim().replaceAll('\\', '/');
  if (file === undefined) return;
  const moved = checked(await client.ask('extractText', document, { sectionId, file }));
  const edit = new vscode.WorkspaceEdit();
  const target = vscode.Uri.joinPath(folderOf(document), file);
  edit.createFile(target, { contents: new TextEncoder().encode(moved.contents) });
  replaceAll(edit, document.uri, moved.edits);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error(`'${file}' could not be created. Choose another name.`);
}

async function inline(client: LanguageClient, uri: unknown, id: unknown): Promise<void> {
  const { document, sectionId } = await sectionFor(client, 'inline', { uri, sectionId: id });
  const moved = checked(await client.ask('inlineFile', document, { sectionId, openTexts: openTexts() }));
  const edit = new vscode.WorkspaceEdit();
  replaceAll(edit, document.uri, moved.edits);
  await vscode.workspace.applyEdit(edit);
}

function checked(moved: MoveResult | undefined): Exclude<MoveResult, { refused: string }> {
  if (!moved) throw new Error('The text changed meanwhile. Try again.');
  if ('refused' in moved) throw new Error(moved.refused);
  return moved;
}

async function setBudget(client: LanguageClient): Promise<void> {
  const { document, actions } = await atCursor(client);
  const action = actions.find(({ does, kind }) => does === 'budget' && kind === 'refactor');
  if (!action) throw new Error('Put the cursor into a section that holds tokens and whose budget is another size.');
  await apply(document, action);
}

async function addPolicy(client: LanguageClient): Promise<void> {
  const { document, actions } = await atCursor(client);
  const policies = actions.filter(({ does, kind }) => does === 'overflow' && kind === 'refactor');
  if (policies.length === 0)
    throw new Error('Put the cursor into a section that is not required and states no "overflow:".');
  const items = policies.map((action) => ({
    label: action.title.replace(/^.*: /, ''),
    detail: action.description ?? '',
    action,
  }));
  const title = `Overflow Policy of "${policies[0]?.sectionId ?? ''}"`;
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'What gives way when it does not fit',
  });
  if (chosen) await apply(document, chosen.action);
}

async function apply(document: vscode.TextDocument, { edits }: LanguageAction): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  replaceAll(edit, document.uri, edits);
  await vscode.workspace.applyEdit(edit);
}

export function registerSectionCommands(client: LanguageClient): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(
      'contextDebugger.extractSection',
      reporting((uri, id) => extract(client, uri, id)),
    ),
    registerCommand(
      'contextDebugger.inlineFile',
      reporting((uri, id) => inline(client, uri, id)),
    ),
    registerCommand(
      'contextDebugger.setBudgetToCurrentSize',
      reporting(() => setBudget(client)),
    ),
    registerCommand(
      'contextDebugger.addOverflowPolicy',
      reporting(() => addPolicy(client)),
    ),
  );
}
