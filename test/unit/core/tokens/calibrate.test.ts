import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calibrate, type UsageSample } from '../../../../src/core/tokens/calibrate';

const near = (actual: number | undefined, expected: number, within = 1e-9): void => {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);
};

describe('calibration', () => {
  it('finds factor and offset, though a call in five is wrong', () => {
    const samples: UsageSample[] = [100, 200, 400, 800, 1_600, 3_200, 500, 900].map((counted) => ({
      counted,
      reported: 1.2 * counted + 346,
    }));
    const found = calibrate([...samples, { counted: 300, reported: 90_000 }, { counted: 1_000, reported: 3 }]);
    near(found?.factor, 1.2, 0.02);
    near(found?.offset, 346, 15);
    near(found?.error, 0, 0.1);
    assert.equal(found?.samples, 10);
  });

  it('takes the median ratio where all calls are about as long', () => {
    const found = calibrate([
      { counted: 100, reported: 115 },
      { counted: 110, reported: 132 },
      { counted: 100, reported: 125 },
    ]);
    near(found?.factor, 1.2);
    assert.equal(found?.offset, 0);
  });

  it('says nothing of too few calls, of none that report, or of a ratio that no tokenizer has', () => {
    assert.equal(calibrate([]), undefined);
    assert.equal(
      calibrate([
        { counted: 10, reported: 12 },
        { counted: 20, reported: 24 },
      ]),
      undefined,
    );
    const nine = Array.from({ length: 9 }, (_, index) => 10 + index);
    assert.equal(calibrate(nine.map((counted) => ({ counted, reported: 0 }))), undefined);
    assert.equal(calibrate(nine.map((counted) => ({ counted, reported: 90 * counted }))), undefined);
  });

  it('takes calls that say the same for one', () => {
    assert.equal(calibrate(Array.from({ length: 9 }, () => ({ counted: 100, reported: 189 }))), undefined);
  });

  it('says nothing where calls are not of one kind, or all hold what their log lacks', () => {
    const counts = [100, 200, 400, 800, 1_600];
    const mixed = counts.flatMap((counted) => [
      { counted, reported: counted },
      { counted, reported: 2.4 * counted },
    ]);
    assert.equal(calibrate(mixed), undefined);
    assert.equal(calibrate(counts.map((counted) => ({ counted, reported: counted + 9_000 }))), undefined);
  });

  it('is exact on a line, whatever the order, and quick on many calls', () => {
    const line = fc.record({
      factor: fc.double({ min: 0.6, max: 2, noNaN: true }),
      offset: fc.integer({ min: 0, max: 1_000 }),
      counts: fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 4, maxLength: 40 }),
    });
    fc.assert(
      fc.property(line, ({ factor, offset, counts }) => {
        const found = calibrate(counts.map((counted) => ({ counted, reported: factor * counted + offset })));
        const isSpread = Math.max(...counts) >= 2 * Math.min(...counts);
        if (!isSpread) return;
        near(found?.factor, factor, 1e-6);
        near(found?.error, 0, 1e-6);
      }),
      { seed: 5, numRuns: 300 },
    );
    const many = Array.from({ length: 100_000 }, (_, index) => ({ counted: index + 1, reported: 1.5 * (index + 1) }));
    assert.equal(calibrate(many)?.samples, 300);
  });
});
