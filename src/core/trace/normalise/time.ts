/**
 * Times as logs write them (formats.md rule 9) → fractional milliseconds since the epoch. Text without a zone is read
 * as UTC, so that a log reads the same on every machine. Never guesses: what is no time is absent.
 */
import type { JsonValue } from '../model';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d{2}:?\d{2})?$/i;
const DIGITS = /^\d{9,19}(?:\.\d+)?$/;

export function readTime(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return readNumber(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return DIGITS.test(text) ? readNumber(Number(text)) : readIso(text);
}

/** The size of a number tells its unit: seconds, milliseconds, microseconds or nanoseconds of this century. */
function readNumber(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 1e8) return undefined;
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1000 : value / 1e6;
}

function readIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, date, time = '00:00', fraction = '', zone = 'Z'] = match;
  const whole = Date.parse(`${date ?? ''}T${time.length === 5 ? `${time}:00` : time}${zone.toUpperCase()}`);
  // Digits beyond the third are lost by Date.parse.
  return Number.isNaN(whole) ? undefined : whole + Number(`0.${fraction || '0'}`) * 1000;
}
