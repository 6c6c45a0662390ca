/** A context answer for people: the window bar, the sections with what happened to each and why, decisions, findings. */
import type { ContextAnswer, ItemLedger, SectionLedger } from '../../core/context/assembly';
import type { Diagnostic, Severity } from '../../core/context/model';
import { formatAge, formatCount, formatNumber, plural } from './numbers';
import type { Paint, Style } from './style';
import { formatTable, wrap, type Cell } from './table';
import { oneLine } from './visible';
import { letterOf, paintOf, windowBar, windowSentence } from './windowBar';

export interface TextOptions {
  width: number;
  style: Style;
}

export function contextText(answer: ContextAnswer, options: TextOptions): string[] {
  const { style, width } = options;
  return [
    `${style('bold', 'model')} ${oneLine(answer.model)}`,
    windowBar(answer, Math.min(width, 100), style),
    windowSentence(answer),
    '',
    ...sectionTable(answer, options),
    ...decisionLines(answer),
    ...lossLines(answer, options),
  ];
}

function sectionTable(answer: ContextAnswer, options: TextOptions): string[] {
  const rows = answer.sections.map((section, index) => sectionRow(section, index));
  const note = (name: string, kept: string, why: string): Cell[] =>
    ['-', name, '', '', '', '', kept, '', '', why].map((text) => ({ text, paint: 'dim' as const }));
  rows.push(note('framing', formatCount(answer.framing), 'Tokens of the chat format around the messages.'));
  rows.push(note('total', formatCount(answer.total), 'What is sent.'));
  if (answer.residual) {
    const { tokens, text } = answer.residual;
    rows.push(note('residual', `${tokens >= 0 ? '+' : '−'}${formatNumber(Math.abs(tokens))}`, oneLine(text)));
  }
  return formatTable(
    [
      { title: '' },
      { title: 'section', most: 28 },
      { title: 'kind' },
      { title: 'role', most: 18 },
      { title: 'priority', align: 'right' },
      { title: 'raw', align: 'right' },
      { title: 'kept', align: 'right' },
      { title: 'budget', align: 'right' },
      { title: 'action' },
      { title: 'why' },
    ],
    rows,
    { ...options, wraps: true },
  );
}

const ACTION_PAINT: Partial<Record<SectionLedger['action'], Paint>> = {
  cut: 'yellow',
  fallback: 'yellow',
  dropped: 'red',
  stale: 'red',
};

function sectionRow(section: SectionLedger, index: number): (string | Cell)[] {
  return [
    { text: letterOf(index), paint: paintOf(section) },
    oneLine(section.id),
    section.kind,
    section.role,
    formatNumber(section.priority),
    formatCount(section.raw),
    formatCount(section.kept),
    budgetText(section),
    { text: section.action, paint: ACTION_PAINT[section.action] },
    oneLine(section.reason.text + freshnessText(section)),
  ];
}

/** ' Stale: 3 days; source changed at …; superseded by …. Refresh from kb/a.md.' */
function freshnessText({ freshness }: SectionLedger): string {
  if (!freshness) return '';
  const { stale, ageMs, changedAt, supersededBy, refreshFrom } = freshness;
  const facts = [
    `${stale ? 'Stale' : 'Age'}: ${formatAge(ageMs)}`,
    ...(changedAt === undefined ? [] : [`its source changed at ${changedAt}`]),
    ...(supersededBy === undefined ? [] : [`superseded by ${supersededBy}`]),
  ];
  return ` ${facts.join('; ')}.${refreshFrom === undefined ? '' : ` Refresh from ${refreshFrom}.`}`;
}

function budgetText({ budget }: SectionLedger): string {
  const min = budget.min === undefined ? '' : `≥${formatNumber(budget.min)}`;
  const max = budget.max === undefined ? '' : `≤${formatNumber(budget.max)}`;
  return [min, max].filter(Boolean).join(' ') || '–';
}

function decisionLines(answer: ContextAnswer): string[] {
  if (answer.decisions.length === 0) return [];
  return [
    '',
    'what gave way, in this order',
    ...answer.decisions.map((each) => `  ${each.order}. ${oneLine(each.text)}`),
  ];
}

/** More are counted. */
const SHOWN_ITEMS = 20;

/** What happened to each section that lost something, as a paragraph, with its items that went. */
function lossLines({ sections }: ContextAnswer, { width, style }: TextOptions): string[] {
  const lost = sections.filter(({ action }) => action !== 'whole' && action !== 'unbound');
  if (lost.length === 0) return [];
  const paragraphs = lost
    .slice(0, SHOWN_ITEMS)
    .flatMap((section) => [
      `  ${style('bold', oneLine(section.id))}`,
      ...wrap(oneLine((section.why ?? [section.reason.text]).join(' ')), Math.max(40, width - 4)).map(
        (line) => `    ${line}`,
      ),
      ...itemLines(section),
    ]);
  const more = lost.length - SHOWN_ITEMS;
  return ['', 'what was left out, and why', ...paragraphs, ...moreLine(more, 'section', '  ')];
}

function itemLines({ items = [], action }: SectionLedger): string[] {
  const gone = items.filter(({ isKept }) => !isKept);
  // Where all of them went, the paragraph says so.
  if (action !== 'cut' || gone.length === 0) return [];
  const lines = gone.slice(0, SHOWN_ITEMS).map((item) => `    - ${oneLine(item.id)}: ${itemWords(item)}`);
  return [...lines, ...moreLine(gone.length - SHOWN_ITEMS, 'item', '    ')];
}

function itemWords({ raw, score, duplicateOf, stale, changedAt, supersededBy }: ItemLedger): string {
  return [
    `${formatCount(raw)} ${raw.tokens === 1 ? 'token' : 'tokens'}`,
    ...(score === undefined ? [] : [`score ${Number(score.toFixed(3))}`]),
    ...(stale ? ['stale'] : []),
    ...(changedAt === undefined ? [] : [`its source changed at ${changedAt}`]),
    ...(supersededBy === undefined ? [] : [`superseded by ${oneLine(supersededBy)}`]),
    ...(duplicateOf === undefined ? [] : [`the same as ${oneLine(duplicateOf)}`]),
  ].join(', ');
}

const moreLine = (count: number, noun: string, indent: string): string[] =>
  count > 0 ? [`${indent}… and ${plural(count, `more ${noun}`)}; --json lists all.`] : [];

const SEVERITY_PAINT: Record<Severity, Paint> = { error: 'red', warning: 'yellow', info: 'dim' };

/** `file:line:column: error: …`, as compilers write it, so that editors and terminals make it a link. */
export function diagnosticLines(diagnostics: Diagnostic[], file: string, style: Style): string[] {
  return diagnostics.map(({ range, severity, message, code }) => {
    const place = range ? `${file}:${range.start.line + 1}:${range.start.column + 1}` : file;
    return `${oneLine(place)}: ${style(SEVERITY_PAINT[severity], severity)}: ${oneLine(message)} [${code}]`;
  });
}
