/** Commands that open traces and move in them. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { reporting } from '../messages';
import { OPTIONAL_VIEW_TYPE, TRACE_VIEW_TYPE } from './traceEditor';
import type { TraceSets } from './traceSets';
import type { TraceViews } from './traceViews';

const OWN_EDITOR = /\.(trace\.jsonl|otlp\.jsonl|otlp\.json)$/i;
const LIST_LENGTH = 2000;

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  const { type } = await vscode.workspace.fs.stat(uri);
  return (type & vscode.FileType.Directory) !== 0;
}

const openFile = (uri: vscode.Uri): Thenable<unknown> =>
  vscode.commands.executeCommand(
    'vscode.openWith',
    uri,
    OWN_EDITOR.test(uri.path) ? TRACE_VIEW_TYPE : OPTIONAL_VIEW_TYPE,
  );

/** One file opens in its editor, a folder or several files as one set. */
async function openUris(uris: readonly vscode.Uri[], sets: TraceSets): Promise<void> {
  const [first] = uris;
  if (!first) return;
  if (uris.length === 1 && !(await isFolder(first))) await openFile(first);
  else sets.open(uris.map(({ fsPath }) => fsPath));
}

async function pickUris(canSelectFolders: boolean): Promise<readonly vscode.Uri[]> {
  const openLabel = 'Open as Trace';
  const kind = { canSelectFiles: !canSelectFolders, canSelectFolders, canSelectMany: !canSelectFolders };
  return (await vscode.window.showOpenDialog({ ...kind, openLabel })) ?? [];
}

async function openGlob(sets: TraceSets): Promise<void> {
  const glob = await vscode.window.showInputBox({
    title: 'Open as Trace',
    prompt: 'Files as a glob, relative to the workspace folder or absolute',
    value: 'traces/**/*.jsonl',
    ignoreFocusOut: true,
  });
  if (!glob?.trim()) return;
  const base = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  sets.open([path.isAbsolute(glob) ? glob : path.join(base, glob)]);
}

/** From the palette there is nothing chosen yet: ask what to open. */
async function askWhat(sets: TraceSets): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const choices = [
    ...(active?.scheme === 'file'
      ? [
          {
            label: `$(file) ${path.basename(active.fsPath)}`,
            description: 'the active file',
            run: () => openUris([active], sets),
          },
        ]
      : []),
    {
      label: '$(file) File…',
      description: 'one or more log files',
      run: async () => openUris(await pickUris(false), sets),
    },
    {
      label: '$(folder) Folder…',
      description: 'all logs below it as one set',
      run: async () => openUris(await pickUris(true), sets),
    },
    { label: '$(regex) Glob…', description: 'such as logs/**/*.jsonl', run: () => openGlob(sets) },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: 'Open as Trace', placeHolder: 'What to open' });
  await chosen?.run();
}

async function openAsTrace(sets: TraceSets, uri: unknown, chosen: unknown): Promise<void> {
  const several = Array.isArray(chosen)
    ? chosen.filter((entry): entry is vscode.Uri => entry instanceof vscode.Uri)
    : [];
  if (several.length > 0) await openUris(several, sets);
  else if (uri instanceof vscode.Uri) await openUris([uri], sets);
  else await askWhat(sets);
}

function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? input.uri : undefined;
}

async function reopenAsText(argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : activeFile();
  if (!uri) throw new Error('Nothing to reopen: open a trace or a run first.');
  // In place where it is the active editor, else in a tab of its own.
  if (uri.toString() === activeFile()?.toString()) {
    await vscode.commands.executeCommand('workbench.action.reopenTextEditor');
  } else {
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
  }
}

async function goToCall(traces: TraceViews): Promise<void> {
  const view = traces.recent;
  if (!view) throw new Error('No trace is open: run "Context Debugger: Open as Trace" first.');
  const { rows } = await view.ask('rows', { setId: view.setId, filter: '', start: 0, count: LIST_LENGTH });
  const items = rows.flatMap((entry) => {
    if (entry.type === 'error') return [];
    const { id, model = '', firstWords, startTime } = entry.row;
    const time = startTime === undefined ? '' : new Date(startTime).toLocaleString();
    return [{ label: firstWords || id, description: [model, time].filter(Boolean).join(' · '), detail: id, id }];
  });
  const options = {
    title: 'Go to Call',
    placeHolder: 'Type words of the call',
    matchOnDescription: true,
    matchOnDetail: true,
  };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (chosen) view.goToCall(chosen.id);
}

export function registerTraceCommands(traces: TraceViews, sets: TraceSets): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(
      'contextDebugger.openAsTrace',
      reporting((uri, all) => openAsTrace(sets, uri, all)),
    ),
    registerCommand(
      'contextDebugger.openLog',
      reporting(async () => openUris(await pickUris(false), sets)),
    ),
    registerCommand(
      'contextDebugger.openLogFolder',
      reporting(async () => openUris(await pickUris(true), sets)),
    ),
    registerCommand('contextDebugger.reopenAsText', reporting(reopenAsText)),
    registerCommand(
      'contextDebugger.goToCall',
      reporting(() => goToCall(traces)),
    ),
  );
}
