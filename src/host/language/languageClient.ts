/** Asks the document worker about a document as it stands in the editor; an answer that came too late is none. */
import * as vscode from 'vscode';
import type { Range, Span } from '../../core/context/language/model';
import type { LanguageDocument, LanguageMethods, OpenTexts } from '../../protocol/languageApi';
import { RpcError } from '../../protocol/rpcPeer';
import { CONTEXT_GLOB, contextFormat } from '../contextFiles';
import { toEditorRange } from '../documents/editorRange';
import type { Workers } from '../workers';
import { hasYamlSchema } from './yamlExtension';

export const CONTEXT_DOCUMENTS: vscode.DocumentSelector = { scheme: 'file', pattern: CONTEXT_GLOB };
export const YAML_DOCUMENTS: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.context.{yaml,yml}' };

type Ask<K extends keyof LanguageMethods> = Omit<LanguageMethods[K]['params'], keyof LanguageDocument>;

/** What is not worth a message: the editor asks again. */
const SILENT = ['cancelled', 'superseded', 'closed', 'worker-gone', 'deadline'];

export class LanguageClient {
  constructor(private readonly workers: Workers) {}

  /** Undefined where the text changed meanwhile, or nobody waits any more. */
  async ask<K extends keyof LanguageMethods>(
    method: K,
    document: vscode.TextDocument,
    ask: Ask<K>,
    token?: vscode.CancellationToken,
  ): Promise<LanguageMethods[K]['result'] | undefined> {
    const { version } = document;
    // The document's part and the rest are all that the method takes.
    const params = { ...languageDocument(document), ...ask } as LanguageMethods[K]['params'];
    try {
      const answer = await this.workers.document.request(method, params, {
        onStart: (cancel) => token?.onCancellationRequested(cancel),
      });
      return document.version === version && !token?.isCancellationRequested ? answer : undefined;
    } catch (error) {
      if (error instanceof RpcError && SILENT.includes(error.code)) return undefined;
      throw error;
    }
  }
}

function languageDocument(document: vscode.TextDocument): LanguageDocument {
  const format = contextFormat(document.uri) ?? 'yaml';
  const text = document.getText();
  return { path: document.uri.fsPath, format, text, hasSchemaServer: format === 'json' || hasYamlSchema(text) };
}

export const spanRange = (document: vscode.TextDocument, { start, end }: Span): vscode.Range =>
  new vscode.Range(document.positionAt(start), document.positionAt(end));

/** Texts that are not saved yet: edits of them must fit what stands in the editor. */
export function openTexts(): OpenTexts {
  const unsaved = vscode.workspace.textDocuments.filter(({ uri, isDirty }) => uri.scheme === 'file' && isDirty);
  return Object.fromEntries(unsaved.map((document) => [document.uri.fsPath, document.getText()]));
}

export const replaceAll = (
  edit: vscode.WorkspaceEdit,
  uri: vscode.Uri,
  edits: readonly { range: Range; text: string }[],
): void => edits.forEach(({ range, text }) => edit.replace(uri, toEditorRange(range), text));
