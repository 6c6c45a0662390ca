import assert from 'node:assert/strict';
import { LONGEST_WAIT_MS, MAX_ATTEMPTS, parseRetryAfter, retryDelay } from '../../../../src/core/replay/retry';

const failure = { code: 'rate-limited', message: '', retryable: true };

describe('retry', () => {
  it('reads Retry-After as seconds or as a date', () => {
    const now = Date.parse('2026-11-23T10:00:00Z');
    assert.equal(parseRetryAfter('2', now), 2000);
    assert.equal(parseRetryAfter('0.5', now), 500);
    assert.equal(parseRetryAfter('Mon, 23 Nov 2026 10:00:30 GMT', now), 30_000);
    assert.equal(parseRetryAfter('Mon, 23 Nov 2026 09:00:00 GMT', now), 0);
    for (const none of [undefined, null, '', 'soon']) assert.equal(parseRetryAfter(none, now), undefined);
  });

  it('waits as long as the server asks, unless that is too long', () => {
    assert.equal(retryDelay({ ...failure, retryAfterMs: 7000 }, 1, 0), 7000);
    assert.equal(retryDelay({ ...failure, retryAfterMs: LONGEST_WAIT_MS + 1 }, 1, 0), undefined);
  });

  it('backs off, more each time, and gives up', () => {
    const delays = [1, 2, 3, 4].map((attempt) => retryDelay(failure, attempt, 0.5) ?? NaN);
    assert.deepEqual(delays, [375, 750, 1500, 3000]);
    assert.equal(retryDelay(failure, MAX_ATTEMPTS, 0.5), undefined);
    assert.equal(retryDelay({ ...failure, retryable: false }, 1, 0.5), undefined);
  });
});
