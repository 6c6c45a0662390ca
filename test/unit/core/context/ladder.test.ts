import assert from 'node:assert/strict';
import { ladderOf } from '../../../../src/core/context/ladder';
import type { LadderRung, ResolvedDocument } from '../../../../src/core/context/assembly';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import { counterFor } from '../../../../src/node/tokenizer';
import { assembled, items, overflow, ten } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const lookup = lookupModel('example-model');
const ladder = (document: ResolvedDocument): LadderRung[] =>
  ladderOf(document, { lookup, counter: counterFor(lookup.entry), now: 0 });

describe('ladderOf', () => {
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
  const rungs = ladder(document);

  it('is what assembly gives in each of its windows', () => {
    for (const { window, total, fits, sections } of rungs) {
      const assembly = assembled(document, { window, now: 0 });
      assert.deepEqual(
        sections,
        assembly.sections.map(({ id, kept, action }) => ({ id, kept, action })),
        String(window),
      );
      assert.deepEqual(total, assembly.total);
      assert.equal(fits, total.tokens <= window - 10);
    }
  });

  it('has the largest window of every change', () => {
    const actions = (window: number): string =>
      assembled(document, { window, now: 0 })
        .sections.map(({ action }) => action)
        .join();
    const changes = rungs.filter((rung, index) => {
      const before = rungs[index - 1];
      return (
        before &&
        before.sections.map(({ action }) => action).join() !== rung.sections.map(({ action }) => action).join()
      );
    });
    assert.equal(changes.length, 6);
    for (const { window } of changes) assert.notEqual(actions(window + 1), actions(window));
  });

  it('descends from the window in which all is kept, without end', () => {
    assert.ok(rungs.every((rung, index) => index === 0 || rung.window < (rungs[index - 1]?.window ?? 0)));
    assert.ok(rungs[0]?.sections.every(({ action }) => action === 'whole') || rungs[0]?.window === 8_000);
    assert.ok(rungs.length <= 64);
  });

  it('counts shares of the window anew in each', () => {
    const shares = resolved([
      text('docs', items('a', 'b', 'c', 'd'), {
        separator: ' ',
        budget: { max: { percent: 50 } },
        ...overflow('drop-oldest'),
      }),
      text('rest', ten('r'), { priority: 90 }),
    ]);
    for (const { window, sections } of ladder(shares)) {
      const kept = assembled(shares, { window, now: 0 }).sections.map((row) => row.kept);
      assert.deepEqual(
        sections.map((each) => each.kept),
        kept,
      );
    }
  });
});
