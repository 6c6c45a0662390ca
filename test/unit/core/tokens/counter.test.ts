import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { createTokenCounter } from '../../../../src/core/tokens/counter';
import { chunkEnd, MIN_CHUNK } from '../../../../src/core/tokens/chunk';
import type { Count, TokenizerName } from '../../../../src/core/tokens/count';
import { get_encoding, type Tiktoken } from 'tiktoken';
import { loadTokenizer } from '../../../../src/node/tokenizer';
import { letters, TEXT, TRAPS } from '../../../support/tokenTexts';

const isLong = process.env['CTX_LONG'] === '1';
const NAMES: TokenizerName[] = ['o200k_base', 'cl100k_base'];
const counterOf = (name: TokenizerName) => createTokenCounter(loadTokenizer(name), { exact: true });
const oracles = new Map<TokenizerName, Tiktoken>();
const plain = (name: TokenizerName, text: string): number => oracles.get(name)?.encode_ordinary(text).length ?? 0;
const tokensOf = (counts: Count[]): number => counts.reduce((sum, count) => sum + count.tokens, 0);

/** One piece of the pre-tokenizer each. */
const LONG = ['x'.repeat(900), ' '.repeat(900), '字'.repeat(300), `!${'\n'.repeat(800)}`, '/\n'.repeat(500)];

describe('token counter', () => {
  before(function () {
    this.timeout(60_000);
    for (const name of NAMES) oracles.set(name, get_encoding(name));
  });
  after(() => {
    for (const oracle of oracles.values()) oracle.free();
  });

  for (const name of NAMES) {
    it(`${name} counts as tiktoken does, on seeded fuzz`, function () {
      this.timeout(1_200_000);
      const counter = counterOf(name);
      const check = (text: string): void => {
        assert.deepEqual(counter.count(text), { tokens: plain(name, text), basis: 'exact' });
      };
      fc.assert(fc.property(TEXT, check), { seed: 1, numRuns: isLong ? 100_000 : 3_000 });
    });

    it(`${name} attributes every token to the span in which it starts`, function () {
      this.timeout(600_000);
      const counter = counterOf(name);
      const spans = fc.tuple(TEXT, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }));
      const check = ([text, shares]: [string, number[]]): void => {
        const offsets = shares
          .map((share) => Math.floor(share * text.length))
          .filter((end) => !isInsideCharacter(text, end));
        const ends = [...offsets.sort((a, b) => a - b), text.length];
        const counts = counter.countSpans(text, ends);
        const whole = counter.count(text);
        assert.equal(tokensOf(counts), whole.tokens);
        assert.deepEqual(
          counts.map((count) => count.tokens),
          startsBySpan(name, text, ends),
        );
      };
      fc.assert(fc.property(spans, check), { seed: 2, numRuns: isLong ? 20_000 : 1_000 });
    });
  }

  it('counts an edited text as if it had seen no other', function () {
    this.timeout(600_000);
    const counter = counterOf('o200k_base');
    const edit = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom(...TRAPS, ...LONG),
    );
    const base = fc.array(fc.constantFrom(...TRAPS, ...LONG, 'Some words of a line.\n', ' and more, '), {
      minLength: 300,
      maxLength: 600,
    });
    const check = ([parts, edits]: [string[], [number, number, string][]]): void => {
      let text = parts.join('').repeat(3);
      for (const [share, removed, added] of edits) {
        const at = Math.floor(share * text.length);
        text = text.slice(0, at) + added + text.slice(at + removed);
        const count = counter.count(text);
        assert.deepEqual(count, counterOf('o200k_base').count(text));
        // Not tiktoken, which takes quadratic time on it.
        assert.equal(count.tokens, loadTokenizer('o200k_base').countTokens(text));
      }
    };
    const edits = fc.array(edit, { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(fc.tuple(base, edits), check), { seed: 4, numRuns: isLong ? 3_000 : 60 });
  });

  it('counts every corpus text as tiktoken does', function () {
    const folder = process.env['CORPUS_DIR'] ?? path.resolve('../shared/corpus');
    if (!fs.existsSync(folder)) return this.skip();
    this.timeout(1_200_000);
    const counter = counterOf('o200k_base');
    const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    let counted = 0;
    files.forEach((file, index) => {
      const full = path.join(folder, file);
      if ((!isLong && index % 8 !== 0) || !fs.statSync(full).isFile() || !/\.(jsonl?|md|tsv|har|eval)$/.test(file))
        return;
      const text = fs.readFileSync(full, 'utf8').slice(0, 300_000);
      assert.equal(counter.count(text).tokens, plain('o200k_base', text), file);
      counted++;
    });
    assert.ok(counted > 10, `only ${counted} files were counted`);
  });

  it('knows that a token may start in the span before', () => {
    // 'Hello' and ' world' are a token each: the space belongs to the second token, which starts in the first span.
    const counts = counterOf('o200k_base').countSpans('Hello world', [6, 11]);
    assert.deepEqual(counts, [
      { tokens: 2, basis: 'exact' },
      { tokens: 0, basis: 'exact' },
    ]);
  });

  it('says that every count is an estimate where the tokenizer stands in', () => {
    const counter = createTokenCounter(loadTokenizer('o200k_base'), { exact: false, error: 0.2 });
    assert.deepEqual(counter.count('Hello world'), { tokens: 2, basis: 'estimate', error: 0.2 });
  });

  it('multiplies with what a calibration says, and parts still add up', () => {
    const calibration = { factor: 1.3, offset: 0, samples: 9, error: 0.04 };
    const counter = createTokenCounter(loadTokenizer('o200k_base'), { exact: false, error: 0.2, calibration });
    const text = 'one two three four five six seven';
    assert.deepEqual(counter.count(text), { tokens: 9, basis: 'calibrated', error: 0.04, samples: 9 });
    assert.equal(tokensOf(counter.countSpans(text, [3, 7, 13, 18, text.length])), 9);
    assert.deepEqual(counter.tokenStarts(text, 1.3), [0, 3, 7, 13, 18, 23, 27]);
    const exact = createTokenCounter(loadTokenizer('o200k_base'), { exact: true, calibration });
    assert.deepEqual(exact.count(text), { tokens: 7, basis: 'exact' });
  });

  const worst: [what: string, text: () => string][] = [
    ['one character', () => 'a'.repeat(5_000_000)],
    ['spaces', () => ' '.repeat(5_000_000)],
    ['newlines', () => `!${'\n'.repeat(5_000_000)}`],
    ['newlines and slashes', () => `!${'/\n'.repeat(2_500_000)}`],
    ['punctuation', () => '=-'.repeat(2_500_000)],
    ['letters', () => letters(5_000_000, 97, 26)],
    ['base64', () => Buffer.from(letters(3_750_000, 0, 256), 'latin1').toString('base64')],
    ['Chinese', () => letters(1_700_000, 0x4e00, 20_000)],
    ['emoji', () => '😀'.repeat(1_250_000)],
  ];
  for (const [what, make] of worst) {
    it(`counts 5 MB of ${what} without a break`, function () {
      // A deadline, not a speed: what it guards against takes minutes or traps.
      this.timeout(60_000);
      const text = make();
      const count = counterOf('o200k_base').count(text);
      assert.ok(count.tokens > 0 && count.tokens <= Buffer.byteLength(text));
      assert.equal(count.basis, 'exact');
    });
  }
});

