/** Hover in context documents. Texts of documents and logs are escaped: no link, no image, no command comes of them. */
import * as vscode from 'vscode';
import type { HoverPart } from '../../core/context/language/model';
import { CONTEXT_DOCUMENTS, spanRange, type LanguageClient } from './languageClient';

/** As it stands: nothing in it is a mark, a link or an entity. (`appendText` would keep lines from wrapping.) */
const plain = (text: string): string =>
  text
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();

/** The fence is longer than any in the text. */
function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function markdownOf(parts: readonly HoverPart[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  let hasNotes = false;
  for (const { form, text } of parts) {
    if (form === 'note' && !hasNotes && markdown.value !== '') markdown.appendMarkdown('---\n\n');
    hasNotes ||= form === 'note';
    const words = form === 'code' ? codeBlock(text) : form === 'heading' ? `**${plain(text)}**` : plain(text);
    markdown.appendMarkdown(`${words}\n\n`);
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
