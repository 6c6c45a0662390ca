/** What was checked, for people: findings as compilers write them, differences by section, and a log's rules as a table. */
import type { CheckedDocument, LintAnswer } from '../../core/context/check';
import type { Severity } from '../../core/context/model';
import { formatCount, formatNumber, plural } from './numbers';
import type { Paint, Style } from './style';
import { formatTable } from './table';
import { oneLine } from './visible';

const PAINT: Record<Severity, Paint> = { error: 'red', warning: 'yellow', info: 'dim' };

export function checkedText(documents: readonly CheckedDocument[], style: Style): string[] {
  return documents.flatMap((document) => [...findingLines(document, style), ...conformanceLines(document, style)]);
}

function findingLines({ file, diagnostics }: CheckedDocument, style: Style): string[] {
  if (diagnostics.length === 0) return [`${oneLine(file)}: no findings`];
  return diagnostics.map(({ range, severity, message, rule, tokens }) => {
    const place = range ? `${file}:${range.start.line + 1}:${range.start.column + 1}` : file;
    const vain = tokens ? ` (${formatCount(tokens)} tokens)` : '';
    return `${oneLine(place)}: ${style(PAINT[severity], severity)}: ${oneLine(message)}${vain} [${rule}]`;
  });
}

function conformanceLines({ file, conformance }: CheckedDocument, style: Style): string[] {
  if (!conformance) return [];
  const differing = conformance.filter(({ equal }) => !equal);
  const head = `${oneLine(file)}: ${conformance.length - differing.length} of ${plural(conformance.length, 'call')} were sent as the document says`;
  return [
    head,
    ...differing.flatMap(({ callId, section, expected, actual }) => [
      `  ${style('red', 'differs')} ${oneLine(callId)}${section === undefined ? '' : ` in section '${oneLine(section)}'`}`,
      `    document  ${oneLine(expected ?? '')}`,
      `    sent      ${oneLine(actual ?? '')}`,
    ]),
  ];
}

export function logText({ calls, rules }: LintAnswer, options: { width: number; style: Style }): string[] {
  if (rules.length === 0) return [`${plural(calls, 'call')}: no findings`];
  const rows = rules.map(({ rule, severity, calls: count, sites, tokens, example }) => [
    rule,
    { text: severity, paint: PAINT[severity] },
    `${formatNumber(count)} of ${formatNumber(calls)}`,
    tokens ? formatCount(tokens) : '–',
    sites.map(({ site, calls: own }) => `${oneLine(site ?? 'unknown site')} (${formatNumber(own)})`).join(', '),
    `${oneLine(example.callId)}: ${oneLine(example.message)}`,
  ]);
  return formatTable(
    [
      { title: 'rule' },
      { title: 'level' },
      { title: 'calls', align: 'right' },
      { title: 'tokens in vain', align: 'right' },
      { title: 'sites', most: 40 },
      { title: 'for example' },
    ],
    rows,
    { ...options, wraps: true },
  );
}
