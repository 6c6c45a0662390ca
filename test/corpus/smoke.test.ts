/** Every file of the corpus opens without an uncaught error and says what it is: calls, error rows, or what was ignored. */
import assert from 'node:assert/strict';
import { openTraceSet } from '../../src/node/traceSet';
import { corpusFiles, corpusPath, skipWithoutCorpus } from './corpus';

describe('every file of the corpus', () => {
  before(skipWithoutCorpus);

  for (const file of corpusFiles()) {
    it(file, async () => {
      const set = openTraceSet([corpusPath(file)]);
      try {
        const state = await set.whenIndexed();
        const ignored = state.ignored.reduce((sum, { count }) => sum + count, 0);
        assert.ok(state.calls + state.errors + ignored > 0 || state.failure !== undefined, 'the set says nothing');
        const { errors } = await set.answer('');
        // 'bad-record' is what the index makes of a reader that threw.
        assert.deepEqual(errors.filter(({ message }) => message.startsWith('This record could not be read')), []);
        assert.deepEqual(errors.filter(({ message }) => message.trim() === ''), []);
        for (const id of await set.callIds('')) assert.equal((await set.call(id)).call.id, id);
      } finally {
        set.close();
      }
    });
  }
});
