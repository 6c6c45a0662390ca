/** Which files of a workspace are listed as traces and as runs, by their name. */
import * as vscode from 'vscode';

export const TRACE_GLOBS = ['**/*.{trace,otlp,cases}.jsonl', '**/*.otlp.json', '**/{traces,logs}/**/*.{json,jsonl}'];
export const RUN_GLOB = '**/*.replay.jsonl';
export const PROMPT_GLOB = '**/*.{md,txt}';

const SKIPPED = '**/{node_modules,.git,dist,out,.venv,venv}/**';
/** Enough for a list that a person reads; searching further would only slow down large workspaces. */
const MAX_FILES = 500;

/** Files of the workspace in the order of their names. */
export async function findWorkspaceFiles(...globs: readonly string[]): Promise<vscode.Uri[]> {
  const found = await Promise.all(globs.map((glob) => vscode.workspace.findFiles(glob, SKIPPED, MAX_FILES)));
  const unique = new Map(found.flat().map((uri) => [uri.toString(), uri]));
  return [...unique.values()].sort((a, b) => a.path.localeCompare(b.path, 'en'));
}

export async function findTraces(): Promise<vscode.Uri[]> {
  const found = await findWorkspaceFiles(...TRACE_GLOBS);
  return found.filter(({ path }) => !path.endsWith('.replay.jsonl'));
}

/** The newest first: the names of runs begin with their time. */
export async function findRuns(): Promise<vscode.Uri[]> {
  const runs = await findWorkspaceFiles(RUN_GLOB);
  return runs.sort((a, b) => b.path.localeCompare(a.path, 'en'));
}
