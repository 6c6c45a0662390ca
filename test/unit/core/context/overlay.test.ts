import assert from 'node:assert/strict';
import { isPlainOverlay, withBudgets } from '../../../../src/core/context/overlay';
import { ownSettingsOf } from '../../../../src/core/context/overlayOwn';
import { assembled, items, overflow, ten } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const document = resolved([
  text('must', ten('must'), { required: true }),
  text('docs', items('a', 'b', 'c'), { separator: ' ', budget: { max: { percent: 10 } }, ...overflow('drop-oldest') }),
  text('constructor', ten('c'), { budget: { max: { tokens: 40 }, min: { tokens: 5 } } }),
]);

describe('withBudgets', () => {
  it('puts other sizes over the sections that it names, and no others', () => {
    const budgets = withBudgets(document, { budgets: { docs: { max: 12 } } }).sections.map(
      (each) => each.section.budget,
    );
    assert.deepEqual(budgets, [{}, { max: { tokens: 12 } }, { max: { tokens: 40 }, min: { tokens: 5 } }]);
  });

  it('takes a size away where it is null, and keeps the other one', () => {
    const [, , last] = withBudgets(document, { budgets: { constructor: { max: null } } }).sections;
    assert.deepEqual(last?.section.budget, { min: { tokens: 5 } });
  });

  it('is obeyed by assembly', () => {
    const [, docs] = assembled(withBudgets(document, { budgets: { docs: { max: 12 } } })).sections;
    assert.equal(docs!.kept.tokens, 10);
    assert.deepEqual(docs!.budget, { max: 12 });
    assert.equal(docs!.reason.code, 'over-own-budget');
  });

  it('leaves a section alone whose id is that of a method of every object', () => {
    const [, , last] = withBudgets(document, { budgets: {} }).sections;
    assert.deepEqual(last?.section.budget, { max: { tokens: 40 }, min: { tokens: 5 } });
  });
});

describe('isPlainOverlay', () => {
  it('is true only where nothing is changed', () => {
    assert.ok(isPlainOverlay({}));
    assert.ok(isPlainOverlay({ budgets: { docs: {} } }));
    assert.ok(!isPlainOverlay({ budgets: { docs: { max: null } } }));
    assert.ok(!isPlainOverlay({ window: 1 }));
    assert.ok(!isPlainOverlay({ model: 'gpt-4o' }));
  });
});

describe('ownSettingsOf', () => {
  it('gives shares of the window that is shown, and says that they are shares', () => {
    const { budgets, window } = ownSettingsOf({ ...document, document: { ...document.document, window: 500 } }, 300);
    assert.equal(window, 500);
    assert.deepEqual(Object.entries(budgets), [
      ['docs', { max: { tokens: 30, percent: 10 } }],
      ['constructor', { max: { tokens: 40 }, min: { tokens: 5 } }],
    ]);
  });
});
