/** Hover inside a section: its numbers, what happened to it and why, and what its keys come to. */
import type { ContextAnswer, FreshnessRow, ItemLedger, SectionLedger } from '../assembly';
import { ageWords } from '../freshness';
import { formatTokens } from '../ledgerText';
import { DEFAULT_PRIORITY } from '../parseModel';
import { whySentences } from '../whySentences';
import { heading, note, text, type HoverContext } from './hoverParts';
import { nodeAtPath, textAt } from './looseNode';
import type { HoverPart } from './model';
import { sectionOf } from './sectionAt';
import { basisWords, isGuess, percentOf, plural, tokensWords } from './words';

interface Hovered extends HoverContext {
  row: SectionLedger;
  answer: ContextAnswer;
  /** Below the section. */
  below: (string | number)[];
}

export function sectionHover(context: HoverContext): HoverPart[] {
  const section = sectionOf(context.root, context.path);
  const { answer } = context;
  const row = answer?.sections.find(({ id }) => id === section?.id);
  if (!answer || !row) return [];
  const hovered = { ...context, answer, row, below: context.path.slice(2) };
  const [first, second] = hovered.below;
  if (first === undefined || first === 'id') return wholeSection(hovered);
  if (first === 'items' && typeof second === 'number') return itemHover(hovered, second);
  if (first === 'budget') return budgetHover(hovered, second);
  if (first === 'priority') return priorityHover(hovered);
  if (first === 'overflow' || first === 'required') return policyHover(hovered);
  if (first === 'freshness' || first === 'asOf' || first === 'source') return freshnessHover(row.freshness);
  if (['text', 'file', 'from', 'messages', 'tools', 'items'].includes(String(first)) && second === undefined)
    return sizeParts(hovered);
  return first === 'kind' || first === 'role' ? kindHover(hovered) : [];
}

function wholeSection(hovered: Hovered): HoverPart[] {
  const { row } = hovered;
  const required = row.required ? ', required' : '';
  return [
    heading(`${row.id}: ${row.kind}, ${row.role || 'no role'}, priority ${row.priority}${required}`),
    ...sizeParts(hovered),
    ...budgetLine(hovered),
  ];
}

function sizeParts({ row, answer }: Hovered): HoverPart[] {
  const { window, model } = answer;
  const why = whySentences(answer, row).map(text);
  if (row.action === 'unbound' || row.raw.tokens === 0) return why;
  const share = window === null || row.kept.tokens === 0 ? '' : `, ${percentOf(row.kept.tokens, window)} of the window`;
  const isWhole = row.raw.tokens === row.kept.tokens;
  const kept = `${isGuess(row.kept) ? '≈ ' : ''}${formatTokens(row.kept.tokens)}`;
  const size = isWhole ? tokensWords(row.kept) : `${kept} of ${plural(row.raw.tokens, 'token')}`;
  return [text(`${size}${share}.`), ...why, note(basisWords(row.raw, model))];
}

function budgetLine(hovered: Hovered): HoverPart[] {
  const { max, min } = hovered.row.budget;
  const sizes = [
    ...(max === undefined ? [] : [`at most ${formatTokens(max)}`]),
    ...(min === undefined ? [] : [`at least ${formatTokens(min)} while it is cut`]),
  ];
  return sizes.length > 0 ? [text(`Budget: ${sizes.join(', ')}.`)] : [];
}

function budgetHover(hovered: Hovered, key: string | number | undefined): HoverPart[] {
  const { row, answer, root, path } = hovered;
  if (key !== 'max' && key !== 'min') return budgetLine(hovered);
  const tokens = row.budget[key];
  const written = textAt(root, path);
  if (tokens === undefined || written === undefined) return [];
  const { window } = answer;
  const resolved = written.endsWith('%')
    ? `${written} of the window of ${formatTokens(window ?? 0)} is ${plural(tokens, 'token')}.`
    : `${plural(tokens, 'token')}${window === null ? '' : `, ${percentOf(tokens, window)} of the window`}.`;
  return [text(resolved), text(key === 'max' ? againstMax(row, tokens) : againstMin(row, tokens))];
}

