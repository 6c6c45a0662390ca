/**
 * The fixed list of steps by which sections give way (design §3): independent of the window, sections by priority
 * ascending (ties: the later first), each fully before the next. One row of POLICIES is one policy; to add one, add
 * its steps. Never takes a step; assemble.ts does.
 */
import type { TokenCounter } from '../tokens/count';
import type { ResolvedSection } from './assembly';
import { contentOf, isEmpty, type SectionState } from './assembleDraft';
import type { Tally } from './ledger';
import type { OverflowPolicyName } from './model';

/** Tokens of one step of truncation. */
export const TRUNCATION_STEP = 32;

/** What a step frees by additive counts: tokens of content and of framing. */
interface Gain {
  tokens: number;
  framing: number;
}
export type Step = Gain &
  (
    | { type: 'unit'; unit: number }
    /** `keep`: UTF-16 units of the section's content that stay. */
    | { type: 'truncate'; keep: number; cutTokens: number; mark: string }
    | { type: 'section' }
  );

export interface SectionPlan {
  section: number;
  steps: Step[];
}

interface PlanInput {
  resolved: ResolvedSection;
  section: number;
  raw: Tally;
  counter: TokenCounter;
  /** Tokens. */
  min: number;
}
type Policy = (input: PlanInput) => Step[];

const unitTokens = ({ raw, section }: PlanInput, unit: number): number => raw.units[section]?.get(unit)?.tokens ?? 0;
const unitFraming = ({ raw, section }: PlanInput, unit: number): number => raw.unitFraming[section]?.get(unit) ?? 0;

/** The last unit goes with the section, so that nothing is left of its frame. */
function dropUnits(input: PlanInput, order: readonly number[]): Step[] {
  const steps: Step[] = [];
  let kept = input.raw.sections[input.section]?.tokens ?? 0;
  for (const unit of order.slice(0, -1)) {
    const tokens = unitTokens(input, unit);
    kept -= tokens;
    if (kept < input.min) break;
    steps.push({ type: 'unit', unit, tokens, framing: unitFraming(input, unit) });
  }
  return steps;
}

/** In the section's own order. */
function unitIndexes({ body }: ResolvedSection): number[] {
  switch (body.type) {
    case 'text':
      return [...body.pieces.keys()];
    case 'messages':
      return [...body.units.keys()];
    case 'tools':
      return [...body.tools.keys()];
    case 'unbound':
      return [];
  }
}

/** What has no score goes first; of equals, the later. */
function byScore(resolved: ResolvedSection): number[] {
  const { body } = resolved;
  const score = (unit: number): number => (body.type === 'text' ? (body.pieces[unit]?.score ?? -Infinity) : -Infinity);
  return unitIndexes(resolved).sort((a, b) => (score(a) === score(b) ? b - a : score(a) < score(b) ? -1 : 1));
}

export const markFor = (tokens: number): string => `\n[… ${tokens} tokens cut …]`;

/** Marks of equal length hold equal tokens: a number is one for each three digits. */
class MarkTokens {
  private readonly byLength = new Map<number, number>();

  constructor(private readonly counter: TokenCounter) {}

  of(mark: string): number {
    const known = this.byLength.get(mark.length);
    if (known !== undefined) return known;
    const { tokens } = this.counter.count(mark);
    this.byLength.set(mark.length, tokens);
    return tokens;
  }
}

function truncateEnd(input: PlanInput): Step[] {
  // Definitions cannot be cut: the last goes first.
  if (input.resolved.body.type === 'tools') return dropUnits(input, unitIndexes(input.resolved).reverse());
  const { leaves, joint } = contentOf(input.resolved);
  const content = leaves.map((leaf) => leaf.text).join(joint);
  const tokens = input.counter.count(content).tokens;
  const first = tokens % TRUNCATION_STEP;
  // Where a whole number of steps is left behind; the text's own start is no step, as nothing would be left of it.
  const starts = input.counter.tokenStarts(content, TRUNCATION_STEP, first).filter((start) => start > 0);
  const markTokens = new MarkTokens(input.counter);
  const steps: Step[] = [];
  let kept = input.raw.sections[input.section]?.tokens ?? 0;
  let markedTokens = 0;
  for (const keep of starts.reverse()) {
    const cutTokens = (steps.length + 1) * TRUNCATION_STEP;
    const mark = markFor(cutTokens);
    const gain = TRUNCATION_STEP - (markTokens.of(mark) - markedTokens);
    markedTokens = markTokens.of(mark);
    kept -= gain;
    if (kept < input.min) break;
    steps.push({ type: 'truncate', keep, cutTokens, mark, tokens: gain, framing: 0 });
  }
  return steps;
}

/** Before the section goes whole. */
const POLICIES: Partial<Record<OverflowPolicyName, Policy>> = {
  drop: () => [],
  'drop-oldest': (input) => dropUnits(input, unitIndexes(input.resolved)),
  'drop-lowest-score': (input) => dropUnits(input, byScore(input.resolved)),
  'truncate-end': truncateEnd,
};

export const isBuilt = (policy: OverflowPolicyName): boolean => policy === 'error' || policy in POLICIES;

/** Whether a section may be cut at all: not the required ones, nor those whose policy is to fail. */
export function canGiveWay(resolved: ResolvedSection): boolean {
  const { section } = resolved;
  return !section.required && section.overflow.policy in POLICIES && !isEmpty(resolved);
}

/** The order in which sections give way. */
export function degradationOrder(sections: readonly ResolvedSection[]): number[] {
  const priority = (index: number): number => sections[index]?.section.priority ?? 0;
  return [...sections.keys()].sort((a, b) => priority(a) - priority(b) || b - a);
}

export function planOf(input: PlanInput): SectionPlan {
  const { resolved, section, raw } = input;
  if (!canGiveWay(resolved)) return { section, steps: [] };
  const steps = POLICIES[resolved.section.overflow.policy]?.(input) ?? [];
  let tokens = raw.sections[section]?.tokens ?? 0;
  let framing = 0;
  for (const each of raw.unitFraming[section]?.values() ?? []) framing += each;
  for (const step of steps) {
    tokens -= step.tokens;
    framing -= step.framing;
  }
  return { section, steps: [...steps, { type: 'section', tokens, framing }] };
}

/** What is left after the first `taken` steps. */
export function stateAfter({ steps }: SectionPlan, taken: number): SectionState {
  const gone = new Set<number>();
  let cut: SectionState['cut'];
  for (const step of steps.slice(0, taken)) {
    if (step.type === 'section') return { isDropped: true, gone };
    if (step.type === 'unit') gone.add(step.unit);
    else cut = { keep: step.keep, mark: step.mark };
  }
  return { isDropped: false, gone, ...(cut ? { cut } : {}) };
}
