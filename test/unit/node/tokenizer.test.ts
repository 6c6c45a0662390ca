import assert from 'node:assert/strict';
import { get_encoding } from 'tiktoken';
import { lookupModel } from '../../../src/core/tokens/catalogue';
import { counterFor, loadTokenizer } from '../../../src/node/tokenizer';

const TEXTS = ['', 'Hello, world', '<|endoftext|> is text', '漢字 and 👩‍👩‍👧', '\u0085\ufeff\ud800', 'e\u0301\r\n\t x'];

describe('tokenizer', () => {
  before(function () {
    this.timeout(60_000);
    for (const name of ['o200k_base', 'cl100k_base'] as const) loadTokenizer(name);
  });

  for (const name of ['o200k_base', 'cl100k_base'] as const) {
    it(`${name} gives the byte length of each of tiktoken's tokens`, function () {
      this.timeout(60_000);
      const encoding = get_encoding(name);
      for (const text of TEXTS) {
        const expected = [...encoding.encode_ordinary(text)].map(
          (token) => encoding.decode_single_token_bytes(token).length,
        );
        assert.deepEqual([...loadTokenizer(name).tokenLengths(text)], expected);
      }
      encoding.free();
    });
  }

  it('is loaded once, and its counter shared by models that count alike', () => {
    assert.equal(loadTokenizer('o200k_base'), loadTokenizer('o200k_base'));
    assert.equal(counterFor(lookupModel('gpt-4o').entry), counterFor(lookupModel('gpt-5').entry));
    assert.notEqual(counterFor(lookupModel('gpt-4o').entry), counterFor(lookupModel('gemini-2.5-pro').entry));
  });
});
