import { strict as assert } from 'node:assert';
import { questionOf } from '../../../../src/core/trace/question';

describe('questionOf', () => {
  const documents = '<doc>Returns are accepted.</doc>\n'.repeat(50);

  it('takes the short last paragraph of a long text', () => {
    assert.equal(questionOf(`${documents}\n\nWhere is my parcel?\n`), 'Where is my parcel?');
  });

  it('leaves a short text, and a long one that ends in no short paragraph, as they are', () => {
    assert.equal(questionOf('Hello.\n\nWhere is my parcel?'), 'Hello.\n\nWhere is my parcel?');
    assert.equal(questionOf(documents), documents);
  });
});
