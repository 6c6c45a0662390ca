import assert from 'node:assert/strict';
import { baselineAnswer, NOTHING_FOUND } from '../../../../src/core/replay/baseline';
import type { JsonObject } from '../../../../src/core/trace/model';

const chat = (...messages: [role: string, content: string][]): JsonObject => ({
  model: 'example-model',
  messages: messages.map(([role, content]) => ({ role, content })),
});
const textOf = (body: JsonObject, options = {}): string => {
  const [part] = baselineAnswer(body, options).output;
  return part?.type === 'text' ? part.text : '';
};
const POLICY = 'Returns are accepted within 30 days of delivery.';
const system = `You are the support assistant. ${POLICY} Gift cards can be bought in every store.`;

describe('baseline', () => {
  it('answers with the sentence that matches the query', () => {
    assert.equal(
      textOf(chat(['system', system], ['user', 'How long after delivery can I return it?']), { sentences: 1 }),
      POLICY,
    );
  });

  it('finds the documents that stand before the question in the same message, without their tags', () => {
    const question = `<doc id="a">${POLICY}</doc>\n<doc id="b">Stores open at nine.</doc>\n\nQuestion: When do stores open?`;
    assert.equal(textOf(chat(['user', question])), 'Stores open at nine.');
  });

  it('says so when nothing matches', () => {
    assert.equal(textOf(chat(['system', system], ['user', 'Quantum chromodynamics?'])), NOTHING_FOUND);
  });

  it('does not repeat what the assistant said, nor the question', () => {
    const body = chat(
      ['user', 'Tell me of delivery?'],
      ['assistant', 'Delivery takes a week.'],
      ['user', 'Is delivery free?'],
    );
    assert.equal(textOf(body), NOTHING_FOUND);
  });

  it('gives the same to the same, and varies with the seed', () => {
    const facts = ['one', 'two', 'three', 'four'].map((n) => `Delivery fact ${n} is here.`).join(' ');
    const body = chat(['system', facts], ['user', 'What about delivery?']);
    assert.equal(textOf(body), textOf(body));
    assert.equal(textOf(body, { seed: 3 }), textOf(body, { seed: 3 }));
    const texts = new Set(Array.from({ length: 20 }, (_, seed) => textOf(body, { seed })));
    assert.ok(texts.size > 2, String(texts.size));
  });

  it('ends soon on a long text without a break', () => {
    for (const character of ['a', ' ', '<', '.', '?']) {
      const startedAt = process.cpuUsage().user;
      baselineAnswer(chat(['system', character.repeat(300_000)], ['user', 'What?']));
      assert.ok(process.cpuUsage().user - startedAt < 5_000_000, character);
    }
  });
});
