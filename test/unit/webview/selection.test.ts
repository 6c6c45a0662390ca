import assert from 'node:assert/strict';
import { extendTo, moveTo, NOTHING, rangeOf, startAt, toggle } from '../../../src/webview/trace/selection';

describe('selection', () => {
  it('moving keeps what is marked, a plain click starts anew', () => {
    const marked = toggle(NOTHING, 3, 'a');
    assert.deepEqual([...moveTo(marked, 7).marked], ['a']);
    assert.deepEqual([...startAt(7).marked], []);
  });

  it('marking twice unmarks', () => {
    assert.equal(toggle(toggle(NOTHING, 3, 'a'), 3, 'a').marked.size, 0);
  });

  it('an unreadable record cannot be marked', () => {
    assert.equal(toggle(NOTHING, 3, undefined).marked.size, 0);
  });

  it('a range goes from the anchor, upwards too, and keeps it', () => {
    const anchored = startAt(5);
    assert.deepEqual(rangeOf(anchored, 2), { start: 2, count: 4 });
    const extended = extendTo(anchored, 2, ['a', 'b']);
    assert.deepEqual(rangeOf(extended, 8), { start: 5, count: 4 });
  });
});
