/** Which files are context documents, by their name. */
import * as vscode from 'vscode';

export const CONTEXT_GLOB = '**/*.context.{yaml,yml,json}';

export function contextFormat(uri: vscode.Uri): 'yaml' | 'json' | undefined {
  if (uri.scheme !== 'file') return undefined;
  const [, ending] = /\.context\.(yaml|yml|json)$/i.exec(uri.path) ?? [];
  if (ending === undefined) return undefined;
  return ending.toLowerCase() === 'json' ? 'json' : 'yaml';
}

/** The document that a command is about: its argument, else what stands in the active text editor. */
export function contextTarget(argument: unknown): vscode.Uri | undefined {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return uri && contextFormat(uri) ? uri : undefined;
}
