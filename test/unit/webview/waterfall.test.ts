import assert from 'node:assert/strict';
import type { TimingBar } from '../../../src/protocol/traceApi';
import { waterfallOf } from '../../../src/webview/trace/waterfall';

const span = (times: Partial<TimingBar>): TimingBar => ({
  spanId: 's',
  name: 's',
  kind: 'llm',
  isThisCall: false,
  ...times,
});

describe('waterfallOf', () => {
  it('measures from the first start', () => {
    const waterfall = waterfallOf([span({ startTime: 150, endTime: 250 }), span({ startTime: 100, endTime: 180 })])!;
    assert.equal(waterfall.totalMs, 150);
    assert.deepEqual(
      waterfall.bars.map(({ start, durationMs }) => [start, durationMs]),
      [
        [50, 100],
        [0, 80],
      ],
    );
  });

  it('a missing end has no length, a missing start no place; neither is 0', () => {
    const [open, timeless] = waterfallOf([span({ startTime: 100 }), span({})])!.bars;
    assert.equal(open!.durationMs, undefined);
    assert.equal(timeless!.start, undefined);
  });

  it('no times at all: nothing to draw', () => {
    assert.equal(waterfallOf([span({})]), undefined);
  });
});
