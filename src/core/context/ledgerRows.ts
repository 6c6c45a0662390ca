/** The ledger's row of each section: what it held, what is kept of it, and why. */
import { sumCounts } from '../tokens/count';
import type { ResolvedSection, SectionAction, SectionLedger } from './assembly';
import { isEmpty } from './assembleDraft';
import type { SectionBudget, Taken } from './assembleSteps';
import { freshnessOf } from './freshness';
import type { Tally } from './ledger';
import { itemsOf } from './ledgerItems';
import { formatTokens, gaveWayWords } from './ledgerText';

export interface RowInput {
  sections: readonly ResolvedSection[];
  budgets: readonly SectionBudget[];
  taken: readonly Taken[];
  raw: Tally;
  kept: Tally;
  now: number;
  isAsSent: boolean;
  /** Not even with all that may give way gone do the messages fit. */
  isOverfull: boolean;
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
  const freshness = freshnessOf(resolved, input.now);
  const units = unitCount(resolved);
  const isDropped = taken.some(({ step }) => step.type === 'section');
  const gone = isDropped ? units : taken.filter(({ step }) => step.type === 'unit').length;
  const items = itemsOf(resolved, input.raw.units[index], taken);
  const cut = taken.findLast(({ step }) => step.type === 'truncate');
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
    action: actionOf(resolved, taken, isDropped),
    reason: reasonOf({ input, resolved, index, taken, gone, units, cutTokens: cutTokensOf(cut) }),
    units,
    unitsKept: units - gone,
    ...(items ? { items } : {}),
  };
}

const cutTokensOf = (taken: Taken | undefined): number => (taken?.step.type === 'truncate' ? taken.step.cutTokens : 0);

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

function actionOf({ body }: ResolvedSection, taken: readonly Taken[], isDropped: boolean): SectionAction {
  if (body.type === 'unbound') return 'unbound';
  if (isDropped) return 'dropped';
  return taken.length > 0 ? 'cut' : 'whole';
}

interface Why {
  input: RowInput;
  resolved: ResolvedSection;
  index: number;
  taken: readonly Taken[];
  gone: number;
  units: number;
  cutTokens: number;
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
function lossWords({ resolved, gone, units, cutTokens }: Why): string {
  if (gone === units && units > 0) return 'Dropped';
  if (cutTokens > 0) return `Cut at the end by ${formatTokens(cutTokens)} tokens`;
  return gaveWayWords(resolved, gone, units);
}

function causeWords({ input, resolved, index }: Why, last: Taken): string {
  const { section } = resolved;
  if (last.reason === 'over-own-budget')
    return `over its own budget of ${formatTokens(input.budgets[index]?.max ?? 0)} tokens`;
  const first = input.taken.find((taken) => taken.reason === 'window-full');
  const rank = first?.section === index ? 'the lowest priority' : 'the next lowest priority';
  return `the window is full and ${section.id} has ${rank} (${section.priority})`;
}
