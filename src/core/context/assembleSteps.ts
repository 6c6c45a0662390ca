/**
 * Takes the steps of degrade.ts: first those that bring sections under their own budgets, then the shortest prefix of
 * the rest that fits the window. Keeps what was taken, in order. Never words it; ledgerText.ts does.
 */
import type { ReasonCode, ResolvedSection } from './assembly';
import { draftOf, WHOLE, type Draft, type SectionState } from './assembleDraft';
import { canGiveWay, degradationOrder, planOf, stateAfter, type SectionPlan } from './degrade';
import type { Step } from './overflow/policy';
import { tally, type Counting, type Tally } from './ledger';

export interface Taken {
  section: number;
  step: Step;
  reason: Extract<ReasonCode, 'over-own-budget' | 'window-full'>;
}
/** Tokens, percentages resolved. */
export interface SectionBudget {
  max?: number;
  min?: number;
}
export interface Settled {
  taken: Taken[];
  draft: Draft;
  tally: Tally;
}

interface Start {
  sections: readonly ResolvedSection[];
  budgets: readonly SectionBudget[];
  counting: Counting;
  rawDraft: Draft;
  raw: Tally;
}

/** `limit` is window − reserve, in tokens; undefined where no window is known. */
export function settle(start: Start, limit: number | undefined): Settled {
  const stepper = new Stepper(start);
  stepper.keepOwnBudgets();
  if (limit !== undefined) stepper.fit(limit);
  return stepper.settled();
}

class Stepper {
  private readonly plans = new Map<number, SectionPlan>();
  private readonly takenSteps: number[];
  private readonly taken: Taken[] = [];
  private current: { draft: Draft; tally: Tally } | undefined;
  /** By additive counts. */
  private total: number;

  constructor(private readonly start: Start) {
    this.takenSteps = start.sections.map(() => 0);
    this.total = start.raw.total.tokens;
    this.current = { draft: start.rawDraft, tally: start.raw };
  }

  keepOwnBudgets(): void {
    const { sections, budgets, raw } = this.start;
    const limited = [...sections.keys()].filter((section) => {
      const resolved = sections[section];
      return budgets[section]?.max !== undefined && resolved && canGiveWay(resolved);
    });
    for (const section of limited) {
      let tokens = raw.sections[section]?.tokens ?? 0;
      while (tokens > (budgets[section]?.max ?? Infinity))
        tokens -= this.take(section, 'over-own-budget')?.tokens ?? tokens;
    }
    // Pieces encoded together may take a token more than apart.
    while (limited.some((section) => this.isOver(section) && this.take(section, 'over-own-budget'))) continue;
  }

  private isOver(section: number): boolean {
    const kept = this.measure().tally.sections[section]?.tokens ?? 0;
    return kept > (this.start.budgets[section]?.max ?? Infinity);
  }

  fit(limit: number): void {
    const order = degradationOrder(this.start.sections);
    let next = 0;
    const takeNext = (): boolean => {
      for (; next < order.length; next++) if (this.take(order[next] ?? 0, 'window-full')) return true;
      return false;
    };
    while (this.total > limit && takeNext()) continue;
    while (this.measure().tally.total.tokens > limit && takeNext()) continue;
  }

  /** The section's next step, if it has one. */
  private take(section: number, reason: Taken['reason']): Step | undefined {
    const index = this.takenSteps[section] ?? 0;
    const step = this.planFor(section).steps[index];
    if (!step) return undefined;
    this.takenSteps[section] = index + 1;
    this.total -= step.tokens + step.framing;
    this.taken.push({ section, step, reason });
    this.current = undefined;
    return step;
  }

  /** Made when the section's turn comes: truncation has to encode its text once more. */
  private planFor(section: number): SectionPlan {
    const known = this.plans.get(section);
    if (known) return known;
    const { sections, budgets, raw, counting } = this.start;
    const resolved = sections[section];
    const min = budgets[section]?.min ?? 0;
    const plan = resolved ? planOf({ resolved, section, raw, counter: counting.counter, min }) : { section, steps: [] };
    this.plans.set(section, plan);
    return plan;
  }

  /** Encodes the messages as they now stand. */
  private measure(): { draft: Draft; tally: Tally } {
    if (this.current) return this.current;
    const { sections, counting } = this.start;
    const states = sections.map((_, section): SectionState => {
      const taken = this.takenSteps[section] ?? 0;
      return taken === 0 ? WHOLE : stateAfter(this.planFor(section), taken);
    });
    const draft = draftOf(sections, states);
    this.current = { draft, tally: tally(draft, sections.length, counting, false) };
    return this.current;
  }

  settled(): Settled {
    return { taken: this.taken, ...this.measure() };
  }
}
