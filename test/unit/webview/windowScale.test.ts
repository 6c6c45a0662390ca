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
    assert.equal(tokensAt(250, RANGE) % 10, 0);
  });

  it('never goes down when it moves up, and comes back to where it stood', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: SLIDER_STEPS - 1 }), (position) => {
        assert.ok(tokensAt(position, RANGE) <= tokensAt(position + 1, RANGE));
        assert.ok(Math.abs(positionOf(tokensAt(position, RANGE), RANGE) - position) <= 3);
      }),
    );
  });
});
