import { strict as assert } from 'node:assert';
import type { ResolvedSection, TextPiece } from '../../../../src/core/context/assembly';
import { itemsOf } from '../../../../src/core/context/ledgerItems';
import { rebuiltSection } from '../../../../src/core/context/reconstruct';
import type { Count } from '../../../../src/core/tokens/count';

const count = (tokens: number): Count => ({ tokens, basis: 'exact' });

function documents(pieces: TextPiece[]): ResolvedSection {
  const section = rebuiltSection('documents', 'documents', { type: 'items', items: [] });
  return { section, body: { type: 'text', before: '', after: '', separator: '\n', pieces } };
}

describe('itemsOf', () => {
  const scored = documents([
    { id: 'a', text: 'one', score: 0.8, source: 'kb/a.md' },
    { id: 'b', text: 'two', score: 0.2 },
  ]);
  const units = new Map([
    [0, count(5)],
    [1, count(7)],
  ]);

  it('tells what each item takes, its score, and which one gave way', () => {
    const step = { type: 'unit' as const, unit: 1, tokens: 7, framing: 0 };
    assert.deepEqual(itemsOf(scored, units, [{ section: 0, step, reason: 'window-full' }]), [
      { id: 'a', score: 0.8, source: 'kb/a.md', raw: count(5), isKept: true },
      { id: 'b', score: 0.2, raw: count(7), isKept: false },
    ]);
  });

  it('keeps none of a section that was dropped', () => {
    const step = { type: 'section' as const, tokens: 12, framing: 0 };
    const items = itemsOf(scored, units, [{ section: 0, step, reason: 'window-full' }]);
    assert.deepEqual(
      items?.map((item) => item.isKept),
      [false, false],
    );
  });

  it('gives nothing for a plain text', () => {
    assert.equal(itemsOf(documents([{ id: '0', text: 'all' }]), new Map(), []), undefined);
  });
});
