import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textDiff } from '../../../../src/core/compare/textDiff';
import type { DiffRow } from '../../../../src/core/compare/model';

const runs = { numRuns: process.env['CTX_LONG'] === '1' ? 5000 : 300, seed: 6 };
const word = fc.constantFrom('alpha', 'beta', 'gamma', ' ', '  ', '.', '😀', '{', '', '\t');
const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

const sideText = (rows: readonly DiffRow[], side: 'left' | 'right'): string =>
  rows
    .flatMap((row) => (row[`${side}Line`] === undefined ? [] : [(row[side] ?? []).map((span) => span.text).join('')]))
    .join('\n');

describe('text diff (properties)', () => {
  it('each side reads as its text, and its lines are numbered in order', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const { rows } = textDiff(left, right);
        // A line end at the very end makes no further line.
        assert.equal(sideText(rows, 'left'), left.replace(/\n$/, ''));
        assert.equal(sideText(rows, 'right'), right.replace(/\n$/, ''));
        const numbers = rows.flatMap(({ leftLine }) => leftLine ?? []);
        assert.deepEqual(
          numbers,
          numbers.map((_, index) => index + 1),
        );
      }),
      runs,
    );
  });

  it('equal rows are equal, others are not', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        for (const row of textDiff(left, right).rows) {
          const [a, b] = [row.left, row.right].map((spans) => (spans ?? []).map((span) => span.text).join(''));
          if (row.state === 'equal') assert.equal(a, b);
          if (row.state === 'changed') assert.notEqual(a, b);
        }
      }),
      runs,
    );
  });
});
