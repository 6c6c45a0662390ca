import assert from 'node:assert/strict';
import { textDiff } from '../../../src/core/compare/textDiff';
import type { ComparedMessage, ContextComparison } from '../../../src/core/context/comparison';
import { changeStarts, comparisonRows, type ComparisonRow } from '../../../src/webview/context/comparisonRows';
import { menuMatch, menuTarget } from '../../../src/webview/context/actionTable';

const count = { tokens: 0, basis: 'exact' as const };
const of = (...messages: ComparedMessage[]): ContextComparison => ({
  equal: false,
  coarse: false,
  left: { title: 'l', model: 'm', window: 1, total: count },
  right: { title: 'r', model: 'm', window: 1, total: count },
  sections: [],
  framing: { left: count, right: count, difference: count },
  total: { left: count, right: count, difference: count },
  messages,
});
const side = { number: 1, role: 'user' as const, sections: ['a'] };
const changed = (left: string, right: string): ComparedMessage => ({
  state: 'changed',
  left: side,
  right: side,
  rows: textDiff(left, right).rows,
  coarse: false,
});
const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
const shape = (rows: ComparisonRow[]): string =>
  rows
    .map((row) => (row.type === 'fold' ? `fold ${row.lines}` : row.type === 'line' ? row.row.state : row.type))
    .join(' ');

describe('rows of a payload comparison', () => {
  it('fold what is the same, and leave three lines around a change', () => {
    const left = [...lines(0, 10), 'old', ...lines(10, 20)].join('\n');
    const compared = of(changed(left, left.replace('old', 'new')));
    assert.equal(
      shape(comparisonRows(compared, new Set())),
      'message fold 7 equal equal equal changed equal equal equal fold 7',
    );
  });

  it('are opened fold by fold', () => {
    const left = [...lines(0, 10), 'old', ...lines(10, 20)].join('\n');
    const compared = of(changed(left, left.replace('old', 'new')));
    const fold = comparisonRows(compared, new Set()).find(({ type }) => type === 'fold')!;
    const opened = comparisonRows(compared, new Set([fold.key]));
    assert.equal(opened.filter(({ type }) => type === 'fold').length, 1);
    assert.equal(opened.length, 1 + 10 + 1 + 3 + 1);
  });

  it('do not fold a few lines', () => {
    const left = ['old', ...lines(0, 8), 'old'].join('\n');
    assert.equal(
      comparisonRows(of(changed(left, left.replaceAll('old', 'new'))), new Set()).some(({ type }) => type === 'fold'),
      false,
    );
  });

  it('show messages of one side whole, and fold equal ones', () => {
    const rows = comparisonRows(
      of({ state: 'left', left: side, text: 'a\nb' }, { state: 'equal', left: side, right: side, text: 'c\nd\n' }),
      new Set(),
    );
    assert.equal(shape(rows), 'message left left message fold 2');
    assert.deepEqual(changeStarts(rows), [1]);
  });

  it('have keys of their own', () => {
    const text = lines(0, 40).join('\n');
    const rows = comparisonRows(
      of(changed(text, text.replace('line 20', 'x')), { state: 'right', right: side, text }),
      new Set(),
    );
    assert.equal(new Set(rows.map(({ type, key }) => `${type} ${key}`)).size, rows.length);
  });
});

describe('keys of the menu', () => {
  it('walk round and to the ends', () => {
    assert.equal(menuTarget('ArrowDown', 2, 3), 0);
    assert.equal(menuTarget('ArrowUp', 0, 3), 2);
    assert.equal(menuTarget('ArrowUp', -1, 3), 2);
    assert.equal(menuTarget('Home', 2, 3), 0);
    assert.equal(menuTarget('End', 0, 3), 2);
    assert.equal(menuTarget('x', 0, 3), undefined);
    assert.equal(menuTarget('ArrowDown', 0, 0), undefined);
  });
  it('a letter goes to the next row that begins with it', () => {
    const labels = ['Compare', 'Copy', 'Reveal'];
    assert.equal(menuMatch('c', 0, labels), 1);
    assert.equal(menuMatch('c', 1, labels), 0);
    assert.equal(menuMatch('R', 0, labels), 2);
    assert.equal(menuMatch('z', 0, labels), undefined);
    assert.equal(menuMatch('Enter', 0, labels), undefined);
  });
});
