/**
 * What an overflow policy is: the fixed list of steps by which a section gives way before it goes whole, and the
 * words for a unit that went. To add one, add a file here and a row in policies.ts.
 */
import type { TokenCounter } from '../../tokens/count';
import type { ResolvedSection } from '../assembly';
import type { Tally } from '../ledger';

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

export interface PlanInput {
  resolved: ResolvedSection;
  section: number;
  raw: Tally;
  counter: TokenCounter;
  /** Tokens below which no step may leave the section. */
  min: number;
}

export interface OverflowPolicy {
  /** false: the section never gives way, and it is an error if it had to. */
  givesWay: boolean;
  /** Independent of the window. The last step, the whole section, is added to every list. */
  steps(input: PlanInput): Step[];
  /** Why this unit and no other: 'the oldest in it'. */
  unitWords(resolved: ResolvedSection, unit: number, isFirst: boolean): string;
}

export const unitFraming = ({ raw, section }: PlanInput, unit: number): number =>
  raw.unitFraming[section]?.get(unit) ?? 0;

/** The last unit goes with the section, so that nothing is left of its frame. */
export function dropUnits(input: PlanInput, order: readonly number[]): Step[] {
  const units = input.raw.units[input.section];
  const steps: Step[] = [];
  let kept = input.raw.sections[input.section]?.tokens ?? 0;
  for (const unit of order.slice(0, -1)) {
    const tokens = units?.get(unit)?.tokens ?? 0;
    kept -= tokens;
    if (kept < input.min) break;
    steps.push({ type: 'unit', unit, tokens, framing: unitFraming(input, unit) });
  }
  return steps;
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
