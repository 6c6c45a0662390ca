/** The scale of a budget's meter: even steps from nothing to a little more than anything on it. Pure. */
import type { SectionLedger } from '../../core/context/assembly';
import type { OwnSettings } from '../../core/context/snapshotModel';
import { roundTokens } from './windowScale';

export type OwnSizes = OwnSettings['budgets'][string];
export interface Sizes {
  max: number | undefined;
  min: number | undefined;
}

/** Room past the largest mark, so that it can be dragged further. */
const HEADROOM = 1.2;
const LEAST_MOST = 100;
/** A section that is empty now is offered this. */
const FIRST_MAX = 1_000;

/** What the whole meter stands for, in tokens. */
export function meterMost({ raw }: SectionLedger, { max = 0, min = 0 }: Sizes, own: OwnSizes): number {
  const marks = [raw.tokens, max, min, own.max?.tokens ?? 0, own.min?.tokens ?? 0];
  return Math.max(LEAST_MOST, roundTokens(Math.max(...marks) * HEADROOM));
}

/** The sizes of a section that has none: as large as it is now. */
export const firstMax = ({ raw }: SectionLedger): number => raw.tokens || FIRST_MAX;

/** A hundredth of the meter or so a step; undefined: the key does not move it. */
export function sizeByKey(key: string, tokens: number, { least, most }: { least: number; most: number }) {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
  if (key === 'Home') return least;
  if (key === 'End') return most;
  if (step === undefined) return undefined;
  const width = stepOf(most);
  return within(Math.round((tokens + step * width) / width) * width, { least, most });
}

/** 1, 2 or 5 and noughts, so that a budget reads 6,000 and not 5,987. */
function stepOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(10, most / 80)));
  return [5, 2, 1].map((factor) => factor * power).find((step) => step <= most / 80) ?? 1;
}

export const within = (tokens: number, { least, most }: { least: number; most: number }): number =>
  Math.min(most, Math.max(least, tokens));
