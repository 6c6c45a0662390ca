/** The slider's scale: equal steps of the hand are equal ratios of tokens, from a few hundred to the model's window. */
import type { ContextSnapshot } from '../../protocol/contextApi';

/** Few enough that each step changes the number: a step that rounds to where it stood would hold the arrow keys fast. */
export const SLIDER_STEPS = 200;
const LEAST_TOKENS = 64;
/** The slider reaches at least this far. */
const LEAST_REACH_TOKENS = 2048;

export interface WindowRange {
  least: number;
  most: number;
}

/** Reaches what all sections would need, and the model's window. */
export function windowRange({ answer, models }: ContextSnapshot): WindowRange {
  const raw = answer.sections.reduce((sum, section) => sum + section.raw.tokens, 0);
  const needed = (raw + answer.framing.tokens + answer.reserve) * 1.25;
  const known = models.find((model) => model.id === answer.model)?.window ?? 0;
  return { least: LEAST_TOKENS, most: Math.max(LEAST_REACH_TOKENS, needed, known, answer.window ?? 0) };
}

/** Where a window stands on the scale, from 0 to 1. */
export function shareOf(tokens: number, { least, most }: WindowRange): number {
  return Math.min(1, Math.log(Math.max(least, tokens) / least) / Math.log(most / least));
}

export function tokensAtShare(share: number, { least, most }: WindowRange): number {
  const within = Math.min(1, Math.max(0, share));
  return within >= 1 ? Math.ceil(most) : roundTokens(least * (most / least) ** within);
}

export const positionOf = (tokens: number, range: WindowRange): number =>
  Math.round(shareOf(tokens, range) * SLIDER_STEPS);

export const tokensAt = (position: number, range: WindowRange): number => tokensAtShare(position / SLIDER_STEPS, range);

/** Three significant digits: 7,910 and not 7,913. */
export function roundTokens(exact: number): number {
  if (exact < 1) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 2);
  return Math.round(exact / unit) * unit;
}

/** Steps of the window by keyboard, as a slider has them; undefined: the key does not move it. */
export function windowByKey(key: string, tokens: number, range: WindowRange): number | undefined {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
  if (key === 'Home') return Math.ceil(range.least);
  if (key === 'End') return Math.ceil(range.most);
  if (step === undefined) return undefined;
  return tokensAt(Math.min(SLIDER_STEPS, Math.max(0, positionOf(tokens, range) + step)), range);
}
