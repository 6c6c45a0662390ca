/**
 * What the YAML extension says of a document when it is there, so that nothing is said twice: it has an outline of any
 * YAML and finds its syntax errors, and where a file names a schema it completes and explains from that.
 */
import * as vscode from 'vscode';

const ID = 'redhat.vscode-yaml';

/** Installed and not disabled. */
export const isYamlExtensionHere = (): boolean => vscode.extensions.getExtension(ID) !== undefined;

const MODELINE = /^#\s*yaml-language-server\s*:\s*\$schema\s*=\s*\S/m;
const OUR_SCHEMA = 'context-document.schema';
/** A modeline stands among the first comments. */
const HEAD = 2_000;

export function hasYamlSchema(text: string): boolean {
  if (!isYamlExtensionHere()) return false;
  if (MODELINE.test(text.slice(0, HEAD))) return true;
  const schemas = vscode.workspace.getConfiguration('yaml').get<Record<string, unknown>>('schemas', {});
  return Object.keys(schemas).some((name) => name.includes(OUR_SCHEMA));
}

/** Whether another extension has found a syntax error in the document: that is then not told by us again. */
export const isSyntaxSaidByOthers = (uri: vscode.Uri): boolean =>
  isYamlExtensionHere() &&
  vscode.languages
    .getDiagnostics(uri)
    .some(({ source, severity }) => source?.startsWith('YAML') && severity === vscode.DiagnosticSeverity.Error);
