/**
 * "Compare Context With…": the context on screen against a commit of its file, another file, another window or a logged
 * call. What it is compared with stands on the left. A document's comparison follows as one types.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ContextComparison } from '../../core/context/comparison';
import type { ContextRef } from '../../protocol/contextRef';
import { contextFormat, CONTEXT_GLOB } from '../contextFiles';
import type { OpenDocument } from '../documents/openDocument';
import { reporting } from '../messages';
import { isTrusted } from '../settings';
import { findWorkspaceFiles } from '../traceFiles';
import type { Workers } from '../workers';
import { pickLoggedCall } from './pickLoggedCall';
import { documentRef, findToolTarget, refOf, showToolPane, type ToolFaces, type ToolTarget } from './toolTarget';

const TITLE = 'Compare Context With';
const MOST_COMMITS = 20;
const DEADLINE_MS = 60_000;

interface Tools extends ToolFaces {
  workers: Workers;
}

type Other = (own: ContextRef) => ContextRef;
interface Choice extends vscode.QuickPickItem {
  ask?(): Promise<Other | undefined>;
}

export function registerCompareWith(tools: Tools): vscode.Disposable {
  const live = new Map<string, Other>();
  const command = vscode.commands.registerCommand(
    'contextDebugger.compareContext',
    reporting(async (argument) => {
      const target = await findToolTarget(argument, tools);
      const other = await chooseOther(target, tools);
      if (!other) return;
      if (target.type === 'document') live.set(target.opened.document.uri.toString(), other);
      const comparison = await compared(target, other, tools);
      await showToolPane(target, { pane: { type: 'comparison', comparison } }, tools);
    }),
  );
  // A text that is no document for a while keeps the last comparison on screen.
  const follow = tools.documents.onDidChange((opened) => void update(opened).catch(() => undefined));
  let newest = 0;
  const update = async (opened: OpenDocument): Promise<void> => {
    const { uri } = opened.document;
    const other = live.get(uri.toString());
    const isShown = (): boolean => tools.views.of(uri)?.tools.get()?.type === 'comparison';
    if (!other || !isShown()) return;
    const own = ++newest;
    const comparison = await compared({ type: 'document', opened, sectionId: null }, other, tools);
    // Shown where it is, without bringing the view to the front.
    if (own === newest && isShown()) tools.views.of(uri)?.tools.show({ pane: { type: 'comparison', comparison } });
  };
  const forget = tools.documents.onDidClose((uri) => live.delete(uri.toString()));
  return vscode.Disposable.from(command, follow, forget);
}

async function compared(target: ToolTarget, other: Other, { workers }: Tools): Promise<ContextComparison> {
  const right = await refOf(target);
  return workers.document.request('compareContexts', { left: other(right), right }, { deadlineMs: DEADLINE_MS });
}

async function chooseOther(target: ToolTarget, tools: Tools): Promise<Other | undefined> {
  const choices: Choice[] = [
    ...(target.type === 'document' ? gitChoices(target, tools) : []),
    {
      label: '$(file) Another File…',
      description: 'a context document',
      ask: async () => {
        const file = await pickFile(target);
        return file && (() => ({ ...diskRef(file), title: path.basename(file.fsPath) }));
      },
    },
    { label: '$(arrow-both) Another Window…', description: 'this context in a window of N tokens', ask: askWindow },
    {
      label: '$(list-flat) Another Call…',
      description: 'of a trace of this workspace',
      ask: async () => {
        const picked = await pickLoggedCall(TITLE, tools);
        return picked && (() => ({ type: 'call', call: picked.call, overlay: {}, title: picked.title }));
      },
    },
  ];
  const options = { title: TITLE, placeHolder: 'What the context on screen is compared with' };
  return (await vscode.window.showQuickPick(choices, options))?.ask?.();
}

type DocumentTarget = Extract<ToolTarget, { type: 'document' }>;

function gitChoices(target: DocumentTarget, tools: Tools): Choice[] {
  const at =
    (revision: string, title: string): Other =>
    (own) => ({ ...documentRef(target.opened), overlay: own.overlay, revision, title: `${own.title} at ${title}` });
  if (!isTrusted()) {
    const detail =
      'Off in Restricted Mode: a repository can name programs that git runs. Trust the workspace to use it.';
    return [{ label: '$(git-commit) Git HEAD', detail, ask: () => Promise.reject(new Error(`Git HEAD: ${detail}`)) }];
  }
  return [
    {
      label: '$(git-commit) Git HEAD',
      description: 'the file, and the files it names, as last committed',
      ask: () => Promise.resolve(at('HEAD', 'HEAD')),
    },
    {
      label: '$(history) Another Commit…',
      description: `one of the last ${MOST_COMMITS} that changed this file`,
      ask: async () => {
        const commit = await pickCommit(target, tools);
        return commit === undefined ? undefined : at(commit, commit.slice(0, 8));
      },
    },
  ];
}

async function pickCommit({ opened }: DocumentTarget, { workers }: Tools): Promise<string | undefined> {
  const params = { path: opened.document.uri.fsPath, most: MOST_COMMITS };
  const commits = await workers.document.request('fileCommits', params);
  if (commits.length === 0) {
    throw new Error(
      `git knows no commit of ${path.basename(params.path)}. Commit it first, or compare with another file.`,
    );
  }
  const items = commits.map(({ commit, time, subject }) => ({
    label: subject || commit.slice(0, 8),
    description: `${commit.slice(0, 8)} · ${new Date(time).toLocaleString()}`,
    commit,
  }));
  const options = { title: TITLE, placeHolder: 'A commit of this file', matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.commit;
}

async function pickFile(target: ToolTarget): Promise<vscode.Uri | undefined> {
  const own = target.type === 'document' ? target.opened.document.uri.toString() : '';
  const found = (await findWorkspaceFiles(CONTEXT_GLOB)).filter((uri) => uri.toString() !== own);
  const items = found.map((uri) => ({
    label: path.basename(uri.fsPath),
    description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
    uri,
  }));
  const browse = { label: '$(folder-opened) Browse…', description: '', uri: undefined };
  const options = { title: TITLE, placeHolder: 'A context document', matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick([...items, browse], options);
  if (chosen !== browse) return chosen?.uri;
  const filters = { 'Context documents': ['yaml', 'yml', 'json'] };
  const [browsed] = (await vscode.window.showOpenDialog({ openLabel: 'Compare', filters })) ?? [];
  if (browsed && !contextFormat(browsed)) {
    throw new Error(
      `${path.basename(browsed.fsPath)} is no context document: its name must end in .context.yaml or .json.`,
    );
  }
  return browsed;
}

/** As it stands in the editor where it is open. */
function diskRef(uri: vscode.Uri): ContextRef {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return {
    type: 'document',
    path: uri.fsPath,
    ...(open ? { text: open.getText() } : {}),
    overlay: {},
    now: Date.now(),
    isTrusted: isTrusted(),
    title: path.basename(uri.fsPath),
  };
}

async function askWindow(): Promise<Other | undefined> {
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: 'The window in tokens',
    validateInput: (value) =>
      windowOf(value) === undefined ? 'A whole number of tokens above 0, such as 8000.' : undefined,
  });
  const window = text === undefined ? undefined : windowOf(text);
  if (window === undefined) return undefined;
  return (own) => ({
    ...own,
    overlay: { ...own.overlay, window },
    title: `${own.title} in ${window.toLocaleString('en-US')} tokens`,
  });
}

function windowOf(text: string): number | undefined {
  const tokens = Number(text.replace(/[,_ ]/g, ''));
  return Number.isSafeInteger(tokens) && tokens > 0 ? tokens : undefined;
}
