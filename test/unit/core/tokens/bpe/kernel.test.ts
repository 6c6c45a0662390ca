/** The kernel against its oracle, tiktoken itself. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { get_encoding, type Tiktoken } from 'tiktoken';
import { createBpeTokenizer } from '../../../../../src/core/tokens/bpe/kernel';
import type { Tokenizer, TokenizerName } from '../../../../../src/core/tokens/count';
import { loadTokenizer } from '../../../../../src/node/tokenizer';
import { letters, TEXT, TRAPS } from '../../../../support/tokenTexts';

const isLong = process.env['CTX_LONG'] === '1';
const NAMES: TokenizerName[] = ['o200k_base', 'cl100k_base'];

const SNIPPETS = [
  ['', 'nothing'],
  ['<|endoftext|> and <|im_start|>', 'special tokens as text'],
  ['hasOwnProperty __proto__ constructor toString', 'property names'],
  ['a\u0085b\u0085\u0085 c', 'U+0085, which is white space to Rust and not to JavaScript'],
  ['\ufeffa\ufeff b', 'U+FEFF, which is white space to JavaScript and not to Rust'],
  ['x\ud800y\udc00', 'lone surrogates'],
  ["don't DON'T it'ſ 'sx we'Re '", 'contractions'],
  ['字ABC ABC字d aB\u0301C \u0301ABC !\u0301a', 'letters of either case, and marks'],
  ['!\n/\n// \n /\n', 'newlines and slashes after punctuation'],
  [' \n  a   b\t\tc   ', 'white space'],
  ['1234567 ½Ⅷ٣٣٣٣', 'digits'],
] as const;

describe('counting kernel', () => {
  for (const name of NAMES) {
    describe(name, () => {
      let oracle: Tiktoken;
      let own: Tokenizer;
      before(function () {
        this.timeout(60_000);
        oracle = get_encoding(name);
        own = loadTokenizer(name);
      });
      after(() => {
        oracle.free();
      });
      const check = (text: string): void => {
        const tokens = oracle.encode_ordinary(text);
        if (own.countTokens(text) !== tokens.length)
          assert.equal(own.countTokens(text), tokens.length, JSON.stringify(text));
      };

      for (const [text, what] of SNIPPETS) {
        it(`counts ${what}`, () => {
          const lengths = [...oracle.encode_ordinary(text)].map(
            (token) => oracle.decode_single_token_bytes(token).length,
          );
          assert.deepEqual(Array.from(own.tokenLengths(text)), lengths);
          assert.equal(own.countTokens(text), lengths.length);
        });
      }

      it('counts as tiktoken does, on seeded fuzz', function () {
        this.timeout(1_200_000);
        fc.assert(fc.property(TEXT, check), { seed: 11, numRuns: isLong ? 100_000 : 3_000 });
        const units = fc.string({ unit: fc.constantFrom(...TRAPS, 'a', 'B', ' ', "'"), maxLength: 40 });
        fc.assert(fc.property(units, check), { seed: 12, numRuns: isLong ? 100_000 : 3_000 });
      });

      it('puts every character into the class that tiktoken does', function () {
        this.timeout(600_000);
        const around = (code: number): string => {
          const character = String.fromCodePoint(code);
          return `a${character}B ${character}${character}1${character}\n${character}'s${character}a.${character} `;
        };
        const step = isLong ? 1 : 17;
        for (let block = 0; block < 0x110000; block += 256 * step) {
          let text = '';
          for (let code = block; code < block + 256 * step; code += step) if (code < 0x110000) text += around(code);
          check(text);
        }
      });

      it('gives lengths that add up and are as many as it counts', () => {
        const sums = (text: string): void => {
          const lengths = Array.from(own.tokenLengths(text));
          assert.equal(lengths.length, own.countTokens(text));
          assert.equal(
            lengths.reduce((sum, length) => sum + length, 0),
            Buffer.byteLength(text),
          );
        };
        fc.assert(fc.property(TEXT, sums), { seed: 13, numRuns: isLong ? 20_000 : 500 });
      });

      it('counts long pieces as tiktoken does, on both sides of where the heap begins', function () {
        this.timeout(600_000);
        for (const length of [100, 150, 155, 158, 159, 160, 161, 165, 200, 1_000, isLong ? 20_000 : 3_000]) {
          check(letters(length, 97, 26));
          check(letters(length, 65, 3));
          check(letters(Math.ceil(length / 3), 0x4e00, 2_000));
          check('a'.repeat(length));
          check(`!${'='.repeat(length)}`);
          check(' '.repeat(length));
          check(`.${'/\n'.repeat(length / 2)}`);
        }
      });

      it('counts every corpus text as tiktoken does', function () {
        const folder = process.env['CORPUS_DIR'] ?? path.resolve('../shared/corpus');
        if (!fs.existsSync(folder)) return this.skip();
        this.timeout(1_200_000);
        const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
        let counted = 0;
        files.forEach((file, index) => {
          const full = path.join(folder, file);
          if ((!isLong && index % 10 !== 3) || !fs.statSync(full).isFile()) return;
          const text = fs.readFileSync(full, 'utf8').slice(0, isLong ? 5_000_000 : 300_000);
          // What has a long run without a break takes tiktoken minutes.
          if (/\S{20000}/.test(text)) return;
          check(text);
          counted++;
        });
        assert.ok(counted > 10, `only ${counted} files were counted`);
      });
    });
  }

  it('refuses what is no table', () => {
    const encodeInto = (): number => 0;
    assert.throws(() => createBpeTokenizer('o200k_base', new Uint8Array(3), encodeInto), /not a token table/);
    assert.throws(() => createBpeTokenizer('o200k_base', new Uint8Array(64), encodeInto), /not a token table/);
    const table = fs.readFileSync('dist/tokenizers/cl100k_base.bin');
    assert.throws(() => createBpeTokenizer('cl100k_base', table.subarray(0, 100_000), encodeInto), /cut off/);
  });
});
