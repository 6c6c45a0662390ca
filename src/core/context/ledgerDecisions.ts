/** Words the steps that were taken as decisions whose freed tokens sum to what each section lost. */
import type { Count } from '../tokens/count';
import type { Decision, ResolvedSection } from './assembly';
import type { SectionBudget, Taken } from './assembleSteps';
import type { Tally } from './ledger';
import { ageWords, supersedingName, type SectionFreshness } from './freshness';
import { formatTokens, placeWords, priorityWords } from './ledgerText';
import { policyOf } from './overflow/policies';

interface Input {
  sections: readonly ResolvedSection[];
  budgets: readonly SectionBudget[];
  taken: readonly Taken[];
  raw: Tally;
  kept: Tally;
  overflow: number;
  freshness: readonly SectionFreshness[];
}

/** Steps of truncation that follow each other are one decision. */
interface Group {
  taken: Taken;
  freed: number;
}

export function decisionsOf(input: Input): Decision[] {
  const groups = groupSteps(input.taken);
  settleRounding(groups, input);
  const whole = wholeOf(groups, input);
  const seen = new Set<string>();
  let isLowest = true;
  return groups.map(({ taken, freed }, index) => {
    const resolved = input.sections[taken.section];
    const key = `${taken.section} ${taken.reason}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    const text = resolved
      ? sentence({ input, resolved, taken, freed, isFirst, isLowest, whole: index === whole?.last ? whole : undefined })
      : '';
    if (taken.reason === 'window-full' && groups[index + 1]?.taken.section !== taken.section) isLowest = false;
    return decisionOf({ order: index + 1, resolved, taken, text, freed: freedCount(input.raw, taken.section, freed) });
  });
}

function groupSteps(all: readonly Taken[]): Group[] {
  const groups: Group[] = [];
  for (const taken of all) {
    const last = groups.at(-1);
    const continues =
      taken.step.type === 'truncate' &&
      last?.taken.step.type === 'truncate' &&
      last.taken.section === taken.section &&
      last.taken.reason === taken.reason;
    if (continues) {
      last.taken = taken;
      last.freed += taken.step.tokens;
    } else groups.push({ taken, freed: taken.step.tokens });
  }
  return groups;
}

/** Pieces take a token more or less together than apart: a section's last decision carries the difference. */
function settleRounding(groups: Group[], { sections, raw, kept }: Input): void {
  for (const section of sections.keys()) {
    const own = groups.filter((group) => group.taken.section === section);
    const last = own.at(-1);
    if (!last) continue;
    const lost = (raw.sections[section]?.tokens ?? 0) - (kept.sections[section]?.tokens ?? 0);
    last.freed += lost - own.reduce((sum, group) => sum + group.freed, 0);
  }
}

/** What made room in all, where that was enough: `last` is the decision that did. */
interface Whole {
  last: number;
  freed: number;
  framing: number;
}

function wholeOf(groups: readonly Group[], { raw, kept, overflow }: Input): Whole | undefined {
  const last = groups.findLastIndex(({ taken }) => taken.reason === 'window-full');
  if (last < 0 || raw.total.tokens - kept.total.tokens < overflow) return undefined;
  const freed = groups.reduce((sum, group) => sum + group.freed, 0);
  return { last, freed, framing: raw.framing.tokens - kept.framing.tokens };
}

function freedCount(raw: Tally, section: number, tokens: number): Count {
  const { basis, error } = raw.sections[section] ?? { basis: 'exact' };
  return { tokens, basis, ...(error === undefined ? {} : { error }) };
}

interface Worded {
  order: number;
  resolved: ResolvedSection | undefined;
  taken: Taken;
  text: string;
  freed: Count;
}

function decisionOf({ order, resolved, taken, text, freed }: Worded): Decision {
  const { step, reason } = taken;
  const unit = step.type === 'unit' && resolved ? unitId(resolved, step.unit) : undefined;
  const sectionId = resolved?.section.id ?? '';
  const action = actionOf(taken);
  return { order, sectionId, ...(unit === undefined ? {} : { unitId: unit }), action, reason, freed, text };
}

function actionOf({ step, reason }: Taken): Decision['action'] {
  if (step.type === 'truncate') return 'cut';
  if (step.type === 'fallback') return 'fallback';
  return reason === 'stale' ? 'stale' : 'dropped';
}

export function unitId({ body }: ResolvedSection, unit: number): string | undefined {
  switch (body.type) {
    case 'text':
      return body.pieces[unit]?.id;
    case 'messages':
      return body.units[unit]?.id;
    case 'tools':
      return body.tools[unit]?.name;
    case 'unbound':
      return undefined;
  }
}

interface Told {
  input: Input;
  resolved: ResolvedSection;
  taken: Taken;
  freed: number;
  /** The section's first decision for this reason. */
  isFirst: boolean;
  /** No other section gave way to the window before it. */
  isLowest: boolean;
  /** Given for the decision after which everything fits. */
  whole: Whole | undefined;
}

/** 'documents / doc-3 dropped: priority 40 is the lowest, score 0.21 the lowest in it; freed 842 of 1,316.' */
function sentence(told: Told): string {
  const { resolved, taken, isFirst } = told;
  const { section } = resolved;
  const { step, reason } = taken;
  const why: string[] = [];
  const isByPolicy = reason === 'window-full' || reason === 'over-own-budget';
  if (isFirst || step.type !== 'unit' || !isByPolicy) why.push(cause(told));
  if (step.type === 'unit' && isByPolicy)
    why.push(policyOf(section.overflow.policy).unitWords(resolved, step.unit, isFirst));
  const unit = step.type === 'unit' ? ` / ${unitId(resolved, step.unit) ?? ''}` : '';
  return `${section.id}${unit} ${whatHappened(step)}: ${why.join(', ')}; ${freedWords(told)}.`;
}

function whatHappened(step: Taken['step']): string {
  if (step.type === 'truncate')
    return `cut ${placeWords(step.cut.place)} by ${formatTokens(step.cut.cutTokens)} tokens`;
  return step.type === 'fallback' ? 'replaced by its fallback' : 'dropped';
}

/** While something is missing, 'freed 842 of 1,316'; then 'freed 474, 1,316 in all, which is enough: 1,310 did not fit'. */
function freedWords({ input, taken, freed, whole }: Told): string {
  const own = `freed ${formatTokens(freed)}`;
  if (taken.reason !== 'window-full') return own;
  const needed = formatTokens(input.overflow);
  if (!whole) return `${own} of ${needed}`;
  const inAll = whole.freed === freed ? '' : `, ${formatTokens(whole.freed)} in all`;
  // Messages that went took their framing with them.
  const framing = whole.freed < input.overflow ? ` and ${formatTokens(whole.framing)} of framing` : '';
  return `${own}${inAll}${framing}, which is enough: ${needed} did not fit`;
}

function cause({ input, resolved, taken, isLowest }: Told): string {
  switch (taken.reason) {
    case 'window-full':
      return priorityWords(resolved.section, isLowest ? 'lowest' : 'next');
    case 'over-own-budget': {
      const max = input.budgets[taken.section]?.max ?? 0;
      const raw = input.raw.sections[taken.section]?.tokens ?? 0;
      return `its ${formatTokens(raw)} tokens are over its own budget of ${formatTokens(max)}`;
    }
    case 'kept-with':
      return `it is kept with ${input.sections[taken.by ?? -1]?.section.id ?? ''}, which went`;
    case 'duplicate':
      return `it says the same as ${unitId(resolved, taken.by ?? -1) ?? 'another'}, which stays`;
    case 'stale':
      return staleCause(input, resolved, taken);
  }
}

function staleCause({ freshness }: Input, { section }: ResolvedSection, { section: index, step }: Taken): string {
  const { units, whole } = freshness[index] ?? { units: new Map<number, never>() };
  const own = step.type === 'unit' ? units.get(step.unit) : (whole ?? [...units.values()][0]);
  if (!own) return 'it is stale';
  const newer = supersedingName(own);
  if (!own.isStale) return `${newer ?? 'a newer item'} is newer and of the same source`;
  return `it is ${ageWords(own.ageMs)} old, more than the ${ageWords(section.freshness.maxAgeMs ?? 0)} allowed`;
}
