/** Which files are context documents, or prompt files that are shown as such, by their name. */
import * as vscode from 'vscode';

export const CONTEXT_GLOB = '**/*.context.{yaml,yml,json}';

/** Prompt files of other programs: shown as what they convert to, never edited from here. */
export const PROMPT_FILES_GLOB = '**/{*.prompty,*.prompt.yml,*.prompt.yaml}';

const CONTEXT_NAME = /\.context\.(yaml|yml|json)$/i;
const PROMPT_FILE_NAME = /\.(?:prompty|prompt\.ya?ml)$/i;

/** JSON files that were opened as messages; any other JSON is left alone. */
const askedFor = new Set<string>();

/** Of a context document, and of a prompt file that is shown as one. */
export function contextFormat(uri: vscode.Uri): 'yaml' | 'json' | undefined {
  if (uri.scheme !== 'file') return undefined;
  if (isPromptFile(uri)) return uri.path.toLowerCase().endsWith('.json') ? 'json' : 'yaml';
  const [, ending] = CONTEXT_NAME.exec(uri.path) ?? [];
  if (ending === undefined) return undefined;
  return ending.toLowerCase() === 'json' ? 'json' : 'yaml';
}

/** Its text is that of another program; a context document's language does not apply. */
export const isPromptFile = (uri: vscode.Uri): boolean =>
  PROMPT_FILE_NAME.test(uri.path) || askedFor.has(uri.toString());

/** From now on the file is taken for messages, where its name leaves that open. */
export function askFor(uri: vscode.Uri): void {
  if (uri.scheme === 'file' && /\.json$/i.test(uri.path) && !CONTEXT_NAME.test(uri.path)) askedFor.add(uri.toString());
}

/** The document that a command is about: its argument, else what stands in the active text editor. */
export function contextTarget(argument: unknown): vscode.Uri | undefined {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return uri && contextFormat(uri) ? uri : undefined;
}
