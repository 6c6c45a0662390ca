import assert from 'node:assert/strict';
import fc from 'fast-check';
import { surfaceLengths, type SurfaceStyle } from '../../../../src/core/tokens/surfaces';

/** The texts that the lengths cut out of an ASCII text. */
function pieces(text: string, lengths: readonly number[]): string[] {
  let start = 0;
  return lengths.map((length) => text.slice(start, (start += length)));
}

const cut = (text: string, tokens: string[], style: SurfaceStyle): string[] =>
  pieces(text, surfaceLengths(text, tokens, style));

describe('token surfaces', () => {
  it('are the bytes themselves in a byte-level alphabet', () => {
    assert.deepEqual(surfaceLengths('né x', ['n', 'Ã©', 'Ġx'], 'bytes'), [1, 2, 2]);
  });

  it('leave out the space that a tokenizer puts first', () => {
    assert.deepEqual(surfaceLengths('ab cd', ['Ġab', 'Ġcd'], 'bytes'), [2, 3]);
  });

  it('are found without their marks, whatever their case', () => {
    assert.deepEqual(cut('Deliver ED', ['del', '##iver', 'ed'], 'text'), ['Del', 'iver ', 'ED']);
    assert.deepEqual(cut('the order', ['▁the', '▁or', 'der'], 'text'), ['the ', 'or', 'der']);
  });

  it('are found without accents', () => {
    assert.deepEqual(surfaceLengths('café au', ['caf', '##e', 'au'], 'text'), [3, 3, 2]);
  });

  it('put what is not found between its neighbours', () => {
    assert.deepEqual(surfaceLengths('aa 字 bb', ['aa', '[UNK]', 'bb'], 'text'), [4, 3, 2]);
  });

  it('sum to the text and are as many as the tokens, whatever both are', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 80 });
    const tokens = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { minLength: 1, maxLength: 30 });
    const check = (text: string, given: string[], style: SurfaceStyle): void => {
      const lengths = surfaceLengths(text, given, style);
      assert.equal(lengths.length, given.length);
      assert.ok(lengths.every((length) => length >= 0));
      assert.equal(
        lengths.reduce((sum, length) => sum + length, 0),
        Buffer.byteLength(text),
      );
    };
    const styles = fc.constantFrom<SurfaceStyle>('bytes', 'text');
    fc.assert(fc.property(texts, tokens, styles, check), { seed: 5, numRuns: process.env['CTX_LONG'] ? 10_000 : 500 });
  });
});
