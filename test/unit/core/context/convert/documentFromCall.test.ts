import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { documentFromCall, valueFromCall } from '../../../../../src/core/context/convert/documentFromCall';
import { differencesFrom, requestOfValue } from '../../../../../src/core/context/convert/requestProof';
import { parseContextDocument } from '../../../../../src/core/context/parse';
import { readSource } from '../../../../../src/core/context/yaml';
import type { Call, JsonObject } from '../../../../../src/core/trace/model';
import { calls, makeCall, say } from '../../../../support/anyCall';

const DOCUMENTS = [
  { id: 'returns', text: 'Returns are taken for 30 days.', score: 0.9 },
  { id: 'stores', text: 'There are stores in Linden\nand in Arden.', score: 0.5 },
];
const BLOCK =
  '<doc id="returns">Returns are taken for 30 days.</doc>\n<doc id="stores">There are stores in Linden\nand in Arden.</doc>';

const sectionsOf = (call: Call): JsonObject[] => valueFromCall(call).value['sections'] as JsonObject[];
const section = (call: Call, id: string): JsonObject | undefined => sectionsOf(call).find((each) => each['id'] === id);

describe('document from a call: the request', function () {
  this.timeout(60_000);

  it('is the logged one, for any call', () => {
    fc.assert(
      fc.property(calls, (call) => {
        const { value, lost } = valueFromCall(call);
        const differences = differencesFrom(requestOfValue(value, call), call);
        assert.deepEqual(differences, [], JSON.stringify(value));
        assert.ok(!lost.some((line) => line.includes('does not give')));
      }),
      { numRuns: 500 },
    );
  });

  it('is written so that its text is the document', () => {
    fc.assert(
      fc.property(calls, fc.constantFrom('yaml' as const, 'json' as const), (call, format) => {
        const { text } = documentFromCall(call, { trace: 'logs/a.jsonl', format });
        const parsed = parseContextDocument(text, format);
        const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, [], text);
        const written = { ...(readSource(text, format).root?.value as JsonObject) };
        delete written['x-notKept'];
        assert.deepEqual(written, valueFromCall(call, 'logs/a.jsonl').value);
      }),
      { numRuns: 100 },
    );
  });
});

describe('document from a call: instructions', () => {
  it('are texts in the order of the messages', () => {
    const call = makeCall({ messages: [say('system', 'Be brief.'), say('developer', 'Be kind.'), say('user', 'hi')] });
    assert.deepEqual(
      sectionsOf(call).map((each) => [each['id'], each['role'], each['text']]),
      [
        ['instructions', undefined, 'Be brief.'],
        ['instructions-2', 'developer', 'Be kind.'],
        ['tools', undefined, undefined],
        ['history', undefined, undefined],
        ['question', undefined, undefined],
        ['turn', undefined, undefined],
      ],
    );
  });

  it('hold literal braces as they are', () => {
    const call = makeCall({ messages: [say('system', 'Write {{name}} and {{{x}}}.')] });
    assert.equal(section(call, 'instructions')?.['text'], 'Write {{{{name}} and {{{{{x}}}.');
  });

  it('name the variables that the call recorded', () => {
    const messages = [say('system', 'You help Acme. Acmes are {{odd}}.'), say('user', 'hi')];
    const { value } = valueFromCall(makeCall({ messages, templateVariables: { product: 'Acme', n: '1' } }));
    assert.deepEqual(value['variables'], { product: 'Acme' });
    assert.equal((value['sections'] as JsonObject[])[0]?.['text'], 'You help {{product}}. Acmes are {{{{odd}}.');
  });

  it('of a separate field are merged into one message', () => {
    const call = makeCall({
      system: [
        { type: 'text', text: 'A.' },
        { type: 'text', text: 'B.' },
      ],
      messages: [say('user', 'hi')],
    });
    assert.equal(section(call, 'instructions-2')?.['merge'], true);
  });

  it('keep what a text cannot say as a message', () => {
    const call = makeCall({ messages: [say('system', 'A.', { name: 'ann' })] });
    assert.deepEqual(section(call, 'instructions')?.['messages'], [{ role: 'system', name: 'ann', text: 'A.' }]);
  });

  it('say which fields of the separate field are not sent', () => {
    const system = [{ type: 'text' as const, text: 'A.', extra: { cache_control: { type: 'ephemeral' } } }];
    const { lost, value } = valueFromCall(makeCall({ system }));
    assert.deepEqual(lost, ['Of the separate system field, cache_control is kept as x-extra and not sent.']);
    assert.deepEqual((value['sections'] as JsonObject[])[0]?.['x-extra'], { cache_control: { type: 'ephemeral' } });
  });
});

