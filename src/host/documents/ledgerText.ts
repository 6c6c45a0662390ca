/** A context's numbers as short texts for CodeLens and status bar. Pure. */
import type { ContextAnswer, SectionLedger } from '../../core/context/assembly';
import type { Count } from '../../core/tokens/count';

const grouped = (value: number): string => value.toLocaleString('en-US');

/** An estimate says so: `≈ 612`. */
export const countText = ({ tokens, basis }: Count): string =>
  basis === 'estimate' || basis === 'calibrated' ? `≈ ${grouped(tokens)}` : grouped(tokens);

const tokensOf = ({ raw, kept }: SectionLedger): string =>
  raw.tokens === kept.tokens ? countText(kept) : `${countText(kept)} of ${countText(raw)}`;

function whatHappened({ action, units, unitsKept }: SectionLedger): string {
  const gone = units - unitsKept;
  if (action === 'cut' && gone > 0) return `${gone} of ${units} dropped`;
  if (action === 'fallback') return 'its fallback';
  return action;
}

export function sectionText(section: SectionLedger): string {
  if (section.action === 'unbound') return 'unbound: nothing to count yet';
  return `${tokensOf(section)} tokens · ${whatHappened(section)}`;
}

/** `limit` = window − reserve. */
const limitOf = ({ window, reserve }: ContextAnswer): string =>
  window === null ? '' : ` of ${grouped(window - reserve)}`;

export function totalText(answer: ContextAnswer): string {
  const over = answer.overflow > 0 ? ` · over by ${grouped(answer.overflow)}` : '';
  const window = answer.window === null ? ' · window unknown' : '';
  return `${countText(answer.total)}${limitOf(answer)} tokens${over}${window}`;
}

/** For the status bar: the total against the whole window. */
export function windowText({ total, window, overflow }: ContextAnswer): string {
  if (window === null) return `${countText(total)} tokens`;
  const over = overflow > 0 ? `, over by ${grouped(overflow)}` : '';
  return `${countText(total)} / ${grouped(window)} tokens${over}`;
}
