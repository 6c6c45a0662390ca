import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { splitCall, unitsOf } from '../../../../src/core/context/bindCall';
import { expand } from '../../../../src/core/context/variables';
import { bindCall } from '../../../../src/core/context/resolveTaken';
import { calls, messages, texts } from '../../../support/anyCall';

const numRuns = process.env['CTX_LONG'] === '1' ? 20_000 : 500;
const check = (property: fc.IProperty<[never]> | fc.IRawProperty<unknown>) =>
  fc.assert(property as fc.IProperty<unknown>, { numRuns, seed: 11 });

describe('of any call', () => {
  it('each message is in exactly one of system, history, query and tail, in order', () => {
    check(
      fc.property(calls, (call) => {
        const { system, history, query, tail } = splitCall(call);
        const field = call.system ? system.slice(1) : system;
        assert.deepEqual([...field, ...history, ...(query ? [query] : []), ...tail], call.messages);
        assert.ok(field.every(({ role }) => role === 'system' || role === 'developer'));
        const holdsText = call.messages.some(
          ({ role, parts }) => role === 'user' && parts.some((part) => part.type === 'text' && part.text.trim() !== ''),
        );
        assert.equal(query !== undefined, holdsText);
        if (!query) assert.deepEqual(history, []);
      }),
    );
  });

  it('units hold every message once, in order, and a result with its call', () => {
    check(
      fc.property(messages, (all) => {
        const units = unitsOf(all);
        assert.deepEqual(
          units.flatMap((unit) => unit.messages),
          all,
        );
        for (const [index, unit] of units.entries()) {
          const before = units.slice(0, index).flatMap((earlier) => earlier.messages.flatMap(({ parts }) => parts));
          const own = unit.messages.flatMap(({ parts }) => parts);
          for (const part of own) {
            if (part.type !== 'toolResult') continue;
            const isCall = (other: (typeof own)[number]): boolean => other.type === 'toolCall' && other.id === part.id;
            assert.ok(own.some(isCall) || !before.some(isCall));
          }
        }
      }),
    );
  });

  it('taking documents out changes no assistant’s message and no message without documents', () => {
    check(
      fc.property(calls, (call) => {
        const bound = bindCall(call, { before: '', after: '' });
        const all = [...bound.history, ...(bound.query ? [bound.query] : []), ...bound.tail];
        const split = splitCall(call);
        const before = [...split.history, ...(split.query ? [split.query] : []), ...split.tail];
        assert.deepEqual(bound.system, split.system);
        assert.deepEqual(
          all.filter(({ role }) => role === 'assistant'),
          before.filter(({ role }) => role === 'assistant'),
        );
        if (bound.taken.length === 0) assert.deepEqual(all, before);
        for (const taken of bound.taken) assert.ok(bound.documents.some(({ text }) => taken.includes(text.trim())));
      }),
    );
  });
});

describe('of any text and values', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), texts).map((all) => new Map(Object.entries(all)));

  it('expansion is one pass: values come out as they are', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom('{{a}}', '{{ b }}', '{{{{', '{{d}}'),
        fc.string().map((text) => text.replace(/[{}]/g, '')),
      ),
    );
    check(
      fc.property(pieces, values, (parts, map) => {
        const expected = parts.map((part) => {
          if (part === '{{{{') return '{{';
          return (/^\{\{ ?([a-d]) ?\}\}$/.exec(part) && map.get(part.replace(/[{} ]/g, ''))) ?? part;
        });
        // A literal {{ directly before another brace is written otherwise.
        fc.pre(!parts.some((part, index) => part === '{{{{' && parts[index + 1]?.startsWith('{')));
        assert.equal(expand(parts.join(''), map).text, expected.join(''));
      }),
    );
  });

  it('text without {{ stays as it is', () => {
    check(
      fc.property(texts, values, (text, map) =>
        assert.equal(expand(text.replaceAll('{{', '{ {'), map).text, text.replaceAll('{{', '{ {')),
      ),
    );
  });
});
