import assert from 'node:assert/strict';
import {
  basisOf,
  describeMedia,
  formatAge,
  formatMaybe,
  formatMoney,
  formatMs,
  formatSize,
  formatTick,
} from '../../../src/webview/shared/format';

const HOUR = 3_600_000;

describe('numbers of the screens', () => {
  it('unknown is a dash, 0 is 0', () => {
    assert.deepEqual([formatMaybe(undefined), formatMaybe(0), formatMaybe(7902)], ['–', '0', '7,902']);
    assert.deepEqual([formatMs(undefined), formatMs(0), formatMs(3.54), formatMs(30_002)], ['–', '0', '3.5', '30,002']);
  });

  it('sizes and ticks', () => {
    assert.deepEqual([812, 12_000, 1_010_000_000].map(formatSize), ['812 B', '12 kB', '1.0 GB']);
    assert.deepEqual([0, 500, 2000, 12_500, 1_000_000].map(formatTick), ['0', '500', '2k', '12.5k', '1M']);
  });

  it('ages', () => {
    assert.deepEqual([0, HOUR / 2, 31 * HOUR, 200 * HOUR].map(formatAge), ['now', '30 min old', '31 h old', '8 d old']);
  });

  it('no price is never $0', () => {
    assert.equal(formatMoney({ basis: 'unknown' }), 'no price');
    assert.equal(formatMoney({ basis: 'priced', usd: 0.0051 }), '$0.0051');
    assert.equal(formatMoney({ basis: 'priced', usd: 2.314 }), '$2.31');
  });

  it('an exact count needs no mark, an estimate says how far off', () => {
    assert.equal(basisOf({ tokens: 1, basis: 'exact' }), undefined);
    assert.equal(basisOf({ tokens: 1, basis: 'estimate', error: 0.2 })?.mark, 'est. ±20 %');
    assert.deepEqual(basisOf({ tokens: 1, basis: 'calibrated', error: 0.04, samples: 12 }), {
      mark: 'cal. ±4 %',
      meaning: 'Estimate ±4 %, calibrated on the usage that 12 logged calls reported.',
    });
  });

  it('a picture is named by type and size', () => {
    assert.equal(
      describeMedia({ type: 'image', mimeType: 'image/png', data: 'A'.repeat(16_000) }),
      'image, image/png, 12 kB',
    );
  });
});
