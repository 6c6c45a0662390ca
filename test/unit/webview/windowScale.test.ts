import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { positionOf, SLIDER_STEPS, tokensAt } from '../../../src/webview/context/windowScale';

const RANGE = { least: 64, most: 128_000 };

describe('the slider of the window', () => {
  it('ends at the least and the most', () => {
    assert.equal(tokensAt(0, RANGE), 64);
    assert.equal(tokensAt(SLIDER_STEPS, RANGE), 128_000);
  });

  it('gives round numbers', () => {
    assert.equal(tokensAt(150, RANGE) % 10, 0);
  });

  it('each step up gives more, and the slider stands where it was put', () => {
    const mosts = fc.integer({ min: 2048, max: 2_000_000 });
    fc.assert(
      fc.property(mosts, fc.integer({ min: 0, max: SLIDER_STEPS - 1 }), (most, position) => {
        const range = { least: 64, most };
        assert.ok(tokensAt(position, range) < tokensAt(position + 1, range));
        assert.ok(Math.abs(positionOf(tokensAt(position, range), range) - position) <= 1);
      }),
      { numRuns: 1000 },
    );
  });
});
