/** Where everything stands in the window bar, in tokens. Pure; WindowBar.tsx draws it. */
import type { ContextAnswer, SectionLedger } from '../../core/context/assembly';

export interface BarPiece {
  section: SectionLedger | undefined;
  start: number;
  tokens: number;
}

export interface BarLayout {
  /** What the whole width stands for. */
  axis: number;
  ticks: number[];
  /** Kept tokens in order; the last one, without a section, is the framing. */
  kept: BarPiece[];
  reserve: { start: number; tokens: number } | undefined;
  limit: number | undefined;
  /** What does not fit, past the limit, shared among the sections that gave way. */
  overflow: BarPiece[];
  /** Kept all the same beyond what the window leaves: required content. */
  overrun: { start: number; tokens: number } | undefined;
}

const TICK_COUNT = 6;
function ticksOf(axis: number): number[] {
  if (axis <= 0) return [0];
  const rough = axis / TICK_COUNT;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough);
  return Array.from({ length: Math.floor(axis / step) + 1 }, (_, index) => index * step);
}

function stack(answer: ContextAnswer): BarPiece[] {
  let start = 0;
  const place = (section: SectionLedger | undefined, tokens: number): BarPiece => {
    const piece = { section, start, tokens };
    start += tokens;
    return piece;
  };
  const sections = answer.sections.map((section) => place(section, section.kept.tokens));
  return [...sections, place(undefined, answer.framing.tokens)];
}

/** The overflow drawn to scale: each section's share is its share of all that was not sent. */
function overflowOf(answer: ContextAnswer, from: number, tokens: number): BarPiece[] {
  const gaveWay = answer.sections.filter((section) => section.raw.tokens > section.kept.tokens);
  const missing = gaveWay.reduce((sum, section) => sum + section.raw.tokens - section.kept.tokens, 0);
  let start = from;
  return gaveWay.map((section) => {
    const share = (tokens * (section.raw.tokens - section.kept.tokens)) / missing;
    const piece = { section, start, tokens: share };
    start += share;
    return piece;
  });
}

/** `least`: the whole width stands for at least so many tokens. */
export function layoutBar(answer: ContextAnswer, least = 1): BarLayout {
  const kept = stack(answer);
  const used = answer.total.tokens;
  const limit = answer.window ?? undefined;
  if (limit === undefined) {
    const axis = Math.max(1, least, used);
    return { axis, ticks: ticksOf(axis), kept, reserve: undefined, limit, overflow: [], overrun: undefined };
  }
  const available = limit - answer.reserve;
  const overrun =
    used > available ? { start: Math.max(0, available), tokens: used - Math.max(0, available) } : undefined;
  const end = Math.max(limit, used);
  const past = Math.max(0, answer.overflow - (overrun?.tokens ?? 0));
  const overflow = past > 0 ? overflowOf(answer, end, past) : [];
  const axis = Math.max(1, least, end + past);
  return {
    axis,
    ticks: ticksOf(axis),
    kept,
    reserve: { start: Math.max(0, available), tokens: Math.min(limit, answer.reserve) },
    limit,
    overflow,
    overrun,
  };
}
