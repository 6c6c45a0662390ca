import assert from 'node:assert/strict';
import { parseContextDocument } from '../../../../src/core/context/parse';
import { resolveDocument, resolvePrompt } from '../../../../src/core/context/resolve';
import type { ResolveOptions } from '../../../../src/core/context/resolve';
import type { ResolvedDocument } from '../../../../src/core/context/assembly';
import type { Call } from '../../../../src/core/trace/model';
import { asSent, makeCall, requestOf, say } from '../../../support/anyCall';

function resolve(text: string, options: Partial<ResolveOptions> = {}): ResolvedDocument {
  const { document, diagnostics } = parseContextDocument(text, 'yaml');
  assert.ok(document, diagnostics.map(({ message }) => message).join('\n'));
  return resolveDocument(document, { files: new Map(), set: {}, ...options });
}
const sections = (...lines: string[]): string =>
  `version: 1\nsections:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
/** The first section's text. */
function textOf(resolved: ResolvedDocument, index = 0): string {
  const body = resolved.sections[index]?.body;
  assert.equal(body?.type, 'text');
  return body.before + body.pieces.map(({ text }) => text).join(body.separator) + body.after;
}
const found = ({ diagnostics }: ResolvedDocument) =>
  diagnostics.map(({ code, path, near }) =>
    [code, path?.join('.'), near].filter((each) => each !== undefined).join(' '),
  );

const RETURNS = 'Returns are accepted within 30 days.';
const CARDS = 'Gift cards are sold in every store.';
const DOCUMENTS = [
  { id: 'd7', text: RETURNS, score: 0.8 },
  { id: 'd3', text: CARDS, score: 0.2 },
];

describe('resolveDocument replaces variables', () => {
  it('in the texts of design §3 and nowhere else', () => {
    const text = `variables: { v: "{{{{w}}" }\n${sections(
      '{ id: a, text: "{{v}}", before: "{{v}}", after: "{{v}}" }',
      '{ id: b, items: [{ text: "{{v}}" }, { text: x }], itemTemplate: "{{v}}{{text}}", separator: "{{v}}" }',
      '{ id: c, messages: [{ role: user, text: "{{v}}" }] }',
      '{ id: d, messages: [{ role: user, text: "{{v}}" }], template: true }',
      '{ id: e, tools: [{ name: f, description: "{{v}}" }] }',
      '{ id: f, file: p.md }',
      '{ id: g, text: x, retrieval: { query: "{{v}}", other: "{{v}}" } }',
    )}`;
    const resolved = resolve(text, { files: new Map([['p.md', { text: '\uFEFFf {{v}}\r\n' }]]) });
    assert.deepEqual(resolved.diagnostics, []);
    const v = '{{w}}';
    assert.equal(textOf(resolved), v + v + v);
    assert.equal(textOf(resolved, 1), `${v}{{v}}${v}${v}x`);
    assert.deepEqual(resolved.sections[2]?.body, {
      type: 'messages',
      units: [{ id: '0', messages: [say('user', '{{v}}')] }],
    });
    assert.deepEqual(resolved.sections[3]?.body, {
      type: 'messages',
      units: [{ id: '0', messages: [say('user', v)] }],
    });
    assert.deepEqual(resolved.sections[4]?.body, { type: 'tools', tools: [{ name: 'f', description: '{{v}}' }] });
    assert.equal(textOf(resolved, 5), `f ${v}`);
    assert.deepEqual(resolved.sections[6]?.section.retrieval, { query: v, other: '{{v}}' });
  });

  it('and says which have no value, and where', () => {
    const resolved = resolve(
      sections(
        '{ id: a, text: "{{x}} {{x}}", after: "{{y}}" }',
        '{ id: b, file: p.md }',
        '{ id: c, messages: [{role: user, text: "{{z}}"}], template: true }',
      ),
      { files: new Map([['p.md', { text: '{{q}}' }]]) },
    );
    assert.deepEqual(found(resolved), [
      'unresolved-variable sections.0.after {{y}}',
      'unresolved-variable sections.0.text {{x}}',
      'unresolved-variable sections.1.file {{q}}',
      'unresolved-variable sections.2.messages.0 {{z}}',
    ]);
    assert.equal(textOf(resolved), '{{x}} {{x}}{{y}}');
  });

  it('an item’s own fields first; what it lacks is empty', () => {
    const text = `variables: { id: mine, source: kb }\n${sections(
      '{ id: a, items: [{ id: i, text: "{{id}}", score: 0.5 }], itemTemplate: "{{id}}|{{text}}|{{score}}|{{asOf}}|{{source}}" }',
    )}`;
    assert.equal(textOf(resolve(text)), 'i|{{id}}|0.5||kb');
  });

  it('question: what a call gives, open while there is none', () => {
    const text = sections('{ id: a, from: call.documents, retrieval: { query: "{{question}}" } }');
    assert.deepEqual(found(resolve(text)), []);
    const call = makeCall({ messages: [say('user', 'Where?')] });
    assert.equal(resolve(text, { call }).sections[0]?.section.retrieval?.query, 'Where?');
  });

  it('with what a call recorded', () => {
    const call = makeCall({ templateVariables: { product: 'Logged {{x}}' } });
    const text = `variables: { product: Acme }\n${sections('{ id: a, text: "{{product}}" }')}`;
    assert.equal(textOf(resolve(text)), 'Acme');
    assert.equal(textOf(resolve(text, { call })), 'Logged {{x}}');
    assert.equal(textOf(resolve(text, { call, set: { product: '{{product}}' } })), '{{product}}');
  });
});

describe('resolveDocument reads files', () => {
  it('and says which it has not', () => {
    const files = new Map([['b.md', { error: 'The file b.md is missing.' }]]);
    const resolved = resolve(sections('{ id: a, file: a.md }', '{ id: b, file: b.md }'), { files });
    assert.deepEqual(found(resolved), ['missing-file sections.0.file', 'missing-file sections.1.file']);
    assert.equal(textOf(resolved), '');
  });
});

describe('resolveDocument binds', () => {
  const ALL = sections(
    '{ id: s, from: call.system }',
    '{ id: d, from: call.documents, before: "Documents:\\n" }',
    '{ id: h, from: call.history }',
    '{ id: q, from: call.query }',
    '{ id: t, from: call.tail }',
    '{ id: tools, from: call.tools }',
  );
  const messagesOf = (resolved: ResolvedDocument, id: string) => {
    const body = resolved.sections.find(({ section }) => section.id === id)?.body;
    return body?.type === 'messages' ? body.units.flatMap(({ messages }) => messages) : [];
  };

  it('nothing without a call', () => {
    const resolved = resolve(ALL);
    assert.ok(resolved.sections.every(({ body }) => body.type === 'unbound'));
    assert.deepEqual(resolved.diagnostics, []);
    assert.deepEqual(resolved.notCarried, []);
  });

  it('takes documents out of the question, with tags and frame, and binds the rest', () => {
    const asked = `Documents:\n<docs>\n<doc id="d7">${RETURNS}</doc>\n<doc id="d3">${CARDS}</doc>\n</docs>`;
    const call = makeCall({ messages: [say('user', `${asked}\n\nWhen?`)], documents: DOCUMENTS });
    const resolved = resolve(ALL, { call });
    assert.deepEqual(messagesOf(resolved, 'q'), [say('user', 'When?')]);
    assert.deepEqual(resolved.replacedByDocuments, [asked]);
    assert.equal(textOf(resolved, 1), `Documents:\n${RETURNS}\n\n${CARDS}`);
    assert.deepEqual(found(resolved), ['replaced-by-documents']);
  });

  it('takes a message of documents away whole', () => {
    const call = makeCall({
      messages: [say('user', `${RETURNS}\n\n${CARDS}\n`), say('user', 'When?')],
      documents: DOCUMENTS,
    });
    const resolved = resolve(ALL, { call });
    assert.deepEqual(messagesOf(resolved, 'h'), []);
    assert.deepEqual(messagesOf(resolved, 'q'), [say('user', 'When?')]);
    assert.equal(resolved.replacedByDocuments.length, 1);
  });

  it('empties a tool result and keeps it', () => {
    const result = (text: string) => ({
      role: 'tool' as const,
      parts: [{ type: 'toolResult' as const, id: 't', parts: text === '' ? [] : [{ type: 'text' as const, text }] }],
    });
    const asked = {
      role: 'assistant' as const,
      parts: [{ type: 'toolCall' as const, id: 't', name: 'f', arguments: '{}' }],
    };
    const call = makeCall({ messages: [say('user', 'When?'), asked, result(RETURNS)], documents: DOCUMENTS });
    assert.deepEqual(messagesOf(resolve(ALL, { call }), 't'), [asked, result('')]);
  });

  it('leaves an answer that quotes a document', () => {
    const call = makeCall({
      messages: [say('user', 'When?'), say('assistant', RETURNS), say('user', 'Sure?')],
      documents: DOCUMENTS,
    });
    const resolved = resolve(ALL, { call });
    assert.equal(messagesOf(resolved, 'h').length, 2);
    assert.deepEqual(found(resolved), ['documents-may-be-doubled']);
  });

  it('says when documents may be doubled', () => {
    const call = makeCall({ messages: [say('user', 'Summary of the returns policy. When?')], documents: DOCUMENTS });
    const resolved = resolve(ALL, { call });
    assert.deepEqual(found(resolved), ['documents-may-be-doubled']);
    assert.deepEqual(resolved.replacedByDocuments, []);
    assert.deepEqual(messagesOf(resolved, 'q'), call.messages);
  });

  it('takes nothing out where no section binds documents', () => {
    const call = makeCall({ messages: [say('user', RETURNS)], documents: DOCUMENTS });
    const resolved = resolve(sections('{ id: q, from: call.query }'), { call });
    assert.deepEqual(messagesOf(resolved, 'q'), call.messages);
  });

  it('documents that share an id get ids of their own', () => {
    const call = makeCall({ documents: [DOCUMENTS[0]!, { id: 'd7', text: CARDS }, DOCUMENTS[0]!, { id: 'd9' }] });
    const body = resolve(ALL, { call }).sections[1]?.body;
    assert.deepEqual(body?.type === 'text' && body.pieces.map(({ id, text }) => [id, text]), [
      ['d7', RETURNS],
      ['d7~2', CARDS],
    ]);
  });

  it('lists what no section carries', () => {
    const call = makeCall({
      messages: [say('system', 'S'), say('user', 'a'), say('assistant', 'b'), say('user', 'Q'), say('assistant', 'c')],
      tools: [{ name: 'f' }],
    });
    assert.deepEqual(resolve(sections('{ id: a, text: x }'), { call }).notCarried, [
      'system',
      'history (2 messages)',
      'query',
      'tail (1 message)',
      'tools (1 tool)',
    ]);
    assert.deepEqual(resolve(sections('{ id: a, from: call.messages }'), { call }).notCarried, ['tools (1 tool)']);
  });

  it('frames the query', () => {
    const call = makeCall({ messages: [say('user', 'Q', { name: 'ann' })] });
    const resolved = resolve(sections('{ id: q, from: call.query, before: "Question: ", after: "?" }'), { call });
    assert.deepEqual(messagesOf(resolved, 'q'), [say('user', 'Question: Q?', { name: 'ann' })]);
  });

  it('keeps the call’s parameters where the document states none', () => {
    const call = makeCall({
      requestedModel: 'm',
      params: { temperature: 1, seed: 7 },
      toolChoice: 'auto',
      extra: { user: 'u' },
    });
    const { document } = resolve(`params: { temperature: 0 }\n${sections('{ id: tools, from: call.tools }')}`, {
      call,
    });
    assert.deepEqual(
      [document.model, document.params, document.toolChoice, document.extra],
      ['m', { temperature: 0, seed: 7 }, 'auto', { user: 'u' }],
    );
    assert.equal(resolve(sections('{ id: a, text: x }'), { call }).document.toolChoice, undefined);
  });
});

describe('resolvePrompt', () => {
  const changed = (call: Call, prompt = 'New.\n') => asSent(resolvePrompt(prompt, call));

  it('replaces the leading system messages, in the form of the first', () => {
    const extra = { contentForm: 'parts' };
    const rest = [say('user', 'Hi'), say('system', 'mid')];
    const call = makeCall({ messages: [say('developer', 'Old', { extra }), say('system', 'Older'), ...rest] });
    assert.deepEqual(changed(call), { ...requestOf(call), messages: [say('developer', 'New.', { extra }), ...rest] });
  });

  it('replaces the system field and the leading system messages', () => {
    const call = makeCall({
      system: [{ type: 'text', text: 'Old' }],
      messages: [say('system', 'Older'), say('user', 'Hi')],
    });
    assert.deepEqual(changed(call), {
      ...requestOf(call),
      system: [{ type: 'text', text: 'New.' }],
      messages: [say('user', 'Hi')],
    });
  });

  it('is put first where there is none', () => {
    const call = makeCall({ messages: [say('user', 'Hi')], params: { seed: 7 }, tools: [{ name: 'f' }] });
    assert.deepEqual(changed(call), { ...requestOf(call), messages: [say('system', 'New.'), ...call.messages] });
  });

  it('keeps documents in the messages as they were', () => {
    const call = makeCall({ messages: [say('system', 'Old'), say('user', `${RETURNS}\n\nQ`)], documents: DOCUMENTS });
    assert.deepEqual(changed(call).messages, [say('system', 'New.'), call.messages[1]]);
  });

  it('fills in what the call recorded and warns of the rest', () => {
    const call = makeCall({ templateVariables: { product: 'Acme' } });
    const { diagnostics } = resolvePrompt('{{product}} {{x}}', call);
    assert.deepEqual(changed(call, '{{product}} {{x}}').messages, [say('system', 'Acme {{x}}')]);
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [['unresolved-variable', 'warning']],
    );
  });
});
