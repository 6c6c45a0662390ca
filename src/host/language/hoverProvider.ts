/** Hover in context documents. Texts of documents and logs are escaped: no link, no image, no command comes of them. */
import * as vscode from 'vscode';
import type { HoverPart } from '../../core/context/language/model';
import { CONTEXT_DOCUMENTS, spanRange, type LanguageClient } from './languageClient';

function markdownOf(parts: readonly HoverPart[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  let hasNotes = false;
  for (const { form, text } of parts) {
    if (form === 'note' && !hasNotes && markdown.value !== '') markdown.appendMarkdown('---\n\n');
    hasNotes ||= form === 'note';
    if (form === 'code') markdown.appendCodeblock(text, 'text');
    else if (form === 'heading') markdown.appendMarkdown('**').appendText(text.trim()).appendMarkdown('**');
    else markdown.appendText(text);
    markdown.appendMarkdown('\n\n');
  }
  return markdown;
}

export function registerHover(client: LanguageClient): vscode.Disposable {
  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      const ask = { offset: document.offsetAt(position), now: Date.now() };
      const found = await client.ask('hover', document, ask, token);
      return found ? new vscode.Hover(markdownOf(found.parts), spanRange(document, found.span)) : undefined;
    },
  };
  return vscode.languages.registerHoverProvider(CONTEXT_DOCUMENTS, provider);
}
