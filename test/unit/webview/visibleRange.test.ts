import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { boxHeight, scrollTopFor, visibleRange } from '../../../src/webview/shared/visibleRange';

const SHAPE = { total: 1000, rowHeight: 26, viewport: 260 };

describe('visibleRange', () => {
  it('draws what is on screen and a little more', () => {
    assert.deepEqual(visibleRange(SHAPE, 2600), { start: 92, end: 118, top: 92 * 26 });
  });

  it('an empty list draws nothing', () => {
    assert.deepEqual(visibleRange({ ...SHAPE, total: 0 }, 0), { start: 0, end: 0, top: 0 });
  });

  it('any row of any list can be scrolled to, and then is drawn inside the viewport', () => {
    const shapes = fc.record({
      total: fc.integer({ min: 1, max: 5_000_000 }),
      viewport: fc.integer({ min: 26, max: 2000 }),
    });
    fc.assert(
      fc.property(
        shapes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (size, share, from) => {
          const shape = { ...size, rowHeight: 26 };
          const index = Math.floor(share * (shape.total - 1));
          const most = Math.max(0, boxHeight(shape) - shape.viewport);
          const scrollTop = Math.min(most, scrollTopFor(shape, index, from * most));
          const range = visibleRange(shape, scrollTop);
          assert.ok(range.start <= index && index < range.end);
          const top = range.top + (index - range.start) * 26 - scrollTop;
          assert.ok(top > -0.5 && top + 26 < shape.viewport + 0.5, `row at ${top} of ${shape.viewport}`);
          assert.ok(range.end - range.start < 100);
        },
      ),
    );
  });
});
