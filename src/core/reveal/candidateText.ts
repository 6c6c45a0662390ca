/** What is said of a place in code, in words: the same on the command line and in the editor. */
import type { CodeCandidate, RevealAnswer } from './model';

/** 'last changed 2026-11-23 by Ada, 6dec1401 Subject'; empty where nothing is known. */
export function commitText({ commit, isUncommitted }: CodeCandidate): string {
  if (!commit) return isUncommitted ? 'not committed yet' : '';
  const { date, hash, author, subject } = commit;
  const last = `last changed ${date.slice(0, 10)} by ${author}, ${hash.slice(0, 8)} ${subject}`;
  return isUncommitted ? `${last}; edited since, not committed yet` : last;
}

/** How much of the section stands there. */
export function coveredText({ kind, covered, isFrame }: CodeCandidate): string {
  if (kind === 'file') return 'named by the document';
  return `${String(Math.max(1, Math.round(covered * 100)))} %${isFrame ? ' of the frame' : ''}`;
}

/** Which texts of it, and with which variables between. */
export function holdsText({ holds, holes, isFrame }: CodeCandidate): string {
  const of = isFrame || holds.length === 0 ? [] : [holds.join(', ')];
  return [...of, ...(holes.length > 0 ? [`variables: ${holes.join(', ')}`] : [])].join(' · ');
}

export const shareText = (candidate: CodeCandidate): string =>
  [coveredText(candidate), holdsText(candidate)].filter((text) => text !== '').join(' · ');

/** Why there is nothing to show, and what to do. `files`: '1,203 files', as the face writes numbers. */
export function nothingText({ section, lookedFor, searched }: RevealAnswer, files: string): string {
  if (lookedFor.length === 0) {
    return `Section '${section}' holds nothing to look for: no text of its own, or only what changes from call to call.`;
  }
  const cut = searched.isCut ? ' (not all: the time was over)' : '';
  return `Section '${section}' was not found in ${files}${cut} of ${searched.folders.join(', ')}.`;
}
