/** Where everything stands in the ladder's picture, in thousandths of its width and height. Pure; LadderPanel.tsx draws it. */
import type { LadderRung, SectionLedger } from '../../core/context/assembly';
import type { SectionKind } from '../../core/context/model';
import { shareOf, type WindowRange } from './windowScale';

export interface Band {
  /** Absent: the sections that are too many to be told apart. */
  id: string | undefined;
  kind: SectionKind;
  /** An SVG path. */
  path: string;
}

export const PICTURE_SIZE = 1_000;
/** More bands are thinner than a pixel. */
const MOST_BANDS = 24;

interface Column {
  from: number;
  to: number;
  rung: LadderRung;
}

/** Steps, as no rung tells what is between it and the next: what is kept at least. `rungs` descend. */
export function bandsOf(rungs: readonly LadderRung[], sections: readonly SectionLedger[], range: WindowRange): Band[] {
  const columns = columnsOf(rungs, range);
  const top = Math.max(1, ...rungs.map(({ sections: all }) => all.reduce((sum, { kept }) => sum + kept.tokens, 0)));
  const groups = groupsOf(rungs, sections);
  let below = columns.map(() => 0);
  return groups.map(({ id, kind, indexes }) => {
    const above = columns.map(({ rung }, at) => {
      const tokens = indexes.reduce((sum, index) => sum + (rung.sections[index]?.kept.tokens ?? 0), 0);
      return (below[at] ?? 0) + tokens;
    });
    const path = pathOf(columns, below, above, top);
    below = above;
    return { id, kind, path };
  });
}

function columnsOf(rungs: readonly LadderRung[], range: WindowRange): Column[] {
  const ascending = [...rungs].reverse();
  const at = (window: number): number => shareOf(window, range) * PICTURE_SIZE;
  return ascending.map((rung, index) => {
    const next = ascending[index + 1];
    // Smaller windows than the least rung keep the same, and larger ones than the first keep all.
    return { from: index === 0 ? 0 : at(rung.window), to: next ? at(next.window) : PICTURE_SIZE, rung };
  });
}

interface Group {
  id: string | undefined;
  kind: SectionKind;
  indexes: number[];
}

/** A band a section in the document's order; of very many the largest have one of their own. */
function groupsOf([top]: readonly LadderRung[], sections: readonly SectionLedger[]): Group[] {
  const all = top?.sections ?? [];
  const kinds = new Map(sections.map(({ id, kind }) => [id, kind]));
  const bySize = [...all.keys()].sort((a, b) => (all[b]?.kept.tokens ?? 0) - (all[a]?.kept.tokens ?? 0));
  const own = new Set(all.length <= MOST_BANDS ? bySize : bySize.slice(0, MOST_BANDS - 1));
  const groups = all.flatMap(({ id }, index): Group[] =>
    own.has(index) ? [{ id, kind: kinds.get(id) ?? 'other', indexes: [index] }] : [],
  );
  const others = [...all.keys()].filter((index) => !own.has(index));
  return others.length === 0 ? groups : [...groups, { id: undefined, kind: 'other', indexes: others }];
}

function pathOf(columns: readonly Column[], below: readonly number[], above: readonly number[], top: number): string {
  const y = (tokens: number): string => (PICTURE_SIZE * (1 - tokens / top)).toFixed(1);
  const forth = columns.map(
    ({ from, to }, at) => `L${from.toFixed(1)} ${y(above[at] ?? 0)}L${to.toFixed(1)} ${y(above[at] ?? 0)}`,
  );
  const back = columns
    .map(({ from, to }, at) => `L${to.toFixed(1)} ${y(below[at] ?? 0)}L${from.toFixed(1)} ${y(below[at] ?? 0)}`)
    .reverse();
  return `M0 ${y(below[0] ?? 0)}${forth.join('')}${back.join('')}Z`;
}

/** Powers of ten, with halves where there is room: what stands under the picture. */
export function ladderTicks({ least, most }: WindowRange): number[] {
  const powers = Array.from({ length: 8 }, (_, power) => 10 ** power);
  return powers.flatMap((power) => [power, power * 2, power * 5]).filter((tick) => tick >= least && tick <= most);
}

/** From rung to rung by keyboard. `windows` ascend. */
export function rungByKey(key: string, window: number, windows: readonly number[]): number | undefined {
  const isUp = key === 'ArrowRight' || key === 'ArrowUp';
  const isDown = key === 'ArrowLeft' || key === 'ArrowDown';
  if (key === 'Home') return windows[0];
  if (key === 'End') return windows.at(-1);
  if (isUp) return windows.find((each) => each > window);
  if (isDown) return windows.findLast((each) => each < window);
  if (key === 'PageUp') return windows.filter((each) => each > window)[4] ?? windows.at(-1);
  if (key === 'PageDown') return windows.filter((each) => each < window).at(-5) ?? windows[0];
  return undefined;
}
