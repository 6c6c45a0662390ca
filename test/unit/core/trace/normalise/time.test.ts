import assert from 'node:assert/strict';
import { readTime } from '../../../../../src/core/trace/normalise/time';

describe('readTime', () => {
  const noon = Date.UTC(2026, 2, 2, 12, 0, 0);
  const times: [what: string, value: string | number | null, time: number | undefined][] = [
    ['ISO with zone', '2026-03-02T12:00:00Z', noon],
    ['ISO with an offset', '2026-03-02T13:00:00+01:00', noon],
    ['ISO without zone is UTC', '2026-03-02 12:00:00', noon],
    ['microseconds', '2026-03-02T12:00:00.123456Z', noon + 123.456],
    ['a day', '2026-03-02', noon - 12 * 3600_000],
    ['seconds', noon / 1000, noon],
    ['milliseconds', noon, noon],
    ['microseconds as a number', noon * 1000, noon],
    ['nanoseconds as a string', `${noon}000000`, noon],
    ['a word', 'yesterday', undefined],
    ['a small number', 12, undefined],
    ['null', null, undefined],
    ['a month that is none', '2026-13-02T12:00:00Z', undefined],
  ];
  for (const [what, value, time] of times) it(what, () => assert.equal(readTime(value), time));
});
