/**
 * What happened to a section and why, as a paragraph in plain words: its share, the window, who went before it, who
 * stays and why, and what it would take to keep it whole. From the ledger alone; counts and decides nothing.
 */
import type { ContextAnswer, FreshnessRow, SectionLedger } from './assembly';
import { ageWords } from './freshness';
import { formatTokens } from './ledgerText';

export type WhySubject = Pick<ContextAnswer, 'window' | 'reserve' | 'total' | 'overflow' | 'fits' | 'sections'>;

/** Sentences, in the order in which they are read. */
export function whySentences(answer: WhySubject, section: SectionLedger): string[] {
  return [...happened(answer, section), ...freshnessSentences(section.freshness)];
}

function happened(answer: WhySubject, section: SectionLedger): string[] {
  const { code, text } = section.reason;
  if (code === 'unbound' || code === 'empty') return [text];
  if (code === 'as-sent')
    return ['It stands as it was sent: this is a logged call. Try a smaller window to see what would give way.'];
  if (section.action === 'whole') return wholeSentences(answer, section);
  return [
    lossSentence(section),
    ...(section.wholeFrom ? windowSentences(answer, section) : []),
    ...budgetSentence(section),
    ...wholeFromSentence(section),
  ];
}

/** 'Of its 5,734 tokens 4,418 are sent: 2 of 9 items dropped.' The window's share is told in sentences of its own. */
function lossSentence({ raw, kept, reason, action }: SectionLedger): string {
  const sent = `Of its ${tokens(raw.tokens)} ${formatTokens(kept.tokens)} are sent`;
  const [loss, ...cause] = reason.text.split(': ');
  const isToldBelow = reason.code === 'window-full';
  if (action === 'dropped' && isToldBelow) return `None of its ${tokens(raw.tokens)} are sent.`;
  if (isToldBelow) return `${sent}: ${lowerFirst(loss ?? '')}.`;
  return `${action === 'dropped' || action === 'stale' ? `None of its ${tokens(raw.tokens)} are sent` : sent}: ${lowerFirst([loss, ...cause].join(': '))}`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const tokens = (count: number): string => `${formatTokens(count)} ${count === 1 ? 'token' : 'tokens'}`;

function wholeSentences(answer: WhySubject, section: SectionLedger): string[] {
  const { window, reserve, total, sections } = answer;
  const gone = sections.filter(gaveWayToWindow);
  const kept = `All of its ${tokens(section.raw.tokens)} are sent.`;
  if (section.reason.code === 'over-own-budget' || section.reason.code === 'policy-error')
    return [kept, section.reason.text];
  if (window === null) return [kept, 'The window is not known, so nothing gives way.'];
  if (gone.length === 0) {
    const free = window - reserve - total.tokens;
    const room = free >= 0 ? ` with ${formatTokens(free)} to spare` : '';
    return [kept, `Everything fits${room}: nothing had to give way to the window.`];
  }
  const before = `${namesOf(gone)} gave way first`;
  if (section.required) return [kept, `It is required, so it is never cut; ${before}.`];
  const isLower = gone.every(({ priority }) => priority < section.priority);
  const why = isLower
    ? `the priority of ${gone.length === 1 ? 'that section' : 'those sections'} is lower than its own ${section.priority}`
    : `its priority is ${section.priority}, and of equal priorities the later section goes first`;
  return [kept, `${before}, as ${why}.${answer.overflow > 0 ? ' That was enough.' : ''}`];
}

function windowSentences(answer: WhySubject, section: SectionLedger): string[] {
  const { window, reserve, overflow, sections } = answer;
  if (window === null) return [];
  const room = formatTokens(Math.max(0, window - reserve));
  const of =
    reserve === 0
      ? `${room} tokens`
      : `${room} tokens (${formatTokens(window)} less ${formatTokens(reserve)} for the answer)`;
  const needed = formatTokens(Math.max(0, window - reserve) + overflow);
  const sum = overflow > 0 ? [`All sections together need ${needed} tokens and the window leaves ${of}.`] : [];
  const index = sections.indexOf(section);
  const earlier = sections.filter((each, at) => gaveWayToWindow(each) && isBefore(each, at, section, index));
  const later = sections.filter((each, at) => gaveWayToWindow(each) && isBefore(section, index, each, at));
  const order =
    earlier.length === 0
      ? `It is the first to give way, as its priority ${section.priority} is the lowest`
      : `${namesOf(earlier)} gave way before it, as ${earlier.length === 1 ? 'its' : 'their'} priority is no higher, and that was not enough`;
  const next = later.length === 0 ? '' : `; ${namesOf(later)} had to follow`;
  return [...sum, `${order}${next}.`, ...staySentence(sections, section)];
}

/** The order of degradation: priorities ascending, of equal ones the later section first. */
const isBefore = (a: SectionLedger, indexA: number, b: SectionLedger, indexB: number): boolean =>
  a !== b && (a.priority < b.priority || (a.priority === b.priority && indexA > indexB));

const gaveWayToWindow = ({ wholeFrom }: SectionLedger): boolean => wholeFrom !== undefined;

function staySentence(sections: readonly SectionLedger[], section: SectionLedger): string[] {
  const whole = sections.filter((each) => each !== section && each.action === 'whole' && each.raw.tokens > 0);
  const required = whole.filter((each) => each.required);
  const higher = whole.filter((each) => !each.required && each.priority > section.priority);
  const facts = [
    ...(higher.length === 0
      ? []
      : [`${namesOf(higher, true)} ${stay(higher)} for ${higher.length === 1 ? 'its' : 'their'} higher priority`]),
    ...(required.length === 0 ? [] : [`${namesOf(required)} ${stay(required)} because required`]),
  ];
  return facts.length === 0 ? [] : [`${facts.join('; ')}.`];
}

const stay = (sections: readonly unknown[]): string => (sections.length === 1 ? 'stays' : 'stay');

/** More are counted. */
const NAMED = 4;

function namesOf(sections: readonly SectionLedger[], withPriority = false): string {
  const names = sections.slice(0, NAMED).map(({ id, priority }) => (withPriority ? `${id} (${priority})` : id));
  const more = sections.length - names.length;
  if (more > 0) return `${names.join(', ')} and ${formatTokens(more)} more`;
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function budgetSentence({ budget: { max }, raw, wholeFrom }: SectionLedger): string[] {
  if (max === undefined || raw.tokens <= max) return [];
  const also = wholeFrom ? 'Its own budget takes from it, too: to' : 'To';
  return [
    `${also} keep all of it, its max would have to be ${formatTokens(raw.tokens)} in place of ${formatTokens(max)}.`,
  ];
}

function wholeFromSentence({ wholeFrom }: SectionLedger): string[] {
  if (!wholeFrom) return [];
  const what = wholeFrom.isWhole ? 'It is kept whole' : 'The window takes nothing from it';
  const size = tokens(wholeFrom.window);
  switch (wholeFrom.basis) {
    case 'exact':
      return [`${what} from a window of ${size} on.`];
    case 'about':
      return [`${what} from a window of about ${size} on.`];
    case 'at-latest':
      return [`${what} from a window of ${size} on, at the latest.`];
  }
}

/** How old it is, whether it still holds, and where newer content is to be had. */
export function freshnessSentences(row: FreshnessRow | undefined): string[] {
  if (!row) return [];
  const { ageMs, maxAgeMs, stale, asOf, changedAt, supersededBy, refreshFrom } = row;
  const allowed = maxAgeMs === undefined ? '' : ageWords(maxAgeMs);
  return [
    ...(stale ? [`It is stale: ${ageWords(ageMs)} old, and ${allowed} are allowed.`] : []),
    ...(changedAt === undefined ? [] : [`${changedWords(asOf, changedAt)}.`]),
    ...(supersededBy === undefined ? [] : [`${supersededBy} is newer and of the same source.`]),
    ...(refreshFrom === undefined ? [] : [`Refresh it from ${refreshFrom}.`]),
  ];
}

/** 'Its source changed 3 hours after it was read' */
export function changedWords(asOf: string | undefined, changedAt: string): string {
  const after = asOf === undefined ? NaN : Date.parse(changedAt) - Date.parse(asOf);
  return Number.isFinite(after) && after >= 0
    ? `Its source changed ${ageWords(after)} after it was read`
    : `Its source changed at ${changedAt}`;
}
