/** Outline and breadcrumbs of YAML documents. JSON, and YAML under the YAML extension, have an outline already. */
import * as vscode from 'vscode';
import type { OutlineEntry } from '../../core/context/language/model';
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

export function registerOutline(client: LanguageClient): vscode.Disposable {
  const provider: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document, token) {
      const found = await client.ask('outline', document, {}, token);
      return found?.map((entry) => toSymbol(document, entry));
    },
  };
  let registered: vscode.Disposable | undefined;
  const follow = (): void => {
    if (isYamlExtensionHere()) {
      registered?.dispose();
      registered = undefined;
    } else registered ??= vscode.languages.registerDocumentSymbolProvider(YAML_DOCUMENTS, provider);
  };
  follow();
  return vscode.Disposable.from(vscode.extensions.onDidChange(follow), { dispose: () => registered?.dispose() });
}
