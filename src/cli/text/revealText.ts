/** The places in code that hold a section, for people. */
import * as path from 'node:path';
import { commitText, nothingText, shareText } from '../../core/reveal/candidateText';
import type { CodeCandidate, RevealAnswer } from '../../core/reveal/model';
import type { CliIo } from '../io';
import { plural } from './numbers';
import { oneLine, shorten, visible } from './visible';

export function revealText(answer: RevealAnswer, io: CliIo): string[] {
  const { candidates, section } = answer;
  if (candidates.length === 0) return nothingFound(answer);
  const head = `${oneLine(section)}: ${plural(candidates.length, 'place')} in ${searchedText(answer)}`;
  const lines = candidates.flatMap((candidate, index) => candidateLines(candidate, index, io));
  return [
    head,
    ...(answer.standsAlone && candidates.length > 1 ? ['The first stands clear of the others.'] : []),
    '',
    ...lines,
  ];
}

function searchedText({ searched }: RevealAnswer): string {
  const cut = searched.isCut ? ', not all of them: the time was over' : '';
  return `${plural(searched.files, 'file')}${cut}`;
}

function nothingFound(answer: RevealAnswer): string[] {
  const lines = [oneLine(nothingText(answer, plural(answer.searched.files, 'file')))];
  if (answer.lookedFor.length === 0) return lines;
  const literals = answer.lookedFor.slice(0, 3).map((literal) => `  ${oneLine(literal)}`);
  return [...lines, 'Looked for:', ...literals, 'Name the folder of the program that makes the call: --in DIR.'];
}

function candidateLines(candidate: CodeCandidate, index: number, { style, width }: CliIo): string[] {
  const { namedIn } = candidate;
  const place = `${shownPath(candidate.file)}:${candidate.line + 1}:${candidate.column + 1}`;
  const read = namedIn ? ` · read in ${shownPath(namedIn.file)}:${namedIn.line + 1}` : '';
  const commit = oneLine(commitText(candidate));
  return [
    `${index + 1}  ${style('bold', place)}  ${oneLine(shareText(candidate))}${read}`,
    ...(commit === '' ? [] : [`   ${commit}`]),
    ...visible(candidate.excerpt)
      .split('\n')
      .map((line) => `   ${style('dim', shorten(line, width - 3))}`),
    '',
  ];
}

/** From here, where it is below; else whole. */
function shownPath(file: string): string {
  const relative = path.relative('.', file);
  return oneLine(relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative);
}
