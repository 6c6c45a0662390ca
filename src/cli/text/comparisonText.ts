/** Two contexts for people: tokens by section with their difference, then what changed in the payload. */
import { hunksOf } from '../../core/compare/compareAnswer';
import type { ComparedMessage, ComparedSectionSide, ContextComparison } from '../../core/context/comparison';
import type { Count } from '../../core/tokens/count';
import { rowLines } from './compareText';
import { formatCount, formatNumber, plural } from './numbers';
import type { Style } from './style';
import { formatTable, type Cell } from './table';
import { oneLine, visible } from './visible';

interface Options {
  width: number;
  style: Style;
}

export function comparisonText(comparison: ContextComparison, options: Options): string[] {
  const { style } = options;
  const changed = comparison.messages.filter(({ state }) => state !== 'equal').length;
  const coarse = comparison.coarse ? ' (coarse: too different for a full comparison)' : '';
  const verdict = comparison.equal
    ? 'equal'
    : `${plural(changed, 'message')} of ${comparison.messages.length} changed${coarse}`;
  return [
    style('red', `- ${sideText(comparison.left)}`),
    style('green', `+ ${sideText(comparison.right)}`),
    '',
    ...sectionTable(comparison, options),
    '',
    verdict,
    ...comparison.messages.flatMap((message) => messageLines(message, style)),
  ];
}

function sideText({ title, model, window }: ContextComparison['left']): string {
  return `${oneLine(title)} (${oneLine(model)}, window ${window === null ? 'not known' : formatNumber(window)})`;
}

function sectionTable({ sections, framing, total }: ContextComparison, options: Options): string[] {
  const rows = sections.map(({ id, left, right, matchedBy, difference }): Cell[] => {
    const other = left && right && left.id !== right.id ? ` = ${right.id} (by ${matchedBy ?? 'id'})` : '';
    return [
      { text: oneLine(`${id}${other}`) },
      { text: cellOf(left) },
      { text: cellOf(right) },
      differenceCell(difference),
    ];
  });
  const sums = [
    { name: 'framing', ...framing },
    { name: 'total', ...total },
  ].map(({ name, left, right, difference }): Cell[] => [
    { text: name, paint: 'dim' },
    { text: formatCount(left) },
    { text: formatCount(right) },
    differenceCell(difference),
  ]);
  const columns = [
    { title: 'section' },
    { title: 'left', align: 'right' as const },
    { title: 'right', align: 'right' as const },
    { title: 'difference', align: 'right' as const },
  ];
  return formatTable(columns, [...rows, ...sums], options);
}

function cellOf(side: ComparedSectionSide | undefined): string {
  if (!side) return 'not there';
  const of = side.raw.tokens === side.kept.tokens ? '' : ` of ${formatNumber(side.raw.tokens)}`;
  return `${formatCount(side.kept)}${of}${side.action === 'whole' ? '' : ` ${side.action}`}`;
}

function differenceCell(count: Count): Cell {
  const { tokens } = count;
  if (tokens === 0) return { text: '0', paint: 'dim' };
  const size = formatCount({ ...count, tokens: Math.abs(tokens) });
  return { text: `${tokens > 0 ? '+' : '−'}${size}`, paint: tokens > 0 ? 'green' : 'red' };
}

function messageLines(message: ComparedMessage, style: Style): string[] {
  if (message.state === 'equal') return [];
  const head = ['', style('bold', headOf(message))];
  if (message.state === 'changed') {
    const hunks = hunksOf(message.rows);
    return [
      ...head,
      ...hunks.flatMap(({ rows }, index) => [
        ...(index > 0 ? [style('dim', '  …')] : []),
        ...rows.flatMap((row) => rowLines(row, style)),
      ]),
    ];
  }
  const [sign, paint] = message.state === 'left' ? (['-', 'red'] as const) : (['+', 'green'] as const);
  return [
    ...head,
    ...visible(message.text)
      .split('\n')
      .map((line) => style(paint, `${sign} ${line}`)),
  ];
}

function headOf(message: ComparedMessage): string {
  const sides = [
    ...(message.state === 'right' ? [] : [`- ${message.left.role} ${message.left.number}`]),
    ...(message.state === 'left' ? [] : [`+ ${message.right.role} ${message.right.number}`]),
  ];
  const { sections } = message.state === 'right' ? message.right : message.left;
  return oneLine(`${sides.join(' · ')} · ${sections.join(', ')}`);
}
