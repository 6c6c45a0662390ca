import assert from 'node:assert/strict';
import { lookupModel } from '../../../src/core/tokens/catalogue';
import { counterFor, loadTokenizer } from '../../../src/node/tokenizer';

describe('tokenizer', () => {
  for (const name of ['o200k_base', 'cl100k_base'] as const) {
    it(`${name} is read from its binary table`, () => {
      assert.equal(loadTokenizer(name).name, name);
      assert.equal(loadTokenizer(name).countTokens('Hello, world'), 3);
    });
  }

  it('is loaded once, and its counter shared by models that count alike', () => {
    assert.equal(loadTokenizer('o200k_base'), loadTokenizer('o200k_base'));
    assert.equal(counterFor(lookupModel('gpt-4o').entry), counterFor(lookupModel('gpt-5').entry));
    assert.notEqual(counterFor(lookupModel('gpt-4o').entry), counterFor(lookupModel('gemini-2.5-pro').entry));
  });
});
