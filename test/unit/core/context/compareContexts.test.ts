import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compareContexts, type ContextToCompare } from '../../../../src/core/context/compareContexts';
import type { ComparedSection } from '../../../../src/core/context/comparison';
import { reconstruct } from '../../../../src/core/context/reconstruct';
import type { ResolvedSection } from '../../../../src/core/context/assembly';
import type { ContextDocument, Section } from '../../../../src/core/context/model';
import { sumCounts } from '../../../../src/core/tokens/count';
import type { Call } from '../../../../src/core/trace/model';
import { makeCall, say } from '../../../support/anyCall';
import { assembled, items, overflow, ten } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const side = (sections: ResolvedSection[], fields: Partial<ContextDocument> = {}): ContextToCompare => {
  const document = resolved(sections, fields);
  return { title: 't', of: 'document', assembly: assembled(document), resolved: document };
};
const callSide = (call: Call): ContextToCompare => {
  const document = reconstruct(call);
  return { title: call.id, of: 'call', assembly: assembled(document, { mode: 'as-sent' }), resolved: document };
};
const bound = (id: string, from: 'call.query' | 'call.history' | 'call.system', content: string): ResolvedSection => {
  const fields: Partial<Section> = { content: { type: 'binding', from } };
  return text(id, content, fields);
};
const pairs = (rows: ComparedSection[]) => rows.map(({ left, right, matchedBy }) => [left?.id, right?.id, matchedBy]);

describe('comparing contexts', () => {
  it('is equal to itself', () => {
    const one = side([text('a', 'Be kind.'), text('b', ['1', '2'])]);
    const compared = compareContexts(one, one);
    assert.ok(compared.equal);
    assert.deepEqual(
      compared.messages.map(({ state }) => state),
      ['equal', 'equal'],
    );
  });

  it('says what each section costs on either side', () => {
    const left = side([text('a', 'Be kind.'), text('d', items('x', 'y', 'z'))]);
    const right = side([text('a', 'Be kind.'), text('d', items('x'))]);
    const { sections, total, equal } = compareContexts(left, right);
    assert.equal(equal, false);
    assert.deepEqual(
      sections.map(({ id, difference }) => [id, difference]),
      [
        ['a', { tokens: 0, basis: 'exact' }],
        ['d', { tokens: -20, basis: 'exact' }],
      ],
    );
    assert.equal(total.difference.tokens, -20);
  });

  it('a difference keeps the weaker basis', () => {
    const left = side([text('a', 'Be kind.')]);
    const right = side([text('a', 'Be kind, and brief.')], { model: 'claude-sonnet-4-5' });
    assert.equal(left.assembly.total.basis, 'exact');
    assert.equal(compareContexts(left, right).sections[0]?.difference.basis, 'estimate');
  });

  it('another window shows what gave way', () => {
    const sections = [
      text('a', 'Be kind.', { required: true }),
      text('d', items('x', 'y', 'z'), overflow('drop-newest')),
    ];
    const { sections: rows, messages } = compareContexts(side(sections), side(sections, { window: 40 }));
    assert.deepEqual([rows[1]?.left?.action, rows[1]?.right?.action], ['whole', 'cut']);
    const changed = messages.find(({ state }) => state === 'changed');
    assert.ok(changed?.state === 'changed');
    assert.ok(changed.rows.some(({ state, left }) => state === 'left' && left?.[0]?.text === ten('z')));
  });

  it('matches by id, then by binding, then by kind; the rest stands alone', () => {
    const left = side([
      text('a', 'A'),
      bound('question', 'call.query', 'Q'),
      text('rules', 'R', { kind: 'instructions' }),
      text('gone', 'G', { kind: 'examples' }),
    ]);
    const right = side([
      text('instructions', 'R', { kind: 'instructions' }),
      text('new', 'N', { kind: 'userState' }),
      bound('q', 'call.query', 'Q'),
      text('a', 'A'),
    ]);
    assert.deepEqual(pairs(compareContexts(left, right).sections), [
      ['a', 'a', 'id'],
      ['question', 'q', 'binding'],
      ['rules', 'instructions', 'kind'],
      [undefined, 'new', undefined],
      ['gone', undefined, undefined],
    ]);
  });

  it('matches the parts of a rebuilt call with what binds them', () => {
    const call = makeCall({
      messages: [say('system', 'S'), say('user', 'Hi'), say('assistant', 'Ho'), say('user', 'Q')],
    });
    const document = side([
      bound('rules', 'call.system', 'S'),
      bound('talk', 'call.history', 'H'),
      bound('question', 'call.query', 'Q'),
    ]);
    assert.deepEqual(pairs(compareContexts(document, callSide(call)).sections), [
      ['rules', 'system', 'binding'],
      ['talk', 'history', 'binding'],
      ['question', 'query', 'binding'],
    ]);
  });

  it('marks the words that changed in a message', () => {
    const left = side([text('a', 'One line.\nBe very kind to all.\nThe end.')]);
    const right = side([text('a', 'One line.\nBe very brief to all.\nThe end.')]);
    const [message] = compareContexts(left, right).messages;
    assert.ok(message?.state === 'changed');
    assert.deepEqual(message.left, { number: 1, role: 'user', sections: ['a'] });
    assert.deepEqual(message.rows[1]?.left, [
      { text: 'Be very ', changed: false },
      { text: 'kind', changed: true },
      { text: ' to all.', changed: false },
    ]);
  });

  it('a message that is new leaves its neighbours equal', () => {
    const left = callSide(makeCall({ messages: [say('user', 'A'), say('user', 'C')] }));
    const right = callSide(makeCall({ messages: [say('user', 'A'), say('assistant', 'B'), say('user', 'C')] }));
    assert.deepEqual(
      compareContexts(left, right).messages.map(({ state }) => state),
      ['equal', 'right', 'equal'],
    );
  });

  it('a message under another role is the same message, changed', () => {
    const left = callSide(makeCall({ messages: [say('system', 'Be kind.'), say('user', 'Q')] }));
    const right = callSide(makeCall({ messages: [say('developer', 'Be kind.'), say('user', 'Q')] }));
    const [first, second] = compareContexts(left, right).messages;
    assert.equal(first?.state, 'changed');
    assert.equal(second?.state, 'equal');
  });

  it('the differences of sections and framing sum to the difference of the totals', () => {
    const texts = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), text: fc.string() }), {
      maxLength: 5,
    });
    const unique = texts.map((list) => [...new Map(list.map((each) => [each.id, each])).values()]);
    const document = unique.map((list) => side(list.map(({ id, text: content }) => text(id, content))));
    fc.assert(
      fc.property(document, document, (left, right) => {
        const { sections, framing, total } = compareContexts(left, right);
        const sum = sumCounts([...sections.map((row) => row.difference), framing.difference]);
        assert.equal(sum.tokens + 0, total.difference.tokens);
        assert.equal(total.difference.tokens, right.assembly.total.tokens - left.assembly.total.tokens);
        const ids = sections.flatMap(({ right: found }) => (found ? [found.id] : []));
        assert.deepEqual(ids.toSorted(), right.assembly.sections.map(({ id }) => id).toSorted());
      }),
    );
  });
});
