/** The Problems of context documents. */
import * as vscode from 'vscode';
import type { Diagnostic, DiagnosticCode, Severity } from '../../core/context/model';
import { contextFormat } from '../contextFiles';
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

function problemsOf({ document, base, failure }: OpenDocument, pages: vscode.Uri): vscode.Diagnostic[] {
  const skipped = contextFormat(document.uri) === 'json' ? FOUND_BY_JSON_SERVER : [];
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
  return vscode.Disposable.from(
    collection,
    documents.onDidChange((changed) => collection.set(changed.document.uri, problemsOf(changed, pages))),
    documents.onDidClose((uri) => collection.delete(uri)),
  );
}
