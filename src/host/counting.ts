/** Tells the workers what to count with: the user's tokenizer files, and what this workspace's logs taught. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { CountingSettings } from '../protocol/countingApi';
import type { ContextDocuments } from './documents/contextDocuments';
import { reporting } from './messages';
import type { Workers } from './workers';

/** `storageUri`: the workspace's own folder; without a workspace nothing is learnt. */
export function countingSettings(storageUri: vscode.Uri | undefined): CountingSettings {
  const files = vscode.workspace.getConfiguration('contextDebugger').get<Record<string, unknown>>('tokenizers', {});
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const tokenizers: CountingSettings['tokenizers'] = {};
  for (const [model, file] of Object.entries(files)) {
    if (typeof file === 'string' && file.trim() !== '') tokenizers[model] = path.resolve(folder, file.trim());
  }
  const calibrationFile = storageUri && path.join(storageUri.fsPath, 'calibration.json');
  return { tokenizers, ...(calibrationFile === undefined ? {} : { calibrationFile }) };
}

export interface CountingParts {
  workers: Workers;
  documents: ContextDocuments;
  storageUri: vscode.Uri | undefined;
}

export function followCounting({ workers, documents, storageUri }: CountingParts): vscode.Disposable {
  const apply = async (): Promise<void> => {
    await workers.setCounting(countingSettings(storageUri));
    documents.refresh();
  };
  workers.trace.on('calibrated', () => void apply());
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('contextDebugger.tokenizers')) void apply();
    }),
    vscode.commands.registerCommand(
      'contextDebugger.resetCalibration',
      reporting(async () => {
        await workers.trace.request('resetCalibration', null);
        await apply();
        void vscode.window.showInformationMessage(
          'Token calibration was reset. Models without a public tokenizer are estimated until logs with usage are opened again.',
        );
      }),
    ),
  );
}
