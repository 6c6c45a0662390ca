import assert from 'node:assert/strict';
import { bandsOf, ladderTicks, rungByKey } from '../../../src/webview/context/ladderBands';
import { meterMost, sizeByKey } from '../../../src/webview/context/sizeScale';
import { changesOf, isSame, withSize, withWindow } from '../../../src/webview/context/whatIfState';
import { shareOf, tokensAtShare, windowByKey } from '../../../src/webview/context/windowScale';
import { ledger, supportSnapshot } from '../../webview/contextFixtures';

const range = { least: 64, most: 128_000 };

describe('the what-if', () => {
  it('takes a size away with the last of it', () => {
    const one = withSize({ window: 5 }, 'a', 'max', 10);
    assert.deepEqual(one, { window: 5, budgets: { a: { max: 10 } } });
    assert.deepEqual(withSize(one, 'a', 'max', undefined), { window: 5 });
    assert.deepEqual(withWindow(one, undefined), { budgets: { a: { max: 10 } } });
  });

  it('holds a section that is called as a property of every object', () => {
    assert.deepEqual(withSize({}, '__proto__', 'max', 10).budgets?.['__proto__' as string], { max: 10 });
  });

  it('is the same in any order of its keys', () => {
    assert.ok(isSame({ budgets: { a: { max: 1 }, b: { min: 2 } } }, { budgets: { b: { min: 2 }, a: { max: 1 } } }));
    assert.ok(!isSame({ budgets: { a: { max: 1 } } }, { budgets: { a: { max: 2 } } }));
  });

  it('is told with what was before', () => {
    const own = { model: 'gpt-4o', window: 8000, budgets: { documents: { max: { tokens: 800, percent: 10 } } } };
    assert.deepEqual(
      changesOf(supportSnapshot({ own }), { window: 7910, budgets: { documents: { max: 640 }, tools: { max: 5 } } }),
      ['window 7,910 (was 8,000)', 'documents max 640 (was 10% (800))', 'tools max 5'],
    );
  });
});

describe('the scales', () => {
  it('of the window leads there and back', () => {
    for (const tokens of [64, 500, 7910, 128_000]) assert.equal(tokensAtShare(shareOf(tokens, range), range), tokens);
    assert.ok((windowByKey('ArrowRight', 7910, range) ?? 0) > 7910);
    assert.ok((windowByKey('PageDown', 7910, range) ?? 0) < (windowByKey('ArrowLeft', 7910, range) ?? 0));
    assert.equal(windowByKey('a', 7910, range), undefined);
  });

  it('of a meter steps by round numbers and stays within its ends', () => {
    const section = ledger({ id: 'a', kind: 'other', role: 'user', priority: 1 }, 5000);
    const most = meterMost(section, { max: 6000, min: undefined }, {});
    assert.equal(most, 7200);
    assert.equal(sizeByKey('ArrowLeft', 6000, { least: 0, most }), 5950);
    assert.equal(sizeByKey('ArrowLeft', 5987, { least: 0, most }), 5950);
    assert.equal(sizeByKey('PageUp', 7190, { least: 0, most }), most);
  });
});

describe('the ladder’s picture', () => {
  const kept = (tokens: number) => ({ tokens, basis: 'exact' as const });
  const rung = (window: number, a: number, b: number) => ({
    window,
    total: kept(a + b),
    fits: true,
    sections: [
      { id: 'a', kept: kept(a), action: 'whole' as const },
      { id: 'b', kept: kept(b), action: 'whole' as const },
    ],
  });
  const sections = ['a', 'b'].map((id) => ledger({ id, kind: 'other', role: 'user', priority: 1 }, 50));
  const rungs = [rung(1000, 50, 50), rung(500, 50, 25), rung(100, 50, 0)];

  it('stacks what is kept, a step a rung', () => {
    const [a, b] = bandsOf(rungs, sections, { least: 100, most: 1000 });
    assert.match(a!.path, /^M0 1000\.0L0\.0 500\.0/);
    const to500 = (Math.log(5) / Math.log(10)) * 1000;
    assert.match(b!.path, new RegExp(`L${to500.toFixed(1)} 250\\.0`));
  });

  it('has a band at most for each of the largest, and one for all others', () => {
    const ids = Array.from({ length: 2000 }, (_, index) => `s${index}`);
    const many = [
      { ...rung(1000, 0, 0), sections: ids.map((id) => ({ id, kept: kept(1), action: 'whole' as const })) },
    ];
    const bands = bandsOf(
      many,
      ids.map((id) => ledger({ id, kind: 'other', role: 'user', priority: 1 }, 1)),
      range,
    );
    assert.equal(bands.length, 24);
    assert.equal(bands.at(-1)?.id, undefined);
  });

  it('walks from rung to rung', () => {
    const windows = [100, 500, 1000];
    assert.equal(rungByKey('ArrowRight', 100, windows), 500);
    assert.equal(rungByKey('ArrowLeft', 499, windows), 100);
    assert.equal(rungByKey('ArrowLeft', 100, windows), undefined);
    assert.equal(rungByKey('End', 100, windows), 1000);
    assert.equal(rungByKey('PageDown', 1000, windows), 100);
  });

  it('is marked at round numbers', () =>
    assert.deepEqual(ladderTicks({ least: 64, most: 1200 }), [100, 200, 500, 1000]));
});
