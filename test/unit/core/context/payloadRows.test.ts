import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { PayloadSegment } from '../../../../src/core/context/assembly';
import {
  FIRST_CHARACTERS,
  payloadPage,
  payloadRows,
  payloadSummary,
  payloadText,
} from '../../../../src/core/context/payloadRows';

const segment = (sectionId: string, text: string, kind: PayloadSegment['kind'] = 'text'): PayloadSegment => ({
  sectionId,
  state: 'sent',
  kind,
  text,
});
const blocksOf = (...segments: PayloadSegment[]): string[][] =>
  payloadRows([{ role: 'user', sent: true, segments }]).flatMap((row) =>
    row.type === 'block' ? [row.segments.map(({ text }) => text)] : [],
  );

describe('payloadRows', () => {
  it('what stands in one line stays in one block', () => {
    assert.deepEqual(blocksOf(segment('a', 'one '), segment('a', 'two')), [['one ', 'two']]);
  });

  it('a line end or another section begins a block; white space hangs on what is before it', () => {
    assert.deepEqual(blocksOf(segment('a', 'one'), segment('a', '\n\n'), segment('a', 'two'), segment('b', 'three')), [
      ['one', '\n\n'],
      ['two'],
      ['three'],
    ]);
  });

  it('a tool call is a block of its own', () => {
    assert.deepEqual(blocksOf(segment('a', 'text'), segment('a', 'f()', 'toolCall')), [['text'], ['f()']]);
  });

  it('keeps every segment in its order', () => {
    const segments = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y\n', ' ', '\n')));
    fc.assert(
      fc.property(segments, (list) => {
        const made = list.map(([id, text]) => segment(id, text));
        assert.deepEqual(
          blocksOf(...made).flat(),
          list.map(([, text]) => text),
        );
      }),
    );
  });

  it('a line without an end is broken before it is too much for one page', () => {
    const blocks = blocksOf(...Array.from({ length: 1000 }, (_, index) => segment('a', `word ${index} `)));
    assert.ok(blocks.length > 1 && blocks.every((block) => block.length <= 100));
    const long = blocksOf(...Array.from({ length: 20 }, () => segment('a', 'x'.repeat(FIRST_CHARACTERS))));
    assert.ok(long.length > 1);
  });
});

describe('the payload by pages', () => {
  const payload = [
    { role: 'system' as const, sent: true, segments: [segment('a', 'one')] },
    { role: 'user' as const, name: 'Ann', sent: false, segments: [segment('b', 'two\n'), segment('a', 'three')] },
  ];

  it('says how much there is and where each section begins', () => {
    assert.deepEqual(payloadSummary(payload), { messages: 2, sent: 1, rows: 5, firstRows: { a: 1, b: 3 } });
  });

  it('a section of any name has a first row', () => {
    const { firstRows } = payloadSummary([{ role: 'user', sent: true, segments: [segment('__proto__', 'x')] }]);
    assert.equal(Object.hasOwn(firstRows, '__proto__'), true);
  });

  it('gives a range, and nothing past the end', () => {
    const rows = payloadRows(payload);
    const { total, rows: two } = payloadPage(rows, { from: 2, count: 2 });
    assert.equal(total, 5);
    assert.deepEqual(two, [{ type: 'head', role: 'user', name: 'Ann', sent: false }, rows[3]]);
    assert.deepEqual(payloadPage(rows, { from: 5, count: 2 }).rows, []);
  });

  it('a long text comes with its beginning and its length; the rest by ranges, whole characters each', () => {
    const text = `${'x'.repeat(FIRST_CHARACTERS - 1)}😀${'y'.repeat(10)}`;
    const rows = payloadRows([{ role: 'user', sent: true, segments: [segment('a', text)] }]);
    const [, row] = payloadPage(rows, { from: 0, count: 2 }).rows;
    const shown = row?.type === 'block' ? row.segments[0] : undefined;
    assert.deepEqual([shown?.text.length, shown?.length], [FIRST_CHARACTERS - 1, text.length]);
    const rest = payloadText(rows, { row: 1, segment: 0, from: FIRST_CHARACTERS - 1, count: 1000 });
    assert.deepEqual(rest, { text: `😀${'y'.repeat(10)}`, length: text.length });
    assert.deepEqual(payloadText(rows, { row: 9, segment: 0, from: 0, count: 9 }), { text: '', length: 0 });
  });
});
