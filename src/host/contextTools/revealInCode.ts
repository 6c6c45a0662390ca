/** Reveal in Code: from a section of a document or a logged call to the line that its text was written in. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { SectionLedger } from '../../core/context/assembly';
import { commitText, nothingText, shareText } from '../../core/reveal/candidateText';
import type { CodeCandidate, RevealAnswer } from '../../core/reveal/model';
import type { ContextRef } from '../../protocol/contextRef';
import { RpcError } from '../../protocol/rpcPeer';
import { sectionAt } from '../documents/editorRange';
import { reporting } from '../messages';
import { isTrusted } from '../settings';
import type { Workers } from '../workers';
import { columnForCode, pickPlace, plainLabel, shownPath, showPlace } from './revealPicker';
import { findToolTarget, refOf, type ToolFaces, type ToolTarget } from './toolTarget';

/** The search ends by itself and says so; the request waits a little longer. */
const SEARCH_MS = 20_000;
const DEADLINE_MS = SEARCH_MS + 20_000;
const STATUS_MS = 15_000;

export function registerRevealInCode(workers: Workers, faces: ToolFaces): vscode.Disposable {
  return vscode.commands.registerCommand(
    'contextDebugger.revealInCode',
    reporting(async (argument) => {
      const target = await findToolTarget(argument, faces);
      const sectionId = target.sectionId ?? sectionAtCursor(target) ?? (await askSection(target));
      if (sectionId !== undefined) await revealInCode(workers, await refOf(target), sectionId);
    }),
  );
}

function sectionAtCursor(target: ToolTarget): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (target.type === 'call' || editor?.document !== target.opened.document) return undefined;
  return sectionAt(target.opened.sectionRanges, editor.selection.active);
}

async function askSection(target: ToolTarget): Promise<string | undefined> {
  const sections = await sectionsOf(target);
  const items = sections.map(({ id, kind, role, raw }) => ({
    label: plainLabel(id),
    description: plainLabel([kind, role].filter((text) => text !== '').join(' · ')),
    detail: `${raw.tokens.toLocaleString('en-US')} tokens`,
    id,
  }));
  const options = { title: 'Reveal Section in Code', placeHolder: 'The section whose text is searched for' };
  return (await vscode.window.showQuickPick(items, options))?.id;
}

async function sectionsOf(target: ToolTarget): Promise<SectionLedger[]> {
  if (target.type === 'call') {
    const { view, callId } = target;
    return (await view.ask('callAnswer', { setId: view.setId, callId })).ledger.sections;
  }
  const { view, base } = target.opened;
  const shown = view ?? base.snapshot;
  if (!shown) throw new Error('The document has no sections yet. Correct what the Problems panel lists.');
  return shown.answer.sections;
}

/** Shows what it finds, or says why there is nothing. Rejects where the context itself cannot be read. */
export async function revealInCode(workers: Workers, ref: ContextRef, sectionId: string): Promise<void> {
  const answer = await search(workers, ref, sectionId);
  if (!answer) return;
  const [first] = answer.candidates;
  if (!first) await sayNothingFound(answer);
  else if (answer.standsAlone) await openAlone(answer, first);
  else say(await pickPlace(answer));
}

/** Undefined where the user called it off. */
async function search(workers: Workers, ref: ContextRef, sectionId: string): Promise<RevealAnswer | undefined> {
  const params = {
    ref,
    sectionId,
    folders: foldersOf(ref),
    exclude: [],
    isTrusted: isTrusted(),
    deadlineMs: SEARCH_MS,
  };
  const title = `Searching the code for section '${plainLabel(sectionId)}'`;
  const location = vscode.ProgressLocation.Notification;
  try {
    return await vscode.window.withProgress({ location, title, cancellable: true }, (_progress, token) =>
      workers.document.request('revealInCode', params, {
        deadlineMs: DEADLINE_MS,
        onStart: (cancel) => void token.onCancellationRequested(cancel),
      }),
    );
  } catch (error) {
    if (error instanceof RpcError && error.code === 'cancelled') return undefined;
    throw error;
  }
}

/** The workspace; without one, where the document or the log lies. */
function foldersOf(ref: ContextRef): string[] {
  const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (open.length > 0) return open.map(({ uri }) => uri.fsPath);
  const file = ref.type === 'document' ? ref.path : ref.call.sources[0]?.path;
  return file === undefined ? [] : [path.dirname(file)];
}

async function openAlone(answer: RevealAnswer, first: CodeCandidate): Promise<void> {
  await showPlace(first, { viewColumn: columnForCode(), preview: false });
  say(first);
  const others = answer.candidates.length - 1;
  if (others === 0) return;
  const parts = others === 1 ? '1 other place holds a part' : `${String(others)} other places hold a part`;
  const message = `Section '${plainLabel(answer.section)}' is in ${shownPath(first.file)} (${plainLabel(shareText(first))}). ${parts} of it.`;
  const SHOW_ALL = 'Show All';
  if ((await vscode.window.showInformationMessage(message, SHOW_ALL)) === SHOW_ALL) say(await pickPlace(answer));
}

function say(candidate: CodeCandidate | undefined): void {
  if (!candidate) return;
  const place = `${shownPath(candidate.file)}:${String(candidate.line + 1)}`;
  const commit = commitText(candidate);
  const text = plainLabel(commit === '' ? place : `${place} ${commit}`);
  vscode.window.setStatusBarMessage(`$(git-commit) ${text}`, STATUS_MS);
}

async function sayNothingFound(answer: RevealAnswer): Promise<void> {
  const { files } = answer.searched;
  const counted = files === 1 ? '1 file' : `${files.toLocaleString('en-US')} files`;
  const [longest] = answer.lookedFor;
  const nothing = plainLabel(nothingText(answer, counted));
  if (longest === undefined) {
    void vscode.window.showInformationMessage(nothing);
    return;
  }
  const ADD = 'Add Folder to Workspace…';
  const next = 'Add the folder of the program that makes the call, then try again.';
  const message = `${nothing} Looked for “${plainLabel(longest)}” and the like. ${next}`;
  if ((await vscode.window.showWarningMessage(message, ADD)) === ADD) {
    await vscode.commands.executeCommand('workbench.action.addRootFolder');
  }
}
