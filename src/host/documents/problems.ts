/** The Problems of context documents. */
import * as vscode from 'vscode';
import type { Diagnostic, DiagnosticCode, Severity } from '../../core/context/model';
import { contextFormat } from '../contextFiles';
import { hasYamlSchema, isSyntaxSaidByOthers } from '../language/yamlExtension';
import type { ContextDocuments } from './contextDocuments';
import { toEditorRange } from './editorRange';
import type { OpenDocument } from './openDocument';

const SEVERITY: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};
// The editor's own JSON server finds these by the schema that the manifest gives it.
const FOUND_BY_JSON_SERVER: readonly DiagnosticCode[] = ['syntax', 'schema'];

function toProblem({ code, rule, severity, message, range }: Diagnostic, pages: vscode.Uri): vscode.Diagnostic {
  const place = range ? toEditorRange(range) : new vscode.Range(0, 0, 0, 0);
  const problem = new vscode.Diagnostic(place, message, SEVERITY[severity]);
  problem.code = rule ? { value: code, target: vscode.Uri.joinPath(pages, `${rule}.md`) } : code;
  problem.source = 'Context Debugger';
  return problem;
}

/** What other extensions find in the same text is not said twice. */
function foundByOthers({ document }: OpenDocument): readonly DiagnosticCode[] {
  if (contextFormat(document.uri) === 'json') return FOUND_BY_JSON_SERVER;
  return [
    ...(isSyntaxSaidByOthers(document.uri) ? (['syntax'] as const) : []),
    ...(hasYamlSchema(document.getText()) ? (['schema'] as const) : []),
  ];
}

function problemsOf(opened: OpenDocument, pages: vscode.Uri): vscode.Diagnostic[] {
  const { base, failure } = opened;
  const skipped = foundByOthers(opened);
  const shown = base.diagnostics.filter(({ code }) => !skipped.includes(code));
  const problems = shown.map((diagnostic) => toProblem(diagnostic, pages));
  if (failure === undefined) return problems;
  const failed = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), failure, vscode.DiagnosticSeverity.Error);
  failed.source = 'Context Debugger';
  return [...problems, failed];
}

/** Each lint rule has a page in the extension: the problem's code leads there. */
export function showProblems(documents: ContextDocuments, extensionUri: vscode.Uri): vscode.Disposable {
  const pages = vscode.Uri.joinPath(extensionUri, 'docs', 'lint');
  const collection = vscode.languages.createDiagnosticCollection('contextDebugger');
  // The YAML extension finds a syntax error before or after us.
  const recheck = (uri: vscode.Uri): void => {
    const opened = documents.get(uri);
    const hasSyntaxError = opened?.base.diagnostics.some(({ code }) => code === 'syntax');
    if (!opened || !hasSyntaxError || contextFormat(uri) === 'json') return;
    const isShown = collection.get(uri)?.some(({ code }) => code === 'syntax') ?? false;
    if (isShown === isSyntaxSaidByOthers(uri)) collection.set(uri, problemsOf(opened, pages));
  };
  return vscode.Disposable.from(
    collection,
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach(recheck)),
    documents.onDidChange((changed) => collection.set(changed.document.uri, problemsOf(changed, pages))),
    documents.onDidClose((uri) => collection.delete(uri)),
  );
}
