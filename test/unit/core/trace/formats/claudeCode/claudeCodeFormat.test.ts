import assert from 'node:assert/strict';
import { claudeCodeFormat } from '../../../../../../src/core/trace/formats/claudeCode/claudeCodeFormat';
import type { JsonObject, JsonValue } from '../../../../../../src/core/trace/model';
import { callsIn, ignoredIn, readValues, wordsOf } from '../../../../../support/readRecords';

type Fields = JsonObject;
const line = (type: string, uuid: string, parentUuid: string | null, fields: Fields = {}): JsonObject => ({
  type,
  uuid,
  parentUuid,
  sessionId: 's',
  ...fields,
});
const user = (uuid: string, parent: string | null, content: JsonValue = uuid, fields: Fields = {}): JsonObject =>
  line('user', uuid, parent, { message: { role: 'user', content }, ...fields });
const assistant = (uuid: string, parent: string | null, message: Fields = {}, fields: Fields = {}): JsonObject =>
  line('assistant', uuid, parent, {
    message: {
      id: `msg_${uuid}`,
      role: 'assistant',
      model: 'claude-x',
      content: [{ type: 'text', text: uuid }],
      ...message,
    },
    ...fields,
  });
const toolUse = (id: string): JsonValue => ({ type: 'tool_use', id, name: 'f', input: {} });
const result = (id: string): JsonValue => [{ type: 'tool_result', tool_use_id: id, content: `result of ${id}` }];

const read = (...values: JsonValue[]) => {
  const fragments = readValues(claudeCodeFormat, values);
  return { calls: callsIn(fragments), ignored: ignoredIn(fragments) };
};
const contexts = (...values: JsonValue[]): string[][] => read(...values).calls.map(({ messages }) => wordsOf(messages));

describe('claude code: context of a call', () => {
  it('is its ancestors, not what stands before it', () => {
    const found = contexts(user('u1', null), assistant('a1', 'u1'), user('edited', null), assistant('a2', 'edited'));
    assert.deepEqual(found, [['user: u1'], ['user: edited']]);
  });

  it('passes through lines that are no message', () => {
    const found = contexts(
      user('u1', null),
      line('progress', 'p1', 'u1'),
      line('system', 's1', 'p1'),
      assistant('a1', 's1'),
    );
    assert.deepEqual(found, [['user: u1']]);
  });

  it('starts at the last compaction', () => {
    const boundary = line('system', 'b', null, { subtype: 'compact_boundary', logicalParentUuid: 'a1' });
    const summary = user('summary', 'b', 'what happened', { isCompactSummary: true });
    const found = contexts(user('u1', null), assistant('a1', 'u1'), boundary, summary, assistant('a2', 'summary'));
    assert.deepEqual(found, [['user: u1'], ['user: what happened']]);
  });

  it('holds an answer of several lines once, whole', () => {
    const lines = [
      user('u1', null),
      assistant('a1', 'u1', { id: 'm', content: [{ type: 'thinking', thinking: 'hm', signature: 's' }] }),
      assistant('a2', 'a1', { id: 'm', content: [toolUse('t')] }),
      user('r', 'a2', result('t')),
      assistant('a3', 'r', { id: 'n' }),
    ];
    const { calls } = read(...lines);
    assert.deepEqual(
      calls.map(({ responseId }) => responseId),
      ['m', 'n'],
    );
    assert.deepEqual(wordsOf(calls[0]!.output), ['assistant: <reasoning> <toolCall>']);
    assert.deepEqual(wordsOf(calls[1]!.messages), [
      'user: u1',
      'assistant: <reasoning> <toolCall>',
      'user: <toolResult>',
    ]);
  });

  it('holds the results of all parallel tool calls', () => {
    const { calls } = read(
      user('u1', null),
      assistant('a1', 'u1', { id: 'm', content: [toolUse('t1')] }),
      assistant('a2', 'a1', { id: 'm', content: [toolUse('t2')] }),
      user('r1', 'a1', result('t1')),
      user('r2', 'a2', result('t2')),
      assistant('a3', 'r2', { id: 'n' }),
    );
    const ids = calls[1]!.messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'toolResult' ? [part.id] : [])),
    );
    assert.deepEqual(ids, ['t1', 't2']);
  });

  it('leaves out what the API refused', () => {
    const failed = assistant(
      'e',
      'u1',
      { model: '<synthetic>', content: [{ type: 'text', text: 'API Error: 529' }] },
      { isApiErrorMessage: true },
    );
    const { calls } = read(user('u1', null), failed, user('u2', 'e'), assistant('a', 'u2'));
    assert.deepEqual([calls[0]?.error, calls[0]?.output], [{ message: 'API Error: 529' }, []]);
    assert.deepEqual(wordsOf(calls[1]!.messages), ['user: u1', 'user: u2']);
  });

  it('of a sub-agent is its own', () => {
    const side = { isSidechain: true };
    const found = contexts(
      user('u1', null),
      assistant('a1', 'u1'),
      user('task', null, 'task', side),
      assistant('a2', 'task', {}, side),
    );
    assert.deepEqual(found, [['user: u1'], ['user: task']]);
  });

  it('is missing where the log does not say it', () => {
    const gaps = (...values: JsonValue[]) =>
      read(...values).calls.flatMap(({ replayability }) => replayability.fields.slice(2));
    assert.equal(gaps(assistant('a', null))[0]?.state, 'missing');
    assert.match(gaps(assistant('a', 'gone'))[0]?.reason ?? '', /gone/);
    assert.match(gaps(user('u', 'a'), assistant('a', 'u'))[0]?.reason ?? '', /circle/);
  });

  it('is guessed where attachments were sent too', () => {
    const { calls } = read(user('u', null), line('attachment', 't', 'u'), assistant('a', 't'));
    assert.deepEqual(
      calls[0]?.replayability.fields.map(({ path, state }) => `${path} ${state}`),
      ['system missing', 'tools missing', 'messages guessed'],
    );
  });
});

