/** The ledger's row of each section: what it held, what is kept of it, and why. */
import { sumCounts } from '../tokens/count';
import type { ResolvedSection, SectionAction, SectionLedger, WholeFrom } from './assembly';
import { isEmpty } from './assembleDraft';
import type { SectionBudget, Taken } from './assembleSteps';
import { freshnessRow, type SectionFreshness } from './freshness';
import type { Tally } from './ledger';
import { itemsOf } from './ledgerItems';
import { formatTokens, gaveWayWords, placeWords } from './ledgerText';

export interface RowInput {
  sections: readonly ResolvedSection[];
  budgets: readonly SectionBudget[];
  taken: readonly Taken[];
  raw: Tally;
  kept: Tally;
  freshness: readonly SectionFreshness[];
  isAsSent: boolean;
  /** Not even with all that may give way gone do the messages fit. */
  isOverfull: boolean;
  /** By section, for those from which the window took something. */
  wholeFrom: ReadonlyMap<number, WholeFrom>;
}
type Reason = SectionLedger['reason'];

export function rowsOf(input: RowInput): SectionLedger[] {
  const bySection = new Map<number, Taken[]>();
  for (const taken of input.taken) {
    const known = bySection.get(taken.section);
    if (known) known.push(taken);
    else bySection.set(taken.section, [taken]);
  }
  return input.sections.map((resolved, index) => rowOf(input, resolved, index, bySection.get(index) ?? []));
}

function rowOf(input: RowInput, resolved: ResolvedSection, index: number, taken: readonly Taken[]): SectionLedger {
  const { section } = resolved;
  const units = unitCount(resolved);
  const isDropped = taken.some(({ step }) => step.type === 'section');
  const isStoodIn = taken.some(({ step }) => step.type === 'fallback');
  const goneUnits = new Set(taken.flatMap(({ step }) => (step.type === 'unit' ? [step.unit] : [])));
  const gone = isDropped || isStoodIn ? units : goneUnits.size;
  const dated = input.freshness[index] ?? { units: new Map<number, never>() };
  const without = taken.filter(({ reason }) => reason === 'stale' || reason === 'duplicate');
  const out = new Set(without.flatMap(({ step }) => (step.type === 'unit' ? [step.unit] : [])));
  const freshness = freshnessRow(resolved, dated, out);
  const items = itemsOf(resolved, input.raw.units[index], taken, dated);
  return {
    id: section.id,
    kind: section.kind,
    role: roleOf(resolved),
    priority: section.priority,
    required: section.required,
    raw: input.raw.sections[index] ?? sumCounts([]),
    kept: input.kept.sections[index] ?? sumCounts([]),
    budget: input.budgets[index] ?? {},
    ...(freshness ? { freshness } : {}),
    action: actionOf(resolved, taken),
    reason: reasonOf({ input, resolved, index, taken, gone, units }),
    ...wholeFromOf(input, index),
    units,
    unitsKept: units - gone,
    ...(items ? { items } : {}),
  };
}

function wholeFromOf({ wholeFrom }: RowInput, index: number): Pick<SectionLedger, 'wholeFrom'> {
  const own = wholeFrom.get(index);
  return own ? { wholeFrom: own } : {};
}

function unitCount({ body }: ResolvedSection): number {
  switch (body.type) {
    case 'text':
      return body.pieces.length;
    case 'messages':
      return body.units.length;
    case 'tools':
      return body.tools.length;
    case 'unbound':
      return 0;
  }
}

function roleOf({ section, body, target }: ResolvedSection): string {
  if (target === 'system') return 'system';
  if (body.type === 'tools') return 'definitions';
  if (body.type === 'text') return body.frame?.role ?? section.role ?? 'user';
  if (body.type === 'unbound') return section.role ?? '';
  const roles = body.units.flatMap((unit) => unit.messages.map((message) => message.role));
  return [...new Set(roles)].join(', ') || (section.role ?? '');
}

export function actionOf({ body }: ResolvedSection, taken: readonly Taken[]): SectionAction {
  if (body.type === 'unbound') return 'unbound';
  const whole = taken.find(({ step }) => step.type === 'section');
  if (whole) return whole.reason === 'stale' ? 'stale' : 'dropped';
  if (taken.some(({ step }) => step.type === 'fallback')) return 'fallback';
  return taken.length > 0 ? 'cut' : 'whole';
}

interface Why {
  input: RowInput;
  resolved: ResolvedSection;
  index: number;
  taken: readonly Taken[];
  gone: number;
  units: number;
}

function reasonOf(why: Why): Reason {
  const { input, resolved, index, taken } = why;
  if (resolved.body.type === 'unbound') return { code: 'unbound', text: unboundText(resolved) };
  if (isEmpty(resolved)) return { code: 'empty', text: 'Empty: nothing is sent.' };
  if (input.isAsSent) return { code: 'as-sent', text: 'As sent in the log.' };
  const last = taken.at(-1);
  if (last) return { code: last.reason, text: `${lossWords(why)}: ${causeWords(why, last)}.` };
  return wholeReason(resolved, input, index);
}

function unboundText({ section }: ResolvedSection): string {
  if (section.content.type !== 'binding') return 'Unbound: it has no content yet.';
  return `Unbound: no call gives ${section.content.from} yet.`;
}

function wholeReason({ section }: ResolvedSection, input: RowInput, index: number): Reason {
  const max = input.budgets[index]?.max ?? Infinity;
  const isOver = (input.kept.sections[index]?.tokens ?? 0) > max;
  const why = section.required ? 'Required' : `Its policy is ${section.overflow.policy}`;
  if (isOver)
    return { code: 'over-own-budget', text: `${why}: kept whole, though over its own budget of ${formatTokens(max)}.` };
  if (section.required) return { code: 'required', text: 'Required: kept whole.' };
  if (input.isOverfull) return { code: 'policy-error', text: `${why}: kept whole, though the window is full.` };
  return { code: 'fits', text: 'Fits: kept whole.' };
}

/** '1 of 2 items dropped', 'Cut at the end by 96 tokens', 'Dropped'. */
function lossWords({ resolved, gone, units, taken }: Why): string {
  const last = taken.at(-1);
  if (taken.some(({ step }) => step.type === 'section')) return last?.reason === 'stale' ? 'Stale, dropped' : 'Dropped';
  if (taken.some(({ step }) => step.type === 'fallback')) return 'Its fallback stands in';
  if (last?.step.type !== 'truncate') return gaveWayWords(resolved, gone, units);
  const { place, cutTokens } = last.step.cut;
  const lost = gone > 0 ? `${gaveWayWords(resolved, gone, units)}, cut` : 'Cut';
  return `${lost} ${placeWords(place)} by ${formatTokens(cutTokens)} tokens`;
}

function causeWords(why: Why, { reason, by }: Taken): string {
  const { input, resolved, index } = why;
  const { section } = resolved;
  switch (reason) {
    case 'over-own-budget':
      return `over its own budget of ${formatTokens(input.budgets[index]?.max ?? 0)} tokens`;
    case 'stale':
      return 'older than the section allows, or superseded';
    case 'duplicate':
      return 'another item says the same';
    case 'kept-with':
      return `it is kept with ${input.sections[by ?? -1]?.section.id ?? ''}, which went`;
    case 'window-full': {
      const first = input.taken.find((taken) => taken.reason === 'window-full');
      const rank = first?.section === index ? 'the lowest priority' : 'the next lowest priority';
      return `the window is full and ${section.id} has ${rank} (${section.priority})`;
    }
  }
}
