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
/** Windows that are tried in search of where something changes. */
const MOST_LOOKS = 90;
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
  return shareRungs(start, reserve, windows);
}

/**
 * A share of the window is another budget in each: each window is a list of steps of its own, and where something
 * changes is looked for between two windows that differ.
 */
function shareRungs(start: Start, reserve: number, windows: readonly number[]): LadderRung[] {
  const known = new Map<number, LadderRung>();
  const rungAt = (window: number): LadderRung | undefined => {
    const own = { ...start, budgets: budgetsOf(start.sections, window) };
    const [rung] = known.has(window)
      ? [known.get(window)]
      : rungsOf(new Stepper(own), { start: own, reserve, windows: [window] });
    if (rung) known.set(window, rung);
    return rung;
  };
  const unshared = new Stepper({ ...start, budgets: withoutShares(start) }).needed() + reserve;
  const ordered = [...new Set([unshared, ...windows])].sort((a, b) => b - a).slice(0, MOST_RUNGS);
  const found = ordered.flatMap((window) => rungAt(window) ?? []);
  let looks = start.raw.total.tokens > LARGE ? 0 : MOST_LOOKS;
  found.forEach((rung, index) => {
    const smaller = found[index + 1];
    if (!smaller) return;
    let [high, low] = [rung.window, smaller.window];
    if (actionsOf(rung) === actionsOf(smaller)) return;
    while (high - low > 1 && looks-- > 0) {
      const middle = rungAt(Math.floor((high + low) / 2));
      if (middle && actionsOf(middle) === actionsOf(rung)) high = middle.window;
      else low = middle?.window ?? low;
    }
  });
  return sparse([...known.values()].sort((a, b) => b.window - a.window));
}

const actionsOf = ({ sections, fits }: LadderRung): string => [...sections.map(({ action }) => action), fits].join();

/** What was only looked at on the way to a change goes again, the rungs beside a change last. */
function sparse(rungs: readonly LadderRung[]): LadderRung[] {
  const isChange = (rung: LadderRung, index: number): boolean => {
    const before = rungs[index - 1];
    return index === 0 || index === rungs.length - 1 || (before !== undefined && actionsOf(before) !== actionsOf(rung));
  };
  const room = Math.max(1, Math.ceil(rungs.length / (MOST_RUNGS / 2)));
  return rungs.filter((rung, index) => isChange(rung, index) || index % room === 0).slice(0, MOST_RUNGS);
}

const withoutShares = (start: Start): Start['budgets'] =>
  start.budgets.map(({ max, min }, section) => {
    const own = start.sections[section]?.section.budget.max;
    const kept = own && 'percent' in own ? undefined : max;
    return { ...(kept === undefined ? {} : { max: kept }), ...(min === undefined ? {} : { min }) };
  });

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
