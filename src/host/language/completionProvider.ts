/** Completion in context documents. */
import * as vscode from 'vscode';
import type { Completion, CompletionKind } from '../../core/context/language/model';
import { CONTEXT_DOCUMENTS, spanRange, type LanguageClient } from './languageClient';

const { CompletionItemKind } = vscode;
const KINDS: Record<CompletionKind, vscode.CompletionItemKind> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  model: CompletionItemKind.Constant,
  section: CompletionItemKind.Reference,
  variable: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  call: CompletionItemKind.Event,
  snippet: CompletionItemKind.Snippet,
};

function toItem(document: vscode.TextDocument, completion: Completion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(completion.label, KINDS[completion.kind]);
  item.range = spanRange(document, completion.span);
  item.insertText = completion.isSnippet ? new vscode.SnippetString(completion.insert) : completion.insert;
  // Lines carry their whole indentation.
  item.keepWhitespace = true;
  item.sortText = String(index).padStart(5, '0');
  if (completion.filter !== undefined) item.filterText = completion.filter;
  if (completion.detail !== undefined) item.detail = completion.detail;
  // Some of it comes from documents and logs: text, never Markdown.
  if (completion.documentation !== undefined) item.documentation = completion.documentation;
  if (completion.goesOn) item.command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
  return item;
}

export function registerCompletion(client: LanguageClient): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token) {
      const ask = { offset: document.offsetAt(position), now: Date.now() };
      const found = await client.ask('completion', document, ask, token);
      return found?.map((completion, index) => toItem(document, completion, index));
    },
  };
  return vscode.languages.registerCompletionItemProvider(CONTEXT_DOCUMENTS, provider, ' ', '{', '[', '/', '"', '.');
}
