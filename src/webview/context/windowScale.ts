/** The slider's scale: equal steps of the hand are equal ratios of tokens, from a few hundred to the model's window. */
import type { ContextSnapshot } from '../../protocol/contextApi';

export const SLIDER_STEPS = 400;
const LEAST_TOKENS = 64;

export interface WindowRange {
  least: number;
  most: number;
}

/** Reaches what all sections would need, and the model's window. */
export function windowRange({ answer, models }: ContextSnapshot): WindowRange {
  const raw = answer.sections.reduce((sum, section) => sum + section.raw.tokens, 0);
  const needed = (raw + answer.framing.tokens + answer.reserve) * 1.25;
  const known = models.find((model) => model.id === answer.model)?.window ?? 0;
  return { least: LEAST_TOKENS, most: Math.max(LEAST_TOKENS * 2, needed, known, answer.window ?? 0) };
}

export function positionOf(tokens: number, { least, most }: WindowRange): number {
  const share = Math.log(Math.max(least, tokens) / least) / Math.log(most / least);
  return Math.round(Math.min(1, share) * SLIDER_STEPS);
}

/** Two significant digits: 7,900 and not 7,913. */
export function tokensAt(position: number, { least, most }: WindowRange): number {
  const exact = least * (most / least) ** (position / SLIDER_STEPS);
  if (position >= SLIDER_STEPS) return Math.ceil(exact);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / unit) * unit;
}
