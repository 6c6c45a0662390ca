/**
 * What an overflow policy is: the fixed list of steps by which a section gives way before it goes whole, and the
 * words for a unit that went. To add one, add a file here and a row in policies.ts.
 */
import type { ResolvedSection } from '../assembly';
import type { Cut } from '../cutText';
import type { Counting, Tally } from '../ledger';

/** What steps free by additive counts: tokens of content and of framing. */
export interface Gain {
  tokens: number;
  framing: number;
}
export type Step = Gain &
  ({ type: 'unit'; unit: number } | { type: 'truncate'; cut: Cut } | { type: 'fallback' } | { type: 'section' });

/** Steps by number, so that a list of thousands is looked into and never written out. Independent of the window. */
export interface StepList {
  readonly length: number;
  /** What the first `count` steps free together; never less for a larger count. */
  freed(count: number): Gain;
  step(index: number): Step;
}

export interface PlanInput {
  resolved: ResolvedSection;
  section: number;
  /** Counts of what there is before the window asks for anything. */
  base: Tally;
  /** Units that are gone already: stale ones, duplicates. */
  gone: ReadonlySet<number>;
  counting: Counting;
  /** Tokens below which no step may leave the section. */
  min: number;
}

export interface OverflowPolicy {
  /** false: the section never gives way, and it is an error if it had to. */
  givesWay: boolean;
  steps(input: PlanInput): StepList;
  /** Why this unit and no other: 'the oldest in it'. */
  unitWords(resolved: ResolvedSection, unit: number, isFirst: boolean): string;
}

const NOTHING: Gain = { tokens: 0, framing: 0 };

export function listOf(steps: readonly Step[]): StepList {
  const sums: Gain[] = [NOTHING];
  for (const { tokens, framing } of steps) {
    const before = sums.at(-1) ?? NOTHING;
    sums.push({ tokens: before.tokens + tokens, framing: before.framing + framing });
  }
  return {
    length: steps.length,
    freed: (count) => sums[count] ?? NOTHING,
    step: (index) => steps[index] ?? { type: 'section', ...NOTHING },
  };
}
export const NO_STEPS: StepList = listOf([]);

export const tokensOf = ({ base, section }: PlanInput): number => base.sections[section]?.tokens ?? 0;

export const unitFraming = ({ base, section }: PlanInput, unit: number): number =>
  base.unitFraming[section]?.get(unit) ?? 0;

/** The last unit goes with the section, so that nothing is left of its frame. */
export function dropUnits(input: PlanInput, order: readonly number[]): StepList {
  const units = input.base.units[input.section];
  const steps: Step[] = [];
  let kept = tokensOf(input);
  for (const unit of order.filter((each) => !input.gone.has(each)).slice(0, -1)) {
    const tokens = units?.get(unit)?.tokens ?? 0;
    kept -= tokens;
    if (kept < input.min) break;
    steps.push({ type: 'unit', unit, tokens, framing: unitFraming(input, unit) });
  }
  return listOf(steps);
}

/** In the section's own order. */
export function unitIndexes({ body }: ResolvedSection): number[] {
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
