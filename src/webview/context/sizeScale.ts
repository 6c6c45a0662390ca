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

/** One hundredth of the meter a step; undefined: the key does not move it. */
export function sizeByKey(key: string, tokens: number, { least, most }: { least: number; most: number }) {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
  if (key === 'Home') return least;
  if (key === 'End') return most;
  if (step === undefined) return undefined;
  const width = Math.max(1, roundTokens(most / 100));
  return within(roundSize(tokens + step * width, width), { least, most });
}

/** A multiple of the step, so that a budget reads 6,000 and not 5,987. */
const roundSize = (tokens: number, width: number): number => Math.round(tokens / width) * width;

export const within = (tokens: number, { least, most }: { least: number; most: number }): number =>
  Math.min(most, Math.max(least, tokens));
