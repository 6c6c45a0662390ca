/** The three lists of the Activity Bar container: Traces, Contexts, Runs. */
import * as vscode from 'vscode';
import { CONTEXT_GLOB } from '../contextFiles';
import { findRuns, findTraces, findWorkspaceFiles, RUN_GLOB, TRACE_GLOBS } from '../traceFiles';
import { FileTree, type FileTreeOptions } from './fileTree';

const VIEWS: Record<string, FileTreeOptions> = {
  'contextDebugger.traces': {
    globs: TRACE_GLOBS,
    find: findTraces,
    icon: 'list-flat',
    contextValue: 'trace',
    command: 'contextDebugger.openAsTrace',
  },
  'contextDebugger.contexts': {
    globs: [CONTEXT_GLOB],
    find: () => findWorkspaceFiles(CONTEXT_GLOB),
    icon: 'layers',
    contextValue: 'context',
  },
  'contextDebugger.runs': { globs: [RUN_GLOB], find: findRuns, icon: 'diff', contextValue: 'run' },
};

export function showFileViews(): vscode.Disposable {
  const trees = Object.entries(VIEWS).map(([id, options]) => {
    const tree = new FileTree(options);
    return { tree, view: vscode.window.createTreeView(id, { treeDataProvider: tree }) };
  });
  const refresh = vscode.commands.registerCommand('contextDebugger.refreshFiles', () => {
    for (const { tree } of trees) tree.refresh();
  });
  return vscode.Disposable.from(refresh, ...trees.flatMap(({ tree, view }) => [tree, view]));
}