describe('document from a call: retrieved documents', () => {
  const bound = (messages: Call['messages'], more: Partial<Call> = {}): JsonObject | undefined =>
    section(makeCall({ messages, documents: DOCUMENTS, ...more }), 'documents');

  it('in a message of their own are bound, with the text around and between them', () => {
    const found = bound([say('user', `Documents:\n${BLOCK}`), say('user', 'May I?')]);
    assert.deepEqual(found, {
      id: 'documents',
      kind: 'documents',
      overflow: 'drop-lowest-score',
      before: 'Documents:\n',
      itemTemplate: '<doc id="{{id}}">{{text}}</doc>',
      separator: '\n',
      from: 'call.documents',
    });
  });

  it('before the question are bound, and the question is merged to them', () => {
    const call = makeCall({ messages: [say('user', `Read this.\n\n${BLOCK}\n\nMay I?`)], documents: DOCUMENTS });
    assert.equal(section(call, 'documents')?.['before'], 'Read this.\n\n');
    assert.deepEqual(section(call, 'question'), { id: 'question', from: 'call.query', required: true, merge: true });
  });

  it('after the question are merged to it', () => {
    const call = makeCall({ messages: [say('user', `May I?\n\n${BLOCK}`)], documents: DOCUMENTS });
    assert.equal(section(call, 'documents')?.['merge'], true);
    assert.deepEqual(
      sectionsOf(call).map(({ id }) => id),
      ['tools', 'history', 'question', 'documents', 'turn'],
    );
  });

  it('in the system text are bound between its parts', () => {
    const call = makeCall({
      messages: [say('system', `Answer from these:\n\n${BLOCK}\n\nBe brief.`), say('user', 'hi')],
      documents: DOCUMENTS,
    });
    assert.deepEqual(
      sectionsOf(call).map((each) => [each['id'], each['text']]),
      [
        ['instructions', 'Answer from these:\n'],
        ['documents', undefined],
        ['instructions-2', 'Be brief.'],
        ['tools', undefined],
        ['history', undefined],
        ['question', undefined],
        ['turn', undefined],
      ],
    );
  });

  it('inside tags of their own are bound with the tags', () => {
    const found = bound([say('user', `<docs>\n${BLOCK}\n</docs>\n\nMay I?`)]);
    assert.equal(found?.['before'], '<docs>\n');
    assert.equal(found['after'], '\n</docs>');
  });

  const unbound: [what: string, messages: Call['messages'], why: RegExp][] = [
    [
      'that are numbered',
      [say('user', '[1] Returns are taken for 30 days.\n[2] There are stores in Linden\nand in Arden.\n\nMay I?')],
      /no template gives/,
    ],
    ['of which one is missing', [say('user', 'Returns are taken for 30 days.\n\nMay I?')], /hold 1 of the 2/],
    ['that stand nowhere', [say('user', 'May I?')], /word for word in no message/],
    ['in two messages', [say('user', BLOCK), say('user', `${BLOCK}\n\nMay I?`)], /several messages/],
    [
      'in a tool result',
      [
        say('user', 'May I?'),
        { role: 'tool', parts: [{ type: 'toolResult', parts: [{ type: 'text', text: BLOCK }] }] },
      ],
      /more than a text/,
    ],
    [
      'in another order',
      [say('user', 'There are stores in Linden\nand in Arden.\n\nReturns are taken for 30 days.')],
      /order of the search/,
    ],
  ];
  for (const [what, messages, why] of unbound) {
    it(`${what} stay in the message, and that is said`, () => {
      const call = makeCall({ messages, documents: DOCUMENTS });
      assert.equal(section(call, 'documents'), undefined);
      assert.match(valueFromCall(call).lost.join('\n'), why);
    });
  }
});

describe('document from a call: what is said', () => {
  it('names the call, what the log lacks, and what each call brings along', () => {
    const replayability = {
      level: 'incomplete' as const,
      fields: [{ path: 'tools', state: 'missing' as const, reason: 'not logged' }],
    };
    const call = makeCall({ messages: [say('user', 'hi')], toolChoice: 'auto', extra: { user: 'u1' }, replayability });
    const { text } = documentFromCall(call, { trace: 'a.jsonl' });
    assert.match(text, /^# Made from the logged call c1 of a\.jsonl\./);
    assert.match(text, /# - The log itself: tools is missing \(not logged\)\./);
    assert.match(text, /# As each call has it, unless it is written here: toolChoice \(here "auto"\), extra\.user\./);
  });

  it('takes the reserve from the longest answer that was asked for', () => {
    assert.equal(valueFromCall(makeCall({ params: { max_tokens: 300 } })).value['reserve'], 300);
  });
});
