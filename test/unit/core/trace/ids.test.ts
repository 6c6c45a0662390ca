import assert from 'node:assert/strict';
import { baseId, uniqueIds } from '../../../../src/core/trace/ids';

describe('call ids', () => {
  const place = { path: '/logs/a.jsonl', line: 12 };
  it('span id, else response id, else request id, else the place', () => {
    assert.equal(baseId({ spanId: 's', responseId: 'r', requestId: 'q' }, place), 's');
    assert.equal(baseId({ responseId: 'r', requestId: 'q' }, place), 'r');
    assert.equal(baseId({ requestId: 'q' }, place), 'q');
    assert.equal(baseId({}, place), 'L12');
    assert.equal(baseId({}, { ...place, index: 3 }), 'L12.3');
    assert.equal(baseId({}, { path: 'a.json', index: 3 }), 'L1.3');
  });

  it('in a set of several files the place has its path', () =>
    assert.equal(
      baseId({}, place, () => 'sub/a.jsonl'),
      'sub/a.jsonl:L12',
    ));

  it('repeats are numbered in file order', () =>
    assert.deepEqual(uniqueIds(['a', 'b', 'a', 'a']), ['a', 'b', 'a~2', 'a~3']));

  it('stay unique where the log itself holds such ids', () => {
    const ids = uniqueIds(['a', 'a~2', 'a', 'a~2', 'a']);
    assert.equal(new Set(ids).size, 5);
    assert.deepEqual(ids.slice(0, 3), ['a', 'a~2', 'a~3']);
  });
});
