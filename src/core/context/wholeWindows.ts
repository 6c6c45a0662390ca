/**
 * From which window on a section that gave way would be left whole: one walk down the fixed list of steps, past what
 * goes before it. Never assembles anew, and never words it; whySentences.ts does.
 */
import { Stepper, type Start, type Taken } from './assembleSteps';
import type { WholeFrom } from './assembly';

/** Each encodes what is left once more: the others get the sum of their pieces, a few tokens more or less. */
const EXACT_STAGES = 8;
/** Tokens from which encoding takes milliseconds. */
const LARGE = 200_000;

interface WholeInput {
  start: Start;
  taken: readonly Taken[];
  reserve: number;
}

/** By the section's index; only for those from which the window took something. */
export function wholeWindows({ start, taken, reserve }: WholeInput): ReadonlyMap<number, WholeFrom> {
  const found = new Map<number, WholeFrom>();
  const touched = new Set(taken.flatMap(({ section, reason }) => (reason === 'window-full' ? [section] : [])));
  if (touched.size === 0) return found;
  const shares = start.sections.some(({ section: { budget } }) => budget.max && 'percent' in budget.max);
  // A share grows with the window. With none of them all is whole a little too late, and never too early.
  const stepper = new Stepper(shares ? withoutShares(start) : start);
  let exact = start.raw.total.tokens > LARGE ? 1 : EXACT_STAGES;
  for (const { members, canGo } of stepper.stages) {
    if (!members.some((section) => touched.has(section))) continue;
    for (const section of members) {
      const isExact = exact-- > 0;
      const window = (isExact ? stepper.needed() : stepper.additive()) + reserve;
      const basis = shares ? 'at-latest' : isExact ? 'exact' : 'about';
      if (touched.has(section)) {
        const size = Math.max(window, ownShareNeeds(start, section));
        found.set(section, { window: size, basis, isWhole: fitsOwnBudget(start, section) });
      }
      if (members.length > 1 || !canGo) stepper.advance(section, stepper.listFor(section).length);
    }
    if (canGo && members[0] !== undefined) stepper.drop(members[0]);
  }
  return found;
}

const withoutShares = (start: Start): Start => ({
  ...start,
  budgets: start.budgets.map(({ max, min }, section) => {
    const own = start.sections[section]?.section.budget.max;
    const kept = own && 'percent' in own ? undefined : max;
    return { ...(kept === undefined ? {} : { max: kept }), ...(min === undefined ? {} : { min }) };
  }),
});

/** A share of the window grows with it. */
function fitsOwnBudget({ sections, raw }: Start, section: number): boolean {
  const max = sections[section]?.section.budget.max;
  return !max || 'percent' in max || (raw.sections[section]?.tokens ?? 0) <= max.tokens;
}

/** The window of which the section's own share is as large as the section. */
function ownShareNeeds({ sections, raw }: Start, section: number): number {
  const max = sections[section]?.section.budget.max;
  if (!max || !('percent' in max) || max.percent === 0) return 0;
  return Math.ceil(((raw.sections[section]?.tokens ?? 0) * 100) / max.percent);
}
