import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GapSearch } from '../../../../src/core/compare/gapSearch';
import { commonPairs } from '../../../../src/core/compare/jsdiff';

const runs = { numRuns: process.env['CTX_LONG'] === '1' ? 200 : 40, seed: 6 };
const limit = { maxEditLength: 2500, timeoutMs: 60_000 };
const search = (left: readonly number[], right: readonly number[], maxEditLength = limit.maxEditLength) =>
  new GapSearch(Int32Array.from(left), Int32Array.from(right), { ...limit, maxEditLength }).run();

/** Large enough to be cut at anchors. */
const numbers = fc.array(fc.nat(60), { minLength: 600, maxLength: 1500 });

const seeded = (seed: number) => (below: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

describe('gap search', () => {
  it('finds pairs of equal tokens that ascend on both sides', () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        const common = search(left, right);
        common.left.forEach((i, n) => {
          const j = common.right[n] ?? -1;
          assert.equal(left[i], right[j]);
          assert.ok(n === 0 || ((common.left[n - 1] ?? 0) < i && (common.right[n - 1] ?? 0) < j));
        });
        assert.equal(common.left.length, common.right.length);
      }),
      runs,
    );
  });

  for (const every of [5, 20, 100]) {
    it(`finds nearly as much as the library does without anchors: one in ${every} changed`, () => {
      for (let seed = 1; seed <= 4; seed++) {
        const next = seeded(seed);
        const left = Array.from({ length: 4000 }, () => next(60));
        const edits = [() => [], () => [next(60)], (token: number) => [next(60), token]];
        const right = left.flatMap((token) => (next(every) === 0 ? (edits[next(3)]?.(token) ?? []) : [token]));
        const most = commonPairs(Int32Array.from(left), Int32Array.from(right), { ...limit, maxEditLength: 1e6 });
        const found = search(left, right).left.length;
        assert.ok(found >= 0.99 * (most?.length ?? 0), `${found} of ${most?.length}`);
      }
    });
  }

  it('keeps what lies around a gap that is over its share', () => {
    const shuffled = (step: number): number[] => Array.from({ length: 300 }, (_, i) => (i * step) % 301);
    const around = [1000, 1001, 1002];
    const common = search([...around, ...shuffled(7), ...around], [...around, ...shuffled(11), ...around], 10);
    assert.equal(common.isCoarse, true);
    assert.ok(common.left.length >= 6 && common.left.length < 300);
  });

  it('never works more than its limit', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 1, max: 200 }), (left, right, maxEditLength) => {
        assert.ok(search(left, right, maxEditLength).work <= maxEditLength ** 2);
      }),
      runs,
    );
  });

  it('a passage that moved does not hide what stayed', () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    const moved = [...numbers.slice(100), ...numbers.slice(0, 100)];
    assert.equal(search(numbers, moved).left.length, 900);
  });
});
