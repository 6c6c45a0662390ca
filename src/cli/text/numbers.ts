/** Numbers as people read them, with their unit; '–' says that a number is not known. */
import type { Count } from '../../core/tokens/count';
import type { Money } from '../../core/trace/model';

const INTEGER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

const isKnown = (value: number | null | undefined): value is number => value !== null && value !== undefined;

export const formatNumber = (value: number): string => INTEGER.format(value);
export const formatMaybe = (value: number | null | undefined): string => (isKnown(value) ? formatNumber(value) : '–');
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** `312`, `~312` for an estimate, `~312±20%` where its error is known. */
export function formatCount(count: Count): string {
  const number = formatNumber(count.tokens);
  switch (count.basis) {
    case 'exact':
      return number;
    case 'reported':
      return `${number} reported`;
    case 'estimate':
    case 'calibrated':
      return `~${number}${count.error === undefined ? '' : `±${Math.round(count.error * 100)}%`}`;
  }
}

export function formatBasis(count: Count): string {
  switch (count.basis) {
    case 'exact':
      return 'exact';
    case 'reported':
      return 'as reported';
    case 'calibrated':
      return count.samples === undefined ? 'calibrated' : `calibrated on ${plural(count.samples, 'call')}`;
    case 'estimate':
      return 'estimate';
  }
}

export function formatMs(ms: number | null | undefined): string {
  if (!isKnown(ms)) return '–';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${formatNumber(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function formatTime(ms: number | null | undefined): string {
  if (!isKnown(ms)) return '–';
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '–' : date.toISOString().replace('T', ' ').slice(0, 19);
}

export function formatMoney(money: Money): string {
  if (money.usd === undefined) return 'no price';
  const dollars = money.usd > 0 && money.usd < 0.01 ? money.usd.toPrecision(2) : money.usd.toFixed(2);
  const date = money.priceDate === undefined ? '' : ` (prices of ${money.priceDate})`;
  return `$${dollars}${date}`;
}

const HOUR_MS = 3_600_000;
export function formatAge(ms: number): string {
  if (ms < HOUR_MS) return `${Math.floor(ms / 60_000)} min`;
  return ms < 72 * HOUR_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${formatNumber(Math.floor(ms / (24 * HOUR_MS)))} d`;
}
