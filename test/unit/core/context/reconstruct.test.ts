import assert from 'node:assert/strict';
import { reconstruct } from '../../../../src/core/context/reconstruct';
import type { ResolvedSection } from '../../../../src/core/context/assembly';
import { asSent, makeCall, requestOf, say } from '../../../support/anyCall';

const DOCS = [
  { id: 'doc-7', text: 'Returns are accepted within 30 days.', score: 0.82, source: 'kb/returns.md' },
  { id: 'doc-3', text: 'Gift cards are sold in every store.', score: 0.21 },
];
const outline = (sections: readonly ResolvedSection[]) =>
  sections.map(({ section, body }) => [section.id, body.type, section.merge]);
const pieces = ({ body }: ResolvedSection) => (body.type === 'text' ? body.pieces : []);

describe('reconstruct', () => {
  it('puts system, tools, history, query and tail in order', () => {
    const call = makeCall({
      messages: [
        say('system', 'Be kind.'),
        say('user', 'Hi'),
        say('assistant', 'Hello'),
        say('user', 'Where?'),
        { role: 'assistant', parts: [{ type: 'toolCall', id: 't', name: 'find', arguments: '{}' }] },
        { role: 'tool', parts: [{ type: 'toolResult', id: 't', parts: [{ type: 'text', text: 'here' }] }] },
      ],
      tools: [{ name: 'find' }],
    });
    const { sections } = reconstruct(call);
    assert.deepEqual(
      sections.map(({ section }) => [section.id, section.kind]),
      [
        ['system', 'instructions'],
        ['tools', 'tools'],
        ['history', 'history'],
        ['query', 'query'],
        ['tail', 'history'],
      ],
    );
    const tail = sections.at(-1)?.body;
    assert.equal(tail?.type === 'messages' && tail.units.length, 1);
  });

  it('keeps the system field apart from a leading system message', () => {
    const call = makeCall({
      system: [{ type: 'text', text: 'Field' }],
      messages: [say('system', 'Message'), say('user', 'Q')],
    });
    const { sections } = reconstruct(call);
    assert.deepEqual(
      sections.map(({ section, target }) => [section.id, target]),
      [
        ['system', 'system'],
        ['system-2', undefined],
        ['query', undefined],
      ],
    );
    assert.deepEqual(asSent(reconstruct(call)), requestOf(call));
  });

  it('makes a section of the documents inside a question, with a piece for each', () => {
    const text = `Use these:\n<docs>\n<doc id="doc-7">${DOCS[0]!.text}</doc>\n<doc id="doc-3">${DOCS[1]!.text}</doc>\n</docs>\n\nWhen?`;
    const call = makeCall({ messages: [say('user', text)], documents: DOCS });
    const { sections } = reconstruct(call);
    assert.deepEqual(outline(sections), [
      ['query', 'messages', false],
      ['documents', 'text', true],
      ['query-2', 'messages', true],
    ]);
    assert.deepEqual(pieces(sections[1]!), [
      { id: 'doc-7', text: `<docs>\n<doc id="doc-7">${DOCS[0]!.text}</doc>\n`, score: 0.82, source: 'kb/returns.md' },
      { id: 'doc-3', text: `<doc id="doc-3">${DOCS[1]!.text}</doc>\n</docs>`, score: 0.21 },
    ]);
    assert.deepEqual(asSent(reconstruct(call)), requestOf(call));
  });

  it('makes a section of documents in a message of their own, with the message’s fields', () => {
    const own = say('user', `${DOCS[0]!.text}\n\n${DOCS[1]!.text}`, { name: 'kb', extra: { contentForm: 'parts' } });
    const call = makeCall({ messages: [own, say('user', 'When?')], documents: DOCS });
    const { sections } = reconstruct(call);
    assert.deepEqual(outline(sections), [
      ['documents', 'text', false],
      ['query', 'messages', false],
    ]);
    assert.deepEqual(asSent(reconstruct(call)), requestOf(call));
  });

  it('leaves an answer that quotes a document in the history', () => {
    const call = makeCall({
      messages: [say('user', 'When?'), say('assistant', DOCS[0]!.text), say('user', 'Sure?')],
      documents: DOCS,
    });
    assert.deepEqual(outline(reconstruct(call).sections), [
      ['history', 'messages', false],
      ['query', 'messages', false],
    ]);
  });

  it('says what was reported and what the log lacks', () => {
    const call = makeCall({
      messages: [say('user', 'Q')],
      usage: { input: 50 },
      params: { max_tokens: 200 },
      replayability: {
        level: 'incomplete',
        fields: [
          { path: 'tools', state: 'missing', reason: 'not logged' },
          { path: 'messages[2].parts[0]', state: 'truncated', reason: 'limit' },
          { path: 'params', state: 'missing', reason: 'not logged' },
        ],
      },
    });
    const { reported, document } = reconstruct(call);
    assert.deepEqual(reported, { input: 50, gaps: ['tools', 'messages'] });
    assert.equal(document.reserve, 200);
  });
});
