import assert from 'node:assert/strict';
import type { ResolvedDocument, SectionLedger } from '../../../../src/core/context/assembly';
import { assembled, items, overflow, ten } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const long = Array.from({ length: 40 }, (_, index) => ten(`w${index}`)).join(' ');
const document = resolved(
  [
    text('must', ten('must'), { required: true }),
    text('docs', items('a', 'b', 'c'), { priority: 40, separator: ' ', ...overflow('drop-oldest') }),
    { ...text('long', long, { priority: 50, ...overflow('truncate-end') }), fallback: 'In short.' },
    text('shared', ten('s'), { priority: 60, keepWith: ['note'] }),
    text('note', ten('n'), { priority: 70 }),
  ],
  { reserve: 10 },
);

const rowsAt = (resolvedDocument: ResolvedDocument, window: number): SectionLedger[] =>
  assembled(resolvedDocument, { window }).sections;

describe('the window from which a section is whole', () => {
  it('is the smallest in which the window takes nothing from it', () => {
    for (const window of [400, 200, 60, 30]) {
      for (const { id, wholeFrom } of rowsAt(document, window)) {
        if (!wholeFrom) continue;
        const at = (size: number): string | undefined => rowsAt(document, size).find((row) => row.id === id)?.action;
        assert.equal(wholeFrom.basis, 'exact');
        assert.equal(at(wholeFrom.window), 'whole', `${id} from ${wholeFrom.window}`);
        assert.notEqual(at(wholeFrom.window - 1), 'whole', `${id} below ${wholeFrom.window}`);
      }
    }
  });

  it('is given for those that lost something to the window, and for no others', () => {
    const given = rowsAt(document, 400).filter(({ wholeFrom }) => wholeFrom);
    assert.deepEqual(
      given.map(({ id }) => id),
      rowsAt(document, 400)
        .filter(({ reason }) => reason.code === 'window-full')
        .map(({ id }) => id),
    );
    assert.ok(given.length > 0);
  });

  it('is never too small where budgets are shares of the window', () => {
    const shares = resolved([
      text('docs', items('a', 'b', 'c', 'd'), {
        separator: ' ',
        budget: { max: { percent: 50 } },
        ...overflow('drop-oldest'),
      }),
      text('other', items('e', 'f', 'g'), { priority: 20, separator: ' ', ...overflow('drop-oldest') }),
      text('rest', ten('r'), { priority: 90 }),
    ]);
    const [docs, other] = rowsAt(shares, 40);
    for (const row of [docs, other]) {
      if (!row?.wholeFrom) continue;
      assert.equal(row.wholeFrom.basis, 'at-latest');
      assert.equal(rowsAt(shares, row.wholeFrom.window).find(({ id }) => id === row.id)?.action, 'whole');
    }
    assert.ok(other?.wholeFrom);
  });

  it('says where its own budget would still take from it', () => {
    const own = resolved([
      text('docs', items('a', 'b', 'c'), {
        separator: ' ',
        budget: { max: { tokens: 20 } },
        ...overflow('drop-oldest'),
      }),
      text('rest', ten('r'), { priority: 90 }),
    ]);
    assert.equal(rowsAt(own, 30)[0]?.wholeFrom?.isWhole, false);
  });
});
