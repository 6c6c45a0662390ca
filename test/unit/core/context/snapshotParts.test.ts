import assert from 'node:assert/strict';
import { toContextAnswer } from '../../../../src/core/context/answer';
import { assemble } from '../../../../src/core/context/assemble';
import { decisionsPage, itemsPage, shownAnswer } from '../../../../src/core/context/snapshotParts';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import { counterFor } from '../../../../src/node/tokenizer';
import { resolved, text } from '../../../support/documents';

describe('the parts of a snapshot', () => {
  const lookup = lookupModel('example-model');
  const items = Array.from({ length: 60 }, (_, index) => ({ id: `doc-${index}`, text: `word ${index}`, score: index }));
  const overflow = { policy: 'drop-oldest' as const, declared: true };
  const assembly = assemble(resolved([text('documents', items, { kind: 'documents', overflow }), text('q', 'Why?')]), {
    lookup,
    counter: counterFor(lookup.entry),
    window: 60,
    now: 0,
    mode: 'assemble',
  });

  it('a view gets no items and the first decisions, and how many there are', () => {
    const answer = toContextAnswer(assembly);
    const shown = shownAnswer(answer);
    assert.deepEqual(shown.itemCounts, { documents: 60 });
    assert.ok(shown.sections.every((section) => section.items === undefined));
    assert.equal(shown.decisions.length, 20);
    assert.equal(shown.decisionCount, answer.decisions.length);
    assert.equal(answer.sections[0]?.items?.length, 60);
  });

  it('items and decisions come by range', () => {
    const page = itemsPage(assembly, { version: 0, sectionId: 'documents', from: 58, count: 9 });
    assert.deepEqual([page.total, page.rows.map(({ id }) => id)], [60, ['doc-58', 'doc-59']]);
    assert.deepEqual(itemsPage(assembly, { version: 0, sectionId: 'gone', from: 0, count: 9 }), { total: 0, rows: [] });
    const [second] = decisionsPage(assembly, { version: 0, from: 1, count: 1 }).rows;
    assert.equal(second?.order, 2);
  });
});
