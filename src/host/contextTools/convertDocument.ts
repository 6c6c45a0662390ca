/** "Convert to Context Document…": a prompt file of another program as a document beside it. The file itself stays. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { contextTarget, isPromptFile } from '../contextFiles';
import type { ContextViews } from '../contextView/contextViews';
import type { ContextDocuments } from '../documents/contextDocuments';
import { reporting } from '../messages';
import type { Workers } from '../workers';
import { askPlace, openNewDocument, writtenFormat } from './newDocumentFile';
import { isToolArgument } from './runContextAction';

const TITLE = 'Convert to Context Document';

export interface ConvertFaces {
  documents: ContextDocuments;
  views: ContextViews;
}

export function registerConvertDocument(workers: Workers, faces: ConvertFaces): vscode.Disposable {
  return vscode.commands.registerCommand(
    'contextDebugger.convertToContextDocument',
    reporting(async (argument) => convert(workers, promptFile(argument, faces), faces)),
  );
}

function promptFile(argument: unknown, { views }: ConvertFaces): vscode.Uri {
  const given = isToolArgument(argument) && argument.type === 'document' ? argument.uri : undefined;
  const uri = given ?? (argument instanceof vscode.Uri ? argument : (views.activeDocument ?? active()));
  const isJson = uri !== undefined && /\.json$/i.test(uri.path) && !contextTarget(uri);
  if (!uri || !(isPromptFile(uri) || isJson)) {
    throw new Error('Open a .prompty or .prompt.yml file, or messages in JSON, first: it is converted.');
  }
  return uri;
}

const active = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;

async function convert(workers: Workers, source: vscode.Uri, { views }: ConvertFaces): Promise<void> {
  const file = source.fsPath;
  const text = (await vscode.workspace.openTextDocument(source)).getText();
  // Converted before anything is asked: a file that cannot be is said so at once.
  const converted = await workers.document.request('convertDocument', { path: file, text });
  const name = path.basename(file).replace(/\.(?:prompty|prompt\.ya?ml|json)$/i, '');
  const uri = await askPlace(TITLE, path.dirname(file), name);
  if (!uri) return;
  const isJson = writtenFormat(uri) === 'json';
  const written = isJson
    ? await workers.document.request('convertDocument', { path: file, text, format: 'json' })
    : converted;
  await openNewDocument(uri, written, views);
}
