/**
 * The degradation ladder: at which window sizes each section is cut, falls back and goes, and what is kept between.
 * Every rung is what assembly gives in that window. Never assembles anew: one walk down the fixed list of steps.
 */
import { budgetsOf, prepare, type AssembleOptions } from './assemblePrepare';
import { Stepper, type Start, type Taken } from './assembleSteps';
import type { LadderRung, ResolvedDocument } from './assembly';
import { canGiveWay } from './degrade';
import { actionOf } from './ledgerRows';

/** More would be no picture. */
const MOST_RUNGS = 64;
const EVEN_RUNGS = 16;
/** Tokens from which each rung takes milliseconds to count: there are fewer then. */
const LARGE = 200_000;

/** Windows descend, from the smallest in which nothing gives way to it. */
export function ladderOf(resolved: ResolvedDocument, options: Omit<AssembleOptions, 'mode'>): LadderRung[] {
  const { start, window } = prepare(resolved, { ...options, mode: 'assemble' });
  const { reserve } = resolved.document;
  const hasShares = resolved.sections.some(({ section: { budget } }) =>
    [budget.max, budget.min].some((size) => size && 'percent' in size),
  );
  const windows = windowsOf(start, reserve, window);
  if (!hasShares) return rungsOf(new Stepper(start), { start, reserve, windows });
  // A share of the window is another budget in each: each is a list of steps of its own.
  return windows.flatMap((each) => {
    const own = { ...start, budgets: budgetsOf(start.sections, each) };
    return rungsOf(new Stepper(own), { start: own, reserve, windows: [each] });
  });
}

function windowsOf(start: Start, reserve: number, window: number | undefined): number[] {
  const { changes, top, least } = changesOf(start);
  const isLarge = start.raw.total.tokens > LARGE;
  const count = isLarge ? EVEN_RUNGS / 2 : EVEN_RUNGS;
  // Equal ratios, as the slider has them.
  const [from, to] = [Math.max(1, least + reserve), Math.max(2, top + reserve)];
  const even = Array.from({ length: count }, (_, index) =>
    Math.round(from * (to / from) ** ((index + 0.5) / count) - reserve),
  );
  const own = window === undefined || window - reserve > top ? [] : [window - reserve];
  const first = [top, least, ...own, ...changes].slice(0, MOST_RUNGS);
  const limits = [...new Set([...first, ...even.slice(0, MOST_RUNGS - first.length)])];
  return limits
    .map((limit) => limit + reserve)
    .filter((each) => each >= 1)
    .sort((a, b) => b - a);
}

/** The largest limits in which a section is first cut, falls back or goes; with the largest and least that matter. */
function changesOf(start: Start): { changes: number[]; top: number; least: number } {
  const stepper = new Stepper(start);
  const top = stepper.needed();
  const changes: number[] = [];
  const note = (): number => changes.push(stepper.needed() - 1);
  for (const { members, canGo } of stepper.stages) {
    if (changes.length >= MOST_RUNGS) break;
    for (const section of members) {
      const resolved = start.sections[section];
      if (!resolved || !canGiveWay(resolved) || stepper.isDropped(section)) continue;
      const { length } = stepper.listFor(section);
      const last = length > 0 && stepper.listFor(section).step(length - 1).type === 'fallback' ? length - 1 : length;
      if (last > stepper.countOf(section)) note();
      stepper.advance(section, last);
      if (length > Math.max(last, stepper.countOf(section))) note();
      stepper.advance(section, length);
    }
    const [first] = members;
    if (!canGo || first === undefined || stepper.isDropped(first)) continue;
    note();
    stepper.drop(first);
  }
  return { changes, top, least: stepper.needed() };
}

interface Rungs {
  start: Start;
  reserve: number;
  windows: readonly number[];
}

function rungsOf(stepper: Stepper, { start, reserve, windows }: Rungs): LadderRung[] {
  return windows.map((window) => {
    stepper.fit(window - reserve);
    const { taken, tally } = stepper.settled();
    const bySection = new Map<number, Taken[]>();
    for (const each of taken) bySection.set(each.section, [...(bySection.get(each.section) ?? []).slice(-1), each]);
    const sections = start.sections.map((resolved, section) => ({
      id: resolved.section.id,
      kept: tally.sections[section] ?? { tokens: 0, basis: 'exact' as const },
      action: actionOf(resolved, bySection.get(section) ?? []),
    }));
    return { window, total: tally.total, fits: tally.total.tokens <= window - reserve, sections };
  });
}
