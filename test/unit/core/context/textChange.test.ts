import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { changeBetween, earliest } from '../../../../src/core/context/textChange';

describe('changeBetween', () => {
  const cases: [what: string, old: string, now: string, change: ReturnType<typeof changeBetween>][] = [
    ['the same', 'abc', 'abc', undefined],
    ['typed', 'abc', 'abxc', { start: 2, oldEnd: 2, newEnd: 3 }],
    ['a character doubled', 'aab', 'aaab', { start: 2, oldEnd: 2, newEnd: 3 }],
    ['removed', 'abc', 'ac', { start: 1, oldEnd: 2, newEnd: 1 }],
    ['from nothing', '', 'ab', { start: 0, oldEnd: 0, newEnd: 2 }],
    ['all', 'ab', 'xyz', { start: 0, oldEnd: 2, newEnd: 3 }],
  ];
  for (const [what, old, now, change] of cases) it(what, () => assert.deepEqual(changeBetween(old, now), change));

  it('can be said earlier', () => {
    const change = { start: 2, oldEnd: 2, newEnd: 3 };
    assert.deepEqual(earliest(change, 'aab', 'aaab'), { start: 0, oldEnd: 0, newEnd: 1 });
    assert.deepEqual(earliest({ start: 2, oldEnd: 3, newEnd: 2 }, 'aaab', 'aab'), { start: 0, oldEnd: 1, newEnd: 0 });
    assert.deepEqual(earliest(change, 'abc', 'abxc'), change);
  });

  it('is the least stretch, also in long texts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 });
    const long = fc.tuple(fc.constantFrom('', 'ab'.repeat(5_000)), text, fc.constantFrom('', 'ba'.repeat(5_000)));
    fc.assert(
      fc.property(long, text, ([head, middle, tail], other) => {
        const [old, now] = [head + middle + tail, head + other + tail];
        const change = changeBetween(old, now);
        assert.equal(change === undefined, old === now);
        if (!change) return;
        const { start, oldEnd, newEnd } = change;
        assert.equal(old.slice(0, start) + now.slice(start, newEnd) + old.slice(oldEnd), now);
        assert.ok(start === oldEnd || start === newEnd || old.charAt(start) !== now.charAt(start));
        assert.ok(start === oldEnd || start === newEnd || old.charAt(oldEnd - 1) !== now.charAt(newEnd - 1));
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});