function againstMax({ raw, id }: SectionLedger, max: number): string {
  const spare = max - raw.tokens;
  if (spare >= 0) return `${id} holds ${tokensWords(raw)}: ${plural(spare, 'token')} to spare.`;
  return `${id} holds ${tokensWords(raw)}: over by ${plural(-spare, 'token')}.`;
}

const againstMin = ({ kept, id }: SectionLedger, min: number): string =>
  `${id} keeps ${tokensWords(kept)} now. A full window cuts it no further than ${formatTokens(min)}; after that it goes whole.`;

function priorityHover({ row, answer, root, path }: Hovered): HoverPart[] {
  const isWritten = nodeAtPath(root, [...path.slice(0, 2), 'priority']) !== undefined;
  const usual = DEFAULT_PRIORITY[row.kind];
  const others = answer.sections.filter(({ required, id }) => !required && id !== row.id);
  const earlier = others.filter(({ priority }) => priority < row.priority).length;
  const order = row.required
    ? 'It is required, so it never gives way.'
    : `Of the ${formatTokens(others.length + 1)} sections that can give way, ${earlier === 0 ? 'it is the first' : `${formatTokens(earlier)} give way before it`}.`;
  const from =
    isWritten && usual !== row.priority
      ? ` The default of ${row.kind} is ${usual}.`
      : ` That is the default of ${row.kind}.`;
  return [text(`Priority ${row.priority}.${from}`), text(order)];
}

function policyHover(hovered: Hovered): HoverPart[] {
  const { row, root, path } = hovered;
  const isWritten = nodeAtPath(root, [...path.slice(0, 2), 'overflow']) !== undefined;
  const byDefault = isWritten
    ? []
    : [text(`No "overflow:" is stated: the default is ${row.required ? 'error' : 'drop'}.`)];
  return [...byDefault, ...whySentences(hovered.answer, row).map(text)];
}

function kindHover({ row, root, path }: Hovered): HoverPart[] {
  const usual = DEFAULT_PRIORITY[row.kind];
  const isWritten = nodeAtPath(root, [...path.slice(0, 2), 'priority']) !== undefined;
  return [
    text(
      `${row.kind}: role ${row.role || 'none'}, priority ${row.priority}${isWritten && usual !== row.priority ? ` (its default is ${usual})` : ' by default'}.`,
    ),
  ];
}

function freshnessHover(freshness: FreshnessRow | undefined): HoverPart[] {
  if (!freshness) return [];
  const { asOf, ageMs, maxAgeMs, stale, changedAt, supersededBy, refreshFrom } = freshness;
  const limit = maxAgeMs === undefined ? '' : `; it allows ${ageWords(maxAgeMs)}${stale ? ', so it is stale' : ''}`;
  const time = ageMs < 0 ? `As of ${asOf}, later than now${limit}.` : `As of ${asOf}, ${ageWords(ageMs)} old${limit}.`;
  return [
    text(time),
    ...(changedAt === undefined ? [] : [text(`Its source changed since, at ${changedAt}.`)]),
    ...(supersededBy === undefined ? [] : [text(`${supersededBy} is newer and of the same source.`)]),
    ...(refreshFrom === undefined ? [] : [text(`Refresh it from ${refreshFrom}.`)]),
  ];
}

function itemHover(hovered: Hovered, index: number): HoverPart[] {
  const item = hovered.row.items?.[index];
  return item ? itemParts(item, hovered) : [];
}

function itemParts(item: ItemLedger, { row, answer }: Hovered): HoverPart[] {
  const why = answer.decisions.find(({ sectionId, unitId }) => sectionId === row.id && unitId === item.id);
  const share = row.raw.tokens === 0 ? '' : `, ${percentOf(item.raw.tokens, row.raw.tokens)} of ${row.id}`;
  return [
    heading(`${row.id} / ${item.id}`),
    text(`${tokensWords(item.raw)}${share}: ${item.isKept ? 'kept' : 'dropped'}.`),
    ...(why ? [text(why.text)] : []),
    ...(item.duplicateOf === undefined ? [] : [text(`It says the same as ${item.duplicateOf}.`)]),
    ...(item.supersededBy === undefined ? [] : [text(`${item.supersededBy} is newer and of the same source.`)]),
    note(basisWords(item.raw, answer.model)),
  ];
}
