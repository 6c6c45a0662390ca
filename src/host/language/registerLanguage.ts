/** The editor's language features for context documents, each in its file. */
import * as vscode from 'vscode';
import type { ContextViews } from '../contextView/contextViews';
import type { ContextDocuments } from '../documents/contextDocuments';
import { reporting } from '../messages';
import type { Workers } from '../workers';
import { registerActions } from './actionProvider';
import { registerCompletion } from './completionProvider';
import { registerDefinition } from './definitionProvider';
import { registerHover } from './hoverProvider';
import { LanguageClient } from './languageClient';
import { registerLintFixes } from './lintFixes';
import { newContextDocument } from './newContextDocument';
import { registerOutline } from './outlineProvider';
import { registerRename } from './renameProvider';
import { registerSectionCommands } from './sectionCommands';

export interface LanguageOptions {
  workers: Workers;
  documents: ContextDocuments;
  views: ContextViews;
  extensionUri: vscode.Uri;
}

export function registerLanguage({ workers, documents, views, extensionUri }: LanguageOptions): vscode.Disposable {
  const client = new LanguageClient(workers);
  return vscode.Disposable.from(
    registerLintFixes(documents),
    registerActions(client, documents),
    registerCompletion(client),
    registerDefinition(client),
    registerHover(client),
    registerOutline(client, documents),
    registerRename(client),
    registerSectionCommands(client),
    vscode.commands.registerCommand(
      'contextDebugger.newContextDocument',
      reporting(() => newContextDocument(extensionUri, views)),
    ),
  );
}
