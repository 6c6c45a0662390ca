/**
 * Takes the steps of degrade.ts: what is stale or doubled first, then what brings sections under their own budgets,
 * then the shortest prefix of the rest that fits the window. Keeps what was taken, in order. Never words it;
 * ledgerDecisions.ts does.
 */
import type { ReasonCode, ResolvedSection } from './assembly';
import { draftOf, WHOLE, type Draft, type SectionState } from './assembleDraft';
import { canGiveWay, countFor, stagesOf, stateAfter, stepsOf, type Stage } from './degrade';
import { NO_STEPS, type Gain, type Step, type StepList } from './overflow/policy';
import { tally, type Counting, type Tally } from './ledger';

export interface Taken {
  section: number;
  step: Step;
  reason: Extract<ReasonCode, 'stale' | 'duplicate' | 'kept-with' | 'over-own-budget' | 'window-full'>;
  /** kept-with: the section that took this one along. duplicate: the unit that stays in its place. */
  by?: number;
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

export interface Start {
  sections: readonly ResolvedSection[];
  budgets: readonly SectionBudget[];
  counting: Counting;
  rawDraft: Draft;
  raw: Tally;
  /** What goes whatever the window: stale and doubled units and sections. */
  prior: readonly Taken[];
}

/** `limit` is window − reserve, in tokens; undefined where no window is known. */
export function settle(start: Start, limit: number | undefined): Settled {
  const stepper = new Stepper(start);
  if (limit !== undefined) stepper.fit(limit);
  return stepper.settled();
}

const NO_GAIN: Gain = { tokens: 0, framing: 0 };
const sizeOf = ({ tokens, framing }: Gain): number => tokens + framing;

/**
 * Starts with every section in its own budget. `fit` may be called again with a smaller limit, and then gives what it
 * would give from the start: a larger window's steps are a prefix of a smaller one's.
 */
export class Stepper {
  readonly stages: readonly Stage[];
  private readonly lists = new Map<number, StepList>();
  private readonly counts: number[];
  private readonly dropped = new Set<number>();
  private readonly gone: ReadonlySet<number>[];
  private readonly base: Tally;
  private readonly taken: Taken[] = [];
  private current: { draft: Draft; tally: Tally } | undefined;
  /** By additive counts. */
  private total: number;

  constructor(private readonly start: Start) {
    const { sections, rawDraft, raw, prior, counting } = start;
    this.stages = stagesOf(sections);
    this.counts = sections.map(() => 0);
    this.gone = sections.map((_, section) => goneIn(prior, section));
    this.takePrior(prior);
    const draft = this.taken.length === 0 ? rawDraft : draftOf(sections, this.states());
    this.base = this.taken.length === 0 ? raw : tally(draft, sections.length, counting, true);
    this.current = { draft, tally: this.base };
    this.total = this.base.total.tokens;
    this.keepOwnBudgets();
  }

  private takePrior(prior: readonly Taken[]): void {
    for (const taken of prior) {
      if (this.dropped.has(taken.section)) continue;
      if (taken.step.type !== 'section') this.taken.push(taken);
      else this.takeWhole(taken, (section) => rawGain(this.start.raw, section));
    }
  }

  /** With the section go those that are kept with it. */
  private takeWhole(cause: Omit<Taken, 'step'>, gainOf: (section: number) => Gain): void {
    const members = this.stageOf(cause.section)?.members ?? [cause.section];
    for (const section of [cause.section, ...members.filter((each) => each !== cause.section)]) {
      if (this.dropped.has(section)) continue;
      const step: Step = { type: 'section', ...gainOf(section) };
      this.dropped.add(section);
      if (section === cause.section) this.taken.push({ ...cause, step });
      else this.taken.push({ section, step, reason: 'kept-with', by: cause.section });
    }
  }

  private stageOf(section: number): Stage | undefined {
    return this.stages.find(({ members }) => members.includes(section));
  }

  private keepOwnBudgets(): void {
    const { sections, budgets } = this.start;
    const limited = [...sections.keys()].filter((section) => {
      const resolved = sections[section];
      return budgets[section]?.max !== undefined && resolved && canGiveWay(resolved);
    });
    for (const section of limited) {
      if (this.dropped.has(section)) continue;
      const over = (this.base.sections[section]?.tokens ?? 0) - (budgets[section]?.max ?? Infinity);
      if (over <= 0) continue;
      const list = this.listFor(section);
      this.advance(
        section,
        countFor(list, 0, ({ tokens }) => tokens >= over),
        'over-own-budget',
      );
      if (list.freed(this.counts[section] ?? 0).tokens < over) this.drop(section, 'over-own-budget');
    }
    // Pieces encoded together may take a token more than apart.
    while (limited.some((section) => this.isOver(section) && this.takeOne(section, 'over-own-budget'))) continue;
  }

  private isOver(section: number): boolean {
    const kept = this.measure().tally.sections[section]?.tokens ?? 0;
    return kept > (this.start.budgets[section]?.max ?? Infinity);
  }

  fit(limit: number): void {
    for (const stage of this.stages) this.fitStage(stage, limit);
    while (this.measure().tally.total.tokens > limit && this.takeNext()) continue;
  }

