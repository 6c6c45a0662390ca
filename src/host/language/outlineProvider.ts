/** Outline and breadcrumbs of YAML documents. JSON, and YAML under the YAML extension, have an outline already. */
import * as vscode from 'vscode';
import type { OutlineEntry } from '../../core/context/language/model';
import type { ContextDocuments } from '../documents/contextDocuments';
import type { OpenDocument } from '../documents/openDocument';
import { spanRange, YAML_DOCUMENTS, type LanguageClient } from './languageClient';
import { isYamlExtensionHere } from './yamlExtension';

const { SymbolKind } = vscode;
const SECTION_KINDS: Record<string, vscode.SymbolKind> = {
  instructions: SymbolKind.Module,
  examples: SymbolKind.Enum,
  documents: SymbolKind.Array,
  history: SymbolKind.Event,
  toolResults: SymbolKind.Interface,
  userState: SymbolKind.Key,
  tools: SymbolKind.Method,
  query: SymbolKind.String,
};
const KINDS: Record<Exclude<OutlineEntry['kind'], 'section'>, vscode.SymbolKind> = {
  property: SymbolKind.Property,
  variables: SymbolKind.Variable,
  item: SymbolKind.Field,
  message: SymbolKind.String,
  tool: SymbolKind.Function,
};

function toSymbol(document: vscode.TextDocument, entry: OutlineEntry): vscode.DocumentSymbol {
  const kind =
    entry.kind === 'section' ? (SECTION_KINDS[entry.sectionKind ?? ''] ?? SymbolKind.Object) : KINDS[entry.kind];
  const name = entry.name.trim() === '' ? '(no name)' : entry.name;
  const [range, nameRange] = [spanRange(document, entry.span), spanRange(document, entry.nameSpan)];
  const symbol = new vscode.DocumentSymbol(name, entry.detail, kind, range.union(nameRange), nameRange);
  symbol.children = entry.children.map((child) => toSymbol(document, child));
  return symbol;
}

/** So long the symbols wait for the numbers of their text; the text alone has names enough. */
const PATIENCE_MS = 1_500;

function numbersOf(documents: ContextDocuments, document: vscode.TextDocument): Promise<void> {
  const isThere = (): boolean => (documents.get(document.uri)?.viewTextVersion ?? Infinity) >= document.version;
  if (isThere()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      listening.dispose();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    const listening = documents.onDidUpdate(() => isThere() && done());
  });
}

/** What the outline says of sections; the editor asks once for a text, and numbers change with files too. */
const numbersIn = ({ base }: OpenDocument): string =>
  JSON.stringify(base.snapshot?.answer.sections.map(({ kept, action, unitsKept }) => [kept, action, unitsKept]));

export function registerOutline(client: LanguageClient, documents: ContextDocuments): vscode.Disposable {
  const said = new Map<string, { version: number; numbers: string }>();
  const provider: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document, token) {
      await numbersOf(documents, document);
      const opened = documents.get(document.uri);
      if (opened) said.set(document.uri.toString(), { version: document.version, numbers: numbersIn(opened) });
      const found = await client.ask('outline', document, {}, token);
      return found?.map((entry) => toSymbol(document, entry));
    },
  };
  let registered: vscode.Disposable | undefined;
  const follow = (isStale = false): void => {
    if (isYamlExtensionHere() || isStale) {
      registered?.dispose();
      registered = undefined;
    }
    if (!isYamlExtensionHere())
      registered ??= vscode.languages.registerDocumentSymbolProvider(YAML_DOCUMENTS, provider);
  };
  follow();
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(() => follow()),
    documents.onDidChange((opened) => {
      const last = said.get(opened.document.uri.toString());
      const isStale = last?.version === opened.document.version && last.numbers !== numbersIn(opened);
      // The editor has no other way to be told that symbols of an unchanged text are to be asked for again.
      if (isStale) follow(true);
    }),
    documents.onDidClose((uri) => said.delete(uri.toString())),
    {
      dispose: () => {
        registered?.dispose();
      },
    },
  );
}
