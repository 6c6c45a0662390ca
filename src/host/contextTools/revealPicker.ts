/** The places in code that hold a section, to choose from: each is shown in an editor while it is lit. */
import * as vscode from 'vscode';
import { commitText, coveredText, holdsText } from '../../core/reveal/candidateText';
import { shortened } from '../../core/reveal/literals';
import type { CodeCandidate, RevealAnswer } from '../../core/reveal/model';
import { toEditorRange } from '../documents/editorRange';

const PREVIEW_DELAY_MS = 120;
const EXCERPT_LENGTH = 50;

interface PlaceItem extends vscode.QuickPickItem {
  candidate: CodeCandidate;
}

/** Shows the place and selects what was found. */
export async function showPlace(candidate: CodeCandidate, options: vscode.TextDocumentShowOptions): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(candidate.file));
  const { line, column, endLine, endColumn } = candidate;
  const range = toEditorRange({ start: { line, column }, end: { line: endLine, column: endColumn } });
  const place = document.validateRange(range);
  const editor = await vscode.window.showTextDocument(document, { preview: true, ...options });
  // The cursor stands where the text begins.
  editor.selection = new vscode.Selection(place.end, place.start);
  editor.revealRange(new vscode.Range(place.start, place.start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Beside what asks, so that the section stays in sight. */
export function columnForCode(): vscode.ViewColumn {
  const { viewColumn } = vscode.window.tabGroups.activeTabGroup;
  return viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
}

/** Resolves with the chosen place; undefined where none was chosen: what was shown meanwhile is closed again. */
export async function pickPlace(answer: RevealAnswer): Promise<CodeCandidate | undefined> {
  const before = openFiles();
  const asking = vscode.window.tabGroups.activeTabGroup.viewColumn;
  const code = columnForCode();
  let column: vscode.ViewColumn = code;
  const pick = vscode.window.createQuickPick<PlaceItem>();
  pick.title = `Reveal '${plainLabel(answer.section)}' in Code`;
  pick.placeholder = placeholderOf(answer);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = answer.candidates.map(itemOf);
  let timer: NodeJS.Timeout | undefined;
  let previewing: Promise<void> = Promise.resolve();
  const preview = async (candidate: CodeCandidate): Promise<void> => {
    await showPlace(candidate, { viewColumn: column, preserveFocus: true }).catch(() => undefined);
    // The group that was opened beside is used again.
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === candidate.file);
    if (column === vscode.ViewColumn.Beside && shown?.viewColumn) column = shown.viewColumn;
  };
  pick.onDidChangeActive(([item]) => {
    clearTimeout(timer);
    if (!item) return;
    timer = setTimeout(() => {
      previewing = previewing.then(() => preview(item.candidate));
    }, PREVIEW_DELAY_MS);
  });
  const chosen = await new Promise<CodeCandidate | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]?.candidate));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  clearTimeout(timer);
  pick.dispose();
  await previewing;
  if (chosen) await showPlace(chosen, { viewColumn: column === asking ? code : column, preview: false });
  else await closePreviews(answer, before);
  return chosen;
}

const tabFile = ({ input }: vscode.Tab): string | undefined =>
  input instanceof vscode.TabInputText ? input.uri.fsPath : undefined;

const allTabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
const openFiles = (): Set<string | undefined> => new Set(allTabs().map(tabFile));

async function closePreviews({ candidates }: RevealAnswer, before: ReadonlySet<string | undefined>): Promise<void> {
  const files = new Set<string | undefined>(candidates.map(({ file }) => file));
  const shown = allTabs().filter((tab) => tab.isPreview && files.has(tabFile(tab)) && !before.has(tabFile(tab)));
  if (shown.length > 0) await vscode.window.tabGroups.close(shown, true);
}

function placeholderOf({ candidates, searched }: RevealAnswer): string {
  const count =
    candidates.length === 1
      ? '1 place holds a part of it'
      : `${String(candidates.length)} places hold it or a part of it`;
  const cut = searched.isCut ? '; not every file was read, the time was over' : '';
  return `${count}, the best first${cut}. Choose where to go.`;
}

/** The place and its commit in the first line, what stands there in the second; both are cut at their end. */
function itemOf(candidate: CodeCandidate): PlaceItem {
  const { excerpt, line, file, namedIn } = candidate;
  const first = excerpt.split('\n').find((text) => text.trim() !== '') ?? '';
  const read = namedIn ? `read in ${shownPath(namedIn.file)}:${String(namedIn.line + 1)}` : '';
  const joined = (...parts: string[]): string => plainLabel(parts.filter((text) => text !== '').join(' · '));
  return {
    label: plainLabel(`${shownPath(file)}:${String(line + 1)}`),
    description: joined(coveredText(candidate), commitText(candidate)),
    detail: joined(shortened(first, EXCERPT_LENGTH), holdsText(candidate), read),
    candidate,
  };
}

/** As the explorer names it. */
export const shownPath = (file: string): string => vscode.workspace.asRelativePath(file);

/** Text of files makes no icons and no links. */
export const plainLabel = (text: string): string =>
  text
    .replaceAll('$(', '$ (')
    .replaceAll('](', '] (')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ');