describe('claude code: a call', () => {
  it('has the highest usage of its lines, and says that it may be too low', () => {
    const usage = (output: number): Fields => ({
      id: 'm',
      usage: { input_tokens: 2, cache_read_input_tokens: 10, output_tokens: output },
    });
    const { calls } = read(user('u', null), assistant('a1', 'u', usage(1)), assistant('a2', 'a1', usage(40)));
    assert.deepEqual(calls[0]?.usage, { input: 12, output: 40, cached: 10, note: 'as logged, may undercount' });
  });

  it('lasts from the line before it to its last line', () => {
    const at = (second: number): Fields => ({ timestamp: `2026-01-01T00:00:0${second}.000Z` });
    const { calls } = read(
      user('u', null, 'u', at(1)),
      assistant('a1', 'u', { id: 'm' }, at(3)),
      assistant('a2', 'a1', { id: 'm' }, at(4)),
    );
    assert.deepEqual([calls[0]?.durationMs, calls[0]?.startTime], [3000, Date.parse('2026-01-01T00:00:01Z')]);
  });

  it('is found again from its own sources', () => {
    const lines = [
      user('other', null),
      user('u', null),
      line('progress', 'p', 'u'),
      assistant('a1', 'p', { content: [toolUse('t')] }),
      user('r', 'a1', result('t')),
      assistant('a2', 'r'),
      user('later', 'a2'),
    ];
    const last = read(...lines).calls[1]!;
    assert.deepEqual(
      last.sources.map(({ line: number, role }) => `${number ?? 0} ${role}`),
      ['2 message', '3 message', '4 message', '5 message', '6 output'],
    );
    const again = read(...last.sources.map(({ line: number }) => lines[(number ?? 0) - 1] ?? null)).calls[1]!;
    assert.deepEqual(again.messages, last.messages);
  });

  it('of a long session costs what its own context costs', () => {
    const lines: JsonValue[] = [];
    for (let i = 0; i < 3000; i++) {
      lines.push(user(`u${i}`, i === 0 ? null : `a${i - 1}`, 'hi'), assistant(`a${i}`, `u${i}`));
    }
    const { calls } = read(...lines);
    assert.equal(calls.length, 3000);
    // 9 million messages if every context were made at once; a getter makes one.
    assert.ok('get' in (Object.getOwnPropertyDescriptor(calls[0], 'messages') ?? {}));
    assert.equal(calls.at(-1)?.messages.length, 5999);
  });
});

describe('claude code: lines', () => {
  it('that are no call are counted by what they are', () => {
    const { calls, ignored } = read(
      user('u', null),
      { type: 'summary', summary: 's', leafUuid: 'x' },
      { type: 'queue-operation', sessionId: 's' },
      line('user', 'bad', null, { message: 'error' }),
      assistant('syn', 'u', { model: '<synthetic>' }),
    );
    assert.equal(calls.length, 0);
    assert.deepEqual(ignored, [
      'summary line',
      'queue-operation line',
      'user line without a message',
      'synthetic answer: no request was made',
    ]);
  });

  it('that repeat a uuid count once, a damaged one gives way', () => {
    const damaged = line('user', 'u', null, { message: 'error' });
    const { calls, ignored } = read(damaged, user('u', null), user('u', null), assistant('a', 'u'));
    assert.deepEqual(wordsOf(calls[0]!.messages), ['user: u']);
    assert.deepEqual(ignored, ['user line without a message', 'repeated line (same uuid)']);
  });

  it('of the web come in one value', () => {
    const { calls } = read({ loglines: [user('u', null), assistant('a', 'u'), 'odd', 42, null] });
    assert.deepEqual(wordsOf(calls[0]!.messages), ['user: u']);
    assert.equal(calls[0]?.sources.length, 2);
  });

  it('of stream-json follow each other', () => {
    const say = (type: string, content: JsonValue, id?: string): JsonObject => ({
      type,
      session_id: 's',
      parent_tool_use_id: null,
      message: { role: type, content, ...(id !== undefined && { id }) },
    });
    const { calls } = read(
      { type: 'system', subtype: 'init', session_id: 's', tools: ['Bash'], model: 'claude-x' },
      say('assistant', [toolUse('t')], 'm1'),
      say('user', result('t')),
      say('assistant', [{ type: 'text', text: 'done' }], 'm2'),
      { type: 'result', session_id: 's', result: 'done' },
    );
    assert.deepEqual(
      calls.map(({ messages }) => wordsOf(messages)),
      [[], ['assistant: <toolCall>', 'user: <toolResult>']],
    );
    // The prompt was an argument of the command.
    assert.deepEqual(calls[1]?.replayability.fields.at(-1)?.path, 'messages');
  });

  const known: [what: string, value: JsonValue, isKnown: boolean][] = [
    ['a session line', user('u', null), true],
    ['a summary', { type: 'summary', leafUuid: 'x' }, true],
    ['an object of another kind', { silly: 'this' }, false],
    ['a text', 'massive error', false],
    ['a number', 42, false],
  ];
  for (const [what, value, isKnown] of known) {
    it(`${what} is ${isKnown ? '' : 'not '}known`, () => assert.equal(claudeCodeFormat.detect(value), isKnown));
  }
});
