/** The Context view's what-if: written into the document as one undoable edit, or taken back. */
import * as vscode from 'vscode';
import type { LadderRung } from '../../core/context/assembly';
import { isPlainOverlay } from '../../core/context/overlay';
import type { ApplyResult } from '../../protocol/contextApi';
import { contextFormat, contextTarget, isPromptFile } from '../contextFiles';
import type { ContextViews } from '../contextView/contextViews';
import type { ContextDocuments } from '../documents/contextDocuments';
import { toEditorRange } from '../documents/editorRange';
import type { OpenDocument } from '../documents/openDocument';
import { reporting } from '../messages';

const NO_WHAT_IF = 'There is no what-if to apply. Move the window or a budget in the Context view first.';
const MOVED_ON =
  'The text changed since the figures on screen were computed, so nothing was written. Look at the new figures, then apply again.';
const OUTDATED =
  'The text has errors now, so nothing was written. Correct what the Problems panel lists, then apply again.';

/** Each rung counts all that is kept: of a large document on a slow machine that takes a while. */
const PROMPT_FILE =
  'This is a prompt file of another program and is not written to. Run "Convert to Context Document…" first.';
const LADDER_DEADLINE_MS = 60_000;

export function whatIfLadder({ document, overlay, workers }: OpenDocument): Promise<LadderRung[]> {
  const params = { path: document.uri.fsPath, overlay, now: Date.now() };
  return workers.document.request('ladder', params, { deadlineMs: LADDER_DEADLINE_MS });
}

/** Rejects with a sentence where nothing was written. */
export async function applyWhatIf(opened: OpenDocument): Promise<ApplyResult> {
  const { document, overlay, view, workers } = opened;
  if (isPlainOverlay(overlay)) throw new Error(NO_WHAT_IF);
  if (isPromptFile(document.uri)) throw new Error(PROMPT_FILE);
  if (view?.isOutdated) throw new Error(OUTDATED);
  const { version } = document;
  if (opened.viewTextVersion !== version) throw new Error(MOVED_ON);
  const found = await workers.document.request('overlayEdits', {
    path: document.uri.fsPath,
    format: contextFormat(document.uri) ?? 'yaml',
    text: document.getText(),
    overlay,
  });
  if ('refusal' in found) throw new Error(found.refusal);
  if (document.version !== version) throw new Error(MOVED_ON);
  const change = new vscode.WorkspaceEdit();
  for (const { range, text } of found.edits) change.replace(document.uri, toEditorRange(range), text);
  if (!(await vscode.workspace.applyEdit(change)))
    throw new Error('The editor did not take the edit: the file may be read-only. Nothing was written.');
  opened.setOverlay({});
  return { message: `${found.message} Undo takes it back.` };
}

export function registerWhatIf(documents: ContextDocuments, views: ContextViews): vscode.Disposable {
  const target = (argument: unknown): OpenDocument => {
    const uri = contextTarget(argument) ?? views.activeDocument;
    const opened = uri && documents.get(uri);
    if (!opened) throw new Error('Open the Context view of a context document first.');
    return opened;
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      'contextDebugger.applyWhatIf',
      reporting(async (argument) => {
        const { message } = await applyWhatIf(target(argument));
        void vscode.window.showInformationMessage(plainText(message));
      }),
    ),
    vscode.commands.registerCommand(
      'contextDebugger.resetWhatIf',
      reporting((argument) => target(argument).setOverlay({})),
    ),
  );
}

/** A section may be called '[x](command:y)', which a notification would make a link. */
const plainText = (message: string): string => message.replaceAll('](', '] (');
