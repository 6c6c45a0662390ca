import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ContextAnswer } from '../../../src/core/context/assembly';
import { layoutBar } from '../../../src/webview/context/barLayout';
import { ledger } from '../../webview/contextFixtures';

interface Sizes {
  sections: [raw: number, kept: number][];
  window: number | null;
  reserve?: number;
}
function answerOf({ sections, window, reserve = 0 }: Sizes): ContextAnswer {
  const ledgers = sections.map(([raw, kept], index) =>
    ledger({ id: `s${index}`, kind: 'other', role: 'user', priority: 1 }, raw, kept),
  );
  const sum = (pick: 0 | 1): number => sections.reduce((total, section) => total + section[pick], 0);
  const overflow = window === null ? 0 : Math.max(0, sum(0) - (window - reserve));
  const exact = (tokens: number) => ({ tokens, basis: 'exact' as const });
  return {
    model: 'm',
    window,
    reserve,
    total: exact(sum(1)),
    overflow,
    fits: overflow === 0,
    sections: ledgers,
    framing: exact(0),
    decisions: [],
    diagnostics: [],
  };
}

describe('layoutBar', () => {
  it('fits: the axis is the window', () => {
    const bar = layoutBar(answerOf({ sections: [[300, 300]], window: 1000, reserve: 100 }));
    assert.equal(bar.axis, 1000);
    assert.deepEqual(bar.reserve, { start: 900, tokens: 100 });
    assert.deepEqual(bar.overflow, []);
  });

  it('what does not fit stands past the limit, shared by what gave way', () => {
    const bar = layoutBar(
      answerOf({
        sections: [
          [900, 600],
          [300, 200],
        ],
        window: 800,
      }),
    );
    assert.equal(bar.axis, 1200);
    assert.deepEqual(
      bar.overflow.map(({ start, tokens }) => [start, tokens]),
      [
        [800, 300],
        [1100, 100],
      ],
    );
  });

  it('cut by its own budget alone: nothing stands past the limit', () => {
    const bar = layoutBar(answerOf({ sections: [[500, 100]], window: 1000 }));
    assert.equal(bar.axis, 1000);
    assert.deepEqual(bar.overflow, []);
  });

  it('required content larger than the window overruns it', () => {
    const bar = layoutBar(answerOf({ sections: [[1200, 1200]], window: 1000, reserve: 100 }));
    assert.deepEqual(bar.overrun, { start: 900, tokens: 300 });
    assert.equal(bar.axis, 1200);
  });

  it('no window: no limit and no reserve', () => {
    const bar = layoutBar(answerOf({ sections: [[500, 500]], window: null }));
    assert.equal(bar.limit, undefined);
    assert.equal(bar.reserve, undefined);
    assert.equal(bar.axis, 500);
  });

  it('never draws outside the axis', () => {
    const sizes = fc.array(fc.tuple(fc.nat(5000), fc.nat(5000)).map(([a, b]): [number, number] => [a + b, b]));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 9000 }), fc.nat(9000), (sections, window, reserve) => {
        const bar = layoutBar(answerOf({ sections, window, reserve }));
        const pieces = [
          ...bar.kept,
          ...bar.overflow,
          bar.reserve ?? { start: 0, tokens: 0 },
          bar.overrun ?? { start: 0, tokens: 0 },
        ];
        for (const { start, tokens } of pieces) {
          assert.ok(start >= 0 && tokens >= 0);
          assert.ok(start + tokens <= bar.axis + 1e-6, `${start} + ${tokens} > ${bar.axis}`);
        }
        assert.ok(bar.ticks.length <= 12);
      }),
    );
  });
});
