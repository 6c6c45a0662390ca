/** Registers the extension's faces; holds no logic and does no work before one of them is used. */
import type * as vscode from 'vscode';

export function activate(_context: vscode.ExtensionContext): void {
  // Nothing to register yet.
}
