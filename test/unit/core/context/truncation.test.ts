import assert from 'node:assert/strict';
import type { MessageUnit } from '../../../../src/core/context/assembly';
import type { OverflowPolicyName } from '../../../../src/core/context/model';
import { assembled, history, overflow, sent, ten, user } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const cutTo = (content: string, policy: OverflowPolicyName, window: number): string =>
  sent(assembled(resolved([text('long', content, overflow(policy))]), { window }))[0] ?? '';

describe('truncation', () => {
  const sentences = Array.from({ length: 30 }, (_, index) => ten(`w${index}`));
  const prose = sentences.join(' ');

  it('cuts the start and keeps whole sentences', () => {
    assert.match(cutTo(prose, 'truncate-start', 120), /^\[… \d+ tokens cut …\]\nw\d+ is .* w29 is here .*\.$/);
  });
  it('cuts the middle and keeps beginning and end', () => {
    assert.match(cutTo(prose, 'truncate-middle', 120), /^w0 is .*\n\[… \d+ tokens cut …\]\n.* w29 is here .*\.$/);
  });
  it('prefers the end of a paragraph to that of a sentence', () => {
    const paragraphs = Array.from({ length: 15 }, (_, index) => `${ten(`p${index}`)} ${ten('so')}`);
    for (const window of [100, 120, 140, 160]) {
      const kept = cutTo(paragraphs.join('\n\n'), 'truncate-end', window).replace(/\n\[….*$/, '');
      assert.ok(
        kept.split('\n\n').every((each) => paragraphs.includes(each)),
        kept,
      );
    }
  });
  it('prefers the end of a word where there is no sentence', () => {
    const words = Array.from({ length: 200 }, (_, index) => `internationalisation${index}`).join(' ');
    assert.match(cutTo(words, 'truncate-end', 200), /^(internationalisation\d+ )+internationalisation\d+\n\[…/);
    assert.ok(words.startsWith(cutTo(words, 'truncate-end', 200).split('\n')[0] ?? '?'));
    assert.ok(words.includes(`${cutTo(words, 'truncate-end', 200).split('\n')[0] ?? '?'} `));
  });
  it('keeps graphemes whole', () => {
    const family = '👨‍👩‍👧‍👦';
    for (const policy of ['truncate-start', 'truncate-middle', 'truncate-end'] as const) {
      const kept = cutTo(family.repeat(40), policy, 150).replace(/\n?\[….*…\]\n?/, '');
      assert.ok(kept.length > 0 && kept.length < family.length * 40);
      assert.equal(kept.replaceAll(family, ''), '', policy);
    }
  });
  it('keeps a line end of two characters whole', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line${index}`).join('\r\n');
    assert.doesNotMatch(cutTo(lines, 'truncate-end', 100), /\r\n\[|\r\[/);
  });

  const results = Array.from({ length: 12 }, (_, id) => ({ id, title: ten(`t${id}`), tags: ['a', 'b'] }));
  for (const policy of ['truncate-start', 'truncate-middle', 'truncate-end'] as const) {
    it(`${policy} takes whole elements of JSON and leaves a mark in it`, () => {
      const kept = cutTo(JSON.stringify(results), policy, 150);
      assert.equal(kept.match(/\d+ tokens cut/g)?.length, 1);
      const list = JSON.parse(kept) as unknown[];
      assert.ok(list.length > 1 && list.length < 13);
      // At most two are kept in part, and one may be the mark.
      const whole = list.filter((each) => results.some((result) => JSON.stringify(result) === JSON.stringify(each)));
      assert.ok(whole.length >= list.length - 3);
    });
  }
  it('keeps the way down to what it keeps of nested JSON', () => {
    const nested = JSON.stringify({ answer: { results }, total: 12 }, null, 2);
    const kept = JSON.parse(cutTo(nested, 'truncate-end', 150)) as { answer: { results: unknown[] }; total?: number };
    assert.deepEqual(kept.answer.results[0], results[0]);
    assert.equal(kept.total, undefined);
  });
  it('leaves a mark alone where not one element fits', () => {
    const one = JSON.stringify([ten('x').repeat(30)]);
    assert.match(cutTo(one, 'truncate-end', 60), /^\["\[… \d+ tokens cut …\]"\]$/);
  });

  it('keeps the result of a tool JSON, and with its call', () => {
    const turn = (id: string, result: unknown): MessageUnit => ({
      id,
      messages: [
        { role: 'assistant', parts: [{ type: 'toolCall', id, name: 'find', arguments: '{}' }] },
        { role: 'tool', parts: [{ type: 'toolResult', id, parts: [{ type: 'text', text: JSON.stringify(result) }] }] },
      ],
    });
    const units = [user(ten('first')), turn('a', results), turn('b', results.slice(0, 3)), user(ten('last'))];
    for (const policy of ['truncate-start', 'truncate-middle', 'truncate-end'] as const) {
      for (const window of [120, 200, 260, 320]) {
        const { request } = assembled(resolved([history(units, overflow(policy))]), { window });
        const parts = request.messages.flatMap((message) => message.parts);
        const found = parts.flatMap((part) => (part.type === 'toolResult' ? [part] : []));
        assert.deepEqual(
          found.map(({ id }) => id),
          parts.flatMap((part) => (part.type === 'toolCall' ? [part.id] : [])),
        );
        for (const { parts: nested } of found)
          for (const each of nested) if (each.type === 'text') JSON.parse(each.text);
      }
    }
  });
});
