/** Numbers and times as the screens write them. The interface is in English, so are its numbers. */
import type { Count } from '../../core/tokens/count';
import type { Money, Part } from '../../core/trace/model';

const INTEGER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

export const formatNumber = (value: number): string => INTEGER.format(value);
/** '–' says that the number is not known; 0 is written as 0. */
export const formatMaybe = (value: number | undefined): string => (value === undefined ? '–' : formatNumber(value));

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** Tokens on an axis: 500, 2k, 12.5k, 1M. */
export function formatTick(tokens: number): string {
  if (tokens >= 1_000_000) return `${String(tokens / 1_000_000)}M`;
  return tokens >= 1000 ? `${String(tokens / 1000)}k` : String(tokens);
}

export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  if (bytes < 1_000_000) return `${formatNumber(bytes / 1000)} kB`;
  return bytes < 1_000_000_000 ? `${ONE_DIGIT.format(bytes / 1e6)} MB` : `${ONE_DIGIT.format(bytes / 1e9)} GB`;
}

export const formatMs = (ms: number | undefined): string => {
  if (ms === undefined) return '–';
  return ms > 0 && ms < 10 ? ONE_DIGIT.format(ms) : formatNumber(ms);
};

const two = (value: number): string => String(value).padStart(2, '0');
/** Local time of day. */
export function formatTime(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
export const formatDateTime = (ms: number | undefined): string => {
  const date = ms === undefined ? undefined : new Date(ms);
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : '';
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export function formatAge(ms: number): string {
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${String(Math.floor(ms / MINUTE))} min old`;
  if (ms < 3 * DAY) return `${String(Math.floor(ms / HOUR))} h old`;
  return `${formatNumber(Math.floor(ms / DAY))} d old`;
}

const callsOf = ({ samples }: Count): string => (samples === undefined ? 'calls' : plural(samples, 'logged call'));

/** The mark beside a count that is not exact, and what it means. */
export function basisOf(count: Count): { mark: string; meaning: string } | undefined {
  const error = count.error === undefined ? '' : ` ±${String(Math.round(count.error * 100))} %`;
  switch (count.basis) {
    case 'exact':
      return undefined;
    case 'estimate':
      return { mark: `est.${error}`, meaning: `Estimate${error}: this text could not be counted exactly.` };
    case 'calibrated':
      return {
        mark: `cal.${error}`,
        meaning: `Estimate${error}, calibrated on the usage that ${callsOf(count)} reported.`,
      };
    case 'reported':
      return { mark: 'reported', meaning: 'As the provider reported it.' };
  }
}

export function formatMoney(money: Money): string {
  if (money.usd === undefined) return 'no price';
  if (money.usd > 0 && money.usd < 0.01) return `$${money.usd.toPrecision(2)}`;
  return `$${money.usd.toFixed(2)}`;
}
export function describeMoney(money: Money): string {
  if (money.usd === undefined) return 'The catalogue has no price for this model.';
  const source = [money.priceSource, money.priceDate].filter(Boolean).join(', ');
  const basis = money.basis === 'reported' ? 'As the log reports it' : 'Priced by the catalogue';
  return source ? `${basis} (${source}).` : `${basis}.`;
}

type MediaPart = Extract<Part, { type: 'image' | 'audio' | 'file' }>;
/** A picture or file is never loaded, only named: "image, image/png, 12 kB". */
export function describeMedia(part: MediaPart): string {
  const size = part.data === undefined ? undefined : formatSize(Math.floor((part.data.length * 3) / 4));
  const inline = part.url?.startsWith('data:') ? formatSize(part.url.length) : part.url;
  return [part.type, part.mimeType, part.name, size ?? inline].filter(Boolean).join(', ');
}
