/** Where a new run file goes. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ReplayDraft } from './draft';

const two = (value: number): string => String(value).padStart(2, '0');

/** '2026-11-23-154210', local time: sorts by name as by time. */
export function timeStamp(time: Date): string {
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

function baseFolder(tracePath: string): string {
  const owner = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(tracePath));
  const folder = owner ?? vscode.workspace.workspaceFolders?.[0];
  return folder?.uri.fsPath ?? path.dirname(tracePath);
}

export function newRunPath({ paths = [], variants }: ReplayDraft, runsFolder: string, now: Date): string {
  const changed = variants.find(({ file }) => file !== undefined)?.file;
  const name = changed === undefined ? 'unchanged' : path.basename(changed).replace(/\.(context\.)?\w+$/, '');
  const folder = path.isAbsolute(runsFolder) ? runsFolder : path.join(baseFolder(paths[0] ?? ''), runsFolder);
  return path.join(folder, `${timeStamp(now)}-${name}.replay.jsonl`);
}
