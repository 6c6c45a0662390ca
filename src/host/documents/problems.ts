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

function toProblem({ code, severity, message, range }: Diagnostic): vscode.Diagnostic {
  const place = range ? toEditorRange(range) : new vscode.Range(0, 0, 0, 0);
  const problem = new vscode.Diagnostic(place, message, SEVERITY[severity]);
  problem.code = code;
  problem.source = 'Context Debugger';
  return problem;
}

function problemsOf({ document, base, failure }: OpenDocument): vscode.Diagnostic[] {
  const skipped = contextFormat(document.uri) === 'json' ? FOUND_BY_JSON_SERVER : [];
  const problems = base.diagnostics.filter(({ code }) => !skipped.includes(code)).map(toProblem);
  if (failure === undefined) return problems;
  const failed = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), failure, vscode.DiagnosticSeverity.Error);
  failed.source = 'Context Debugger';
  return [...problems, failed];
}

export function showProblems(documents: ContextDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('contextDebugger');
  return vscode.Disposable.from(
    collection,
    documents.onDidChange((changed) => collection.set(changed.document.uri, problemsOf(changed))),
    documents.onDidClose((uri) => collection.delete(uri)),
  );
}
