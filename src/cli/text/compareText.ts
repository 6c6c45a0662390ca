/** A comparison for people: a pair under its call, lines with '-' and '+', changed words marked. */
import type { CompareAnswer, DiffRow, WordSpan } from '../../core/compare/model';
import { plural } from './numbers';
import type { Style } from './style';
import { oneLine, visible } from './visible';

export interface Sides {
  left: string;
  right: string;
}

export function compareText(answer: CompareAnswer, sides: Sides, style: Style): string[] {
  const changed = answer.pairs.filter(({ equal }) => !equal).length;
  const head = [
    `${style('red', `- ${oneLine(sides.left)}`)}   ${style('green', `+ ${oneLine(sides.right)}`)}`,
    `${plural(answer.pairs.length, 'pair')}: ${changed} changed, ${answer.pairs.length - changed} equal.`,
  ];
  return [...head, ...answer.pairs.flatMap((pair) => pairLines(pair, style))];
}

function pairLines({ callId, sample, equal, coarse, hunks }: CompareAnswer['pairs'][number], style: Style): string[] {
  const note = equal
    ? 'equal'
    : `changed${coarse ? ' (coarse: too different to compare word by word in the time allowed)' : ''}`;
  const head = `${style('bold', `call ${oneLine(callId)}`)} sample ${sample + 1}: ${note}`;
  return ['', head, ...(equal ? [] : hunks.flatMap(({ rows }) => rows.flatMap((row) => rowLines(row, style))))];
}

function rowLines(row: DiffRow, style: Style): string[] {
  const left = row.left && row.state !== 'equal' ? [line('-', row.left, row.state === 'changed', style)] : [];
  const right = row.right && row.state !== 'equal' ? [line('+', row.right, row.state === 'changed', style)] : [];
  return row.state === 'equal' ? [`  ${textOf(row.left ?? row.right ?? [])}`] : [...left, ...right];
}

const textOf = (spans: WordSpan[]): string => visible(spans.map(({ text }) => text).join(''));

/** Changed words stand in [- -] and {+ +}, as in a word diff, so that they are seen without colour too. */
function line(sign: '-' | '+', spans: WordSpan[], marksWords: boolean, style: Style): string {
  const paint = sign === '-' ? 'red' : 'green';
  const isWhole = !marksWords || spans.every(({ changed }) => changed);
  const marked = spans.map(({ text, changed }) => {
    if (!changed || isWhole || text.trim() === '') return style(paint, visible(text));
    return style('bold', style(paint, sign === '-' ? `[-${visible(text)}-]` : `{+${visible(text)}+}`));
  });
  return `${style(paint, `${sign} `)}${marked.join('')}`;
}
