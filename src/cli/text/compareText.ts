/** A comparison for people: a pair under its call, lines with '-' and '+', changed words marked. */
import type { CompareAnswer, ComparedPair, DiffRow, WordSpan } from '../../core/compare/model';
import { plural } from './numbers';
import type { Style } from './style';
import { oneLine, visible } from './visible';

/** `titleOf` gives a side's name for people. */
export function compareText(answer: CompareAnswer, titleOf: (side: string) => string, style: Style): string[] {
  const equal = answer.pairs.filter((pair) => pair.equal).length;
  const unanswered = answer.pairs.filter((pair) => pair.statuses !== undefined).length;
  const changed = answer.pairs.length - equal - unanswered;
  const counts = [
    `${changed} changed`,
    `${equal} equal`,
    ...(unanswered > 0 ? [`${unanswered} without both answers`] : []),
  ];
  return [
    `${plural(answer.pairs.length, 'pair')}: ${counts.join(', ')}.`,
    ...answer.pairs.flatMap((pair) => pairLines(pair, titleOf, style)),
  ];
}

function pairLines(pair: ComparedPair, titleOf: (side: string) => string, style: Style): string[] {
  const { callId, sample, hunks } = pair;
  const left = style('red', `- ${oneLine(titleOf(pair.left))}`);
  const right = style('green', `+ ${oneLine(titleOf(pair.right))}`);
  const head = `${style('bold', `call ${oneLine(callId)}`)} · sample ${sample + 1} · ${left} · ${right} · ${stateOf(pair)}`;
  const lines = hunks.flatMap(({ rows }, index) => [
    ...(index > 0 ? [style('dim', '  …')] : []),
    ...rows.flatMap((row) => rowLines(row, style)),
  ]);
  return ['', head, ...(pair.equal ? [] : lines)];
}

function stateOf({ equal, coarse, statuses }: ComparedPair): string {
  if (statuses) return `left ${statuses.left}, right ${statuses.right}`;
  if (equal) return 'equal';
  return coarse ? 'changed (coarse: too different for a full comparison in the time allowed)' : 'changed';
}

/** A row of a diff: one line where both sides are the same, else one for each side. */
export function rowLines(row: DiffRow, style: Style): string[] {
  if (row.state === 'equal') return [`  ${textOf(row.left ?? row.right ?? [])}`];
  const marksWords = row.state === 'changed';
  return [
    ...(row.left ? [signedLine('-', row.left, marksWords, style)] : []),
    ...(row.right ? [signedLine('+', row.right, marksWords, style)] : []),
  ];
}

const textOf = (spans: WordSpan[]): string => visible(spans.map(({ text }) => text).join(''));

/** Changed words stand in [- -] and {+ +}, as in a word diff, so that they are seen without colour too. */
function signedLine(sign: '-' | '+', spans: WordSpan[], marksWords: boolean, style: Style): string {
  const paint = sign === '-' ? 'red' : 'green';
  const isWhole = !marksWords || spans.every(({ changed }) => changed);
  const marked = spans.map(({ text, changed }) => {
    if (!changed || isWhole || text.trim() === '') return style(paint, visible(text));
    return style('bold', style(paint, sign === '-' ? `[-${visible(text)}-]` : `{+${visible(text)}+}`));
  });
  return `${style(paint, `${sign} `)}${marked.join('')}`;
}
