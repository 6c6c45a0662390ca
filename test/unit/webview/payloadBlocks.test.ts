import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { PayloadSegment } from '../../../src/core/context/assembly';
import { payloadRows } from '../../../src/webview/context/payloadBlocks';

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
});
