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

export function positionOf(tokens: number, { least, most }: WindowRange): number {
  const share = Math.log(Math.max(least, tokens) / least) / Math.log(most / least);
  return Math.round(Math.min(1, share) * SLIDER_STEPS);
}

/** Three significant digits: 7,910 and not 7,913. */
export function tokensAt(position: number, { least, most }: WindowRange): number {
  const exact = least * (most / least) ** (position / SLIDER_STEPS);
  if (position >= SLIDER_STEPS) return Math.ceil(exact);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 2);
  return Math.round(exact / unit) * unit;
}
