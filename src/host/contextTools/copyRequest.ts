/** "Copy Context as Request…": the body that a provider's API takes, into the clipboard, and what it cannot carry. */
import * as vscode from 'vscode';
import { PROVIDER_SHAPES } from '../../core/replay/renderAs';
import { reporting } from '../messages';
import type { Workers } from '../workers';
import { findToolTarget, refOf, type ToolFaces } from './toolTarget';

const TITLE = 'Copy Context as Request';
const DEADLINE_MS = 60_000;

export function registerCopyRequest(tools: ToolFaces & { workers: Workers }): vscode.Disposable {
  return vscode.commands.registerCommand(
    'contextDebugger.copyRequest',
    reporting(async (argument) => {
      const target = await findToolTarget(argument, tools);
      const items = PROVIDER_SHAPES.map(({ id, title, address }) => ({ label: title, description: address, id }));
      const chosen = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: 'Whose API' });
      if (!chosen) return;
      const params = { ref: await refOf(target), shape: chosen.id };
      const { body, lossy } = await tools.workers.document.request('renderRequest', params, {
        deadlineMs: DEADLINE_MS,
      });
      await vscode.env.clipboard.writeText(`${JSON.stringify(body, undefined, 2)}\n`);
      await tellCopied(`${chosen.label} request (${chosen.description})`, lossy);
    }),
  );
}

const DETAILS = 'Show What Changed';

/** Nothing is hidden: a message shows one line, so more stands in a document of its own. */
async function tellCopied(what: string, lossy: readonly string[]): Promise<void> {
  if (lossy.length === 0) {
    void vscode.window.showInformationMessage(`Copied as ${what}. Nothing of the context is lost.`);
    return;
  }
  const [first = ''] = lossy;
  const more = lossy.length > 1 ? ` And ${lossy.length - 1} more.` : '';
  const message = plainText(`Copied as ${what}. Not all of it could be carried over: ${first}${more}`);
  if ((await vscode.window.showWarningMessage(message, DETAILS)) !== DETAILS) return;
  const content = [
    `Copied as ${what}.`,
    '',
    'What it cannot carry, or carries in another form:',
    '',
    ...lossy.map((each) => `- ${each}`),
    '',
  ];
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ content: content.join('\n'), language: 'plaintext' }),
  );
}

/** A tool may be called '[x](command:y)', which a notification would make a link. */
const plainText = (message: string): string => message.replaceAll('](', '] (');
