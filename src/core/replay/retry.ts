/**
 * When a failed request is sent again and after how long. Owns Retry-After and back-off; has no clock and no
 * randomness of its own.
 */
import type { ProviderFailure } from './model';

export const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** A server that asks for a longer wait is reported and not waited for. */
export const LONGEST_WAIT_MS = 5 * 60_000;

/** RFC 9110 §10.2.3: seconds, or an HTTP date. Milliseconds from `now`, or undefined where it is neither. */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

/** Milliseconds to wait before the next attempt, or undefined for "give up". `random` is in [0, 1). */
export function retryDelay(failure: ProviderFailure, attempt: number, random: number): number | undefined {
  if (!failure.retryable || attempt >= MAX_ATTEMPTS) return undefined;
  if (failure.retryAfterMs !== undefined) {
    return failure.retryAfterMs > LONGEST_WAIT_MS ? undefined : failure.retryAfterMs;
  }
  const ceiling = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * random;
}