  private fitStage({ members }: Stage, limit: number): void {
    for (const section of members) {
      if (this.total <= limit) return;
      if (this.dropped.has(section)) continue;
      const list = this.listFor(section);
      const own = this.counts[section] ?? 0;
      const enough = this.total - limit + sizeOf(list.freed(own));
      this.advance(
        section,
        countFor(list, own, (freed) => sizeOf(freed) >= enough),
        'window-full',
      );
    }
    if (this.total > limit && members[0] !== undefined) this.drop(members[0], 'window-full');
  }

  private takeNext(): boolean {
    return this.stages.some(
      ({ members }) =>
        members.some((section) => this.takeOne(section, 'window-full', true)) ||
        (members[0] !== undefined && this.drop(members[0], 'window-full')),
    );
  }

  /** The section's next step that frees something, or all of it. */
  private takeOne(section: number, reason: Taken['reason'], isPartly = false): boolean {
    if (this.dropped.has(section)) return false;
    const list = this.listFor(section);
    const own = this.counts[section] ?? 0;
    const before = sizeOf(list.freed(own));
    const count = countFor(list, own, (freed) => sizeOf(freed) > before);
    if (count > own && sizeOf(list.freed(count)) > before) return this.advance(section, count, reason);
    return !isPartly && this.drop(section, reason);
  }

  /** The smallest limit that asks for no further step: by additive counts, and as encoded. */
  needed(): number {
    return Math.max(this.total, this.measure().tally.total.tokens);
  }

  /** The same by additive counts alone: encodes nothing. */
  additive(): number {
    return this.total;
  }

  isDropped(section: number): boolean {
    return this.dropped.has(section);
  }

  /** How many of the section's steps are taken. */
  countOf(section: number): number {
    return this.counts[section] ?? 0;
  }

  /** Takes all steps of the section but those after its first `count`. */
  advance(section: number, count: number, reason: Taken['reason'] = 'window-full'): boolean {
    const own = this.counts[section] ?? 0;
    if (count <= own) return false;
    const list = this.listFor(section);
    this.total -= sizeOf(list.freed(count)) - sizeOf(list.freed(own));
    this.counts[section] = count;
    this.current = undefined;
    const last = list.step(count - 1);
    for (let index = own; index < count;) {
      const isTruncated = list.step(index).type === 'truncate';
      // Of a cut only where it ends counts.
      const end = !isTruncated ? index + 1 : last.type === 'truncate' ? count : count - 1;
      const [before, after] = [list.freed(index), list.freed(end)];
      const gain = { tokens: after.tokens - before.tokens, framing: after.framing - before.framing };
      this.taken.push({ section, step: { ...list.step(end - 1), ...gain }, reason });
      index = end;
    }
    return true;
  }

  /** Drops the section and those kept with it, if all of them may go. */
  drop(section: number, reason: Taken['reason'] = 'window-full'): boolean {
    if (this.dropped.has(section) || !this.stageOf(section)?.canGo) return false;
    const gainOf = (each: number): Gain => {
      const count = this.counts[each] ?? 0;
      // Where nothing was taken yet its steps need not be known: truncation would encode its text once more.
      const freed = count === 0 ? NO_GAIN : this.listFor(each).freed(count);
      const whole = rawGain(this.base, each);
      return { tokens: whole.tokens - freed.tokens, framing: whole.framing - freed.framing };
    };
    const from = this.taken.length;
    this.takeWhole({ section, reason }, gainOf);
    for (const { step } of this.taken.slice(from)) this.total -= sizeOf(step);
    this.current = undefined;
    return true;
  }

  /** Made when the section's turn comes: truncation has to encode its text once more. */
  listFor(section: number): StepList {
    const known = this.lists.get(section);
    if (known) return known;
    const { sections, budgets, counting } = this.start;
    const resolved = sections[section];
    const min = budgets[section]?.min ?? 0;
    const gone = this.gone[section] ?? WHOLE.gone;
    const list = resolved ? stepsOf({ resolved, section, base: this.base, gone, counting, min }) : NO_STEPS;
    this.lists.set(section, list);
    return list;
  }

  private states(): SectionState[] {
    return this.start.sections.map((resolved, section): SectionState => {
      const gone = this.gone[section] ?? WHOLE.gone;
      if (this.dropped.has(section)) return { isDropped: true, gone };
      const count = this.counts[section] ?? 0;
      if (count === 0) return { isDropped: false, gone };
      const list = this.listFor(section);
      if (list.step(count - 1).type !== 'fallback') return stateAfter(list, count, gone);
      return { isDropped: false, gone, standIn: resolved.fallback ?? '' };
    });
  }

  /** Encodes the messages as they now stand. */
  measure(): { draft: Draft; tally: Tally } {
    if (this.current) return this.current;
    const { sections, counting } = this.start;
    const draft = draftOf(sections, this.states());
    this.current = { draft, tally: tally(draft, sections.length, counting, false) };
    return this.current;
  }

  settled(): Settled {
    return { taken: this.taken, ...this.measure() };
  }
}

function goneIn(prior: readonly Taken[], section: number): ReadonlySet<number> {
  const units = prior.flatMap(({ section: own, step }) => (own === section && step.type === 'unit' ? [step.unit] : []));
  return units.length === 0 ? WHOLE.gone : new Set(units);
}

function rawGain({ sections, unitFraming }: Tally, section: number): Gain {
  let framing = 0;
  for (const each of unitFraming[section]?.values() ?? []) framing += each;
  return { tokens: sections[section]?.tokens ?? 0, framing };
}