describe('chunks', () => {
  it('end after a line whose next one starts with a word', () => {
    const line = `${'x'.repeat(MIN_CHUNK - 1)}\n`;
    assert.equal(chunkEnd(`${line}next\n${line}`, 0), MIN_CHUNK);
    assert.equal(chunkEnd(`${line} next\n${line}`, 0), MIN_CHUNK + 6);
    assert.equal(chunkEnd(`${line}/next\n${line}`, 0), MIN_CHUNK + 6);
    assert.equal(chunkEnd(`${line}\u0085next\n${line}`, 0), MIN_CHUNK + 6);
  });
  it('end inside a line that is long', () => {
    assert.ok(chunkEnd('word '.repeat(10_000), 0) < 1_100);
    assert.ok(chunkEnd('{"key":"value"},'.repeat(10_000), 0) < 1_100);
    assert.ok(chunkEnd('漢字、'.repeat(10_000), 0) < 1_100);
  });
  it('are whole where text has no break', () => {
    assert.equal(chunkEnd('x'.repeat(10_000), 0), 10_000);
  });
});

const isInsideCharacter = (text: string, offset: number): boolean =>
  /^[\udc00-\udfff]/.test(text.slice(offset, offset + 1)) && /[\ud800-\udbff]$/.test(text.slice(0, offset));

/** The same by another way: token starts and span ends in bytes from the text's start. */
function startsBySpan(name: TokenizerName, text: string, ends: number[]): number[] {
  const counts = ends.map(() => 0);
  const byteEnds = ends.map((end) => Buffer.byteLength(text.slice(0, end)));
  let startByte = 0;
  for (const length of Array.from(loadTokenizer(name).tokenLengths(text))) {
    const span = byteEnds.findIndex((end) => startByte < end);
    counts[span] = (counts[span] ?? 0) + 1;
    startByte += length;
  }
  return counts;
}
