/** Where names of a context document lead: definition, references, links to files. */
import * as vscode from 'vscode';
import type { Location } from '../../protocol/languageApi';
import { toEditorRange } from '../documents/editorRange';
import { CONTEXT_DOCUMENTS, openTexts, spanRange, type LanguageClient } from './languageClient';

const toLocation = (document: vscode.TextDocument, { path, range }: Location): vscode.Location =>
  new vscode.Location(path === undefined ? document.uri : vscode.Uri.file(path), toEditorRange(range));

export function registerDefinition(client: LanguageClient): vscode.Disposable {
  const definitions: vscode.DefinitionProvider = {
    async provideDefinition(document, position, token) {
      const found = await client.ask('definition', document, { offset: document.offsetAt(position) }, token);
      return found?.locations.map((location): vscode.DefinitionLink => {
        const { uri, range } = toLocation(document, location);
        return { originSelectionRange: spanRange(document, found.origin), targetUri: uri, targetRange: range };
      });
    },
  };
  const references: vscode.ReferenceProvider = {
    async provideReferences(document, position, _context, token) {
      const ask = { offset: document.offsetAt(position), openTexts: openTexts() };
      const found = await client.ask('references', document, ask, token);
      return found?.map((location) => toLocation(document, location));
    },
  };
  const links: vscode.DocumentLinkProvider = {
    async provideDocumentLinks(document, token) {
      const found = await client.ask('links', document, {}, token);
      return found?.map(({ span, path }) => new vscode.DocumentLink(spanRange(document, span), vscode.Uri.file(path)));
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(CONTEXT_DOCUMENTS, definitions),
    vscode.languages.registerReferenceProvider(CONTEXT_DOCUMENTS, references),
    vscode.languages.registerDocumentLinkProvider(CONTEXT_DOCUMENTS, links),
  );
}
