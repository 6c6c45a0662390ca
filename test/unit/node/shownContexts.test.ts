import assert from 'node:assert/strict';
import { ShownContexts } from '../../../src/node/shownContexts';
import { assemblyOf } from '../../support/shownAssembly';

describe('what views show', () => {
  const roleAt = (shown: ShownContexts, version: number): string => {
    const [row] = shown.at('a', version).payload({ version, from: 0, count: 1 }).rows;
    return row?.type === 'head' ? (row.name ?? '') : '';
  };

  it('answers for the version that is asked for, or the next after it', () => {
    const shown = new ShownContexts();
    shown.keep('a', 1, assemblyOf('first'));
    shown.keep('a', 3, assemblyOf('third'));
    assert.deepEqual([roleAt(shown, 1), roleAt(shown, 2), roleAt(shown, 3)], ['first', 'third', 'third']);
  });

  it('holds the newest few, and says what it does not hold', () => {
    const shown = new ShownContexts();
    for (let version = 1; version <= 9; version++) shown.keep('a', version, assemblyOf(`v${version}`));
    assert.deepEqual([roleAt(shown, 1), roleAt(shown, 9)], ['v6', 'v9']);
    assert.throws(() => shown.at('a', 10), /no longer held/);
    shown.drop('a');
    assert.throws(() => shown.at('a', 9), { code: 'not-shown' });
  });
});
