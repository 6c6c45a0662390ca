import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../src/core/trace/model';
import { OUTER, REPEATED } from '../../../../src/core/trace/leaves';
import { LLM, logsRequest, spanId, spansRequest, START_MS } from '../../../support/otlp';
import { gapsIn, joinFiles, joinOne, reasons, said } from '../../../support/joined';

const TEXT = (text: string): JsonValue => JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]);
const ANSWER = (text: string): JsonValue =>
  JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: text }] }]);
const ids = ({ rows }: ReturnType<typeof joinOne>): string[] => rows.map(({ row }) => row.id);

describe('join', () => {
  it('only the leaf of nested llm spans is a call', () => {
    const joined = joinOne(
      spansRequest([
        { id: 'outer', attributes: LLM },
        { id: 'step', parent: 'outer', attributes: { 'gen_ai.operation.name': 'agent_step' } },
        { id: 'inner', parent: 'step', attributes: LLM },
      ]),
    );
    assert.deepEqual(ids(joined), [spanId('inner')]);
    assert.deepEqual(reasons(joined.ignored), { [OUTER]: 1, 'span is no model call (chain)': 1 });
  });

  it('a model that a tool runs does not hide the call that asked for the tool', () => {
    const tool = { 'gen_ai.operation.name': 'execute_tool' };
    const joined = joinOne(
      spansRequest([
        { id: 'a', attributes: LLM },
        { id: 'tool', parent: 'a', attributes: tool },
        { id: 'b', parent: 'tool', attributes: LLM },
      ]),
    );
    assert.deepEqual(ids(joined), [spanId('a'), spanId('b')]);
  });

  it('spans that point at each other in a circle end', () => {
    const joined = joinOne(
      spansRequest([
        { id: 'a', parent: 'b', attributes: LLM },
        { id: 'b', parent: 'a' },
      ]),
    );
    assert.deepEqual(ids(joined), [spanId('a')]);
  });

  describe('the same call told by two instrumentations', () => {
    const outer = (attributes = {}) =>
      spansRequest(
        [
          {
            id: 'chain',
            from: 0,
            to: 100,
            attributes: { ...LLM, 'gen_ai.output.messages': ANSWER('Yes.'), ...attributes },
          },
        ],
        'langchain',
      );
    const inner = (attributes = {}) =>
      spansRequest(
        [
          {
            id: 'http',
            from: 10,
            to: 90,
            attributes: { ...LLM, 'gen_ai.output.messages': ANSWER('Yes.'), ...attributes },
          },
        ],
        'openai',
      );

    it('is one call: the inner one in time', () => {
      const joined = joinOne(outer(), inner());
      assert.deepEqual(ids(joined), [spanId('http')]);
      assert.deepEqual(reasons(joined.ignored), { [REPEATED]: 1 });
    });

    it('is two calls where the response ids differ', () =>
      assert.equal(
        joinOne(outer({ 'gen_ai.response.id': 'r1' }), inner({ 'gen_ai.response.id': 'r2' })).rows.length,
        2,
      ));

    it('is two calls where the answers differ', () =>
      assert.equal(joinOne(outer(), inner({ 'gen_ai.output.messages': ANSWER('No.') })).rows.length, 2));
  });

  it('message events join their span by trace and span id, in record order, across records and files', () => {
    const joined = joinFiles({
      'logs.jsonl': [
        logsRequest([
          { span: 'a', name: 'gen_ai.system.message', body: { content: 'Be brief.' } },
          { span: 'a', name: 'gen_ai.user.message', body: { content: 'Hi' } },
        ]),
        logsRequest([
          { span: 'a', name: 'gen_ai.choice', body: { finish_reason: 'stop', message: { content: 'Hello' } } },
        ]),
      ],
      'spans.jsonl': [spansRequest([{ id: 'a', from: 0, to: 5, attributes: LLM }])],
    });
    assert.equal(joined.calls.length, 1);
    const call = joined.calls[0]!;
    assert.deepEqual([...said(call), ...said(call, 'output')], ['system: Be brief.', 'user: Hi', 'assistant: Hello']);
    assert.deepEqual(call.finishReasons, ['stop']);
    assert.equal(call.startTime, START_MS);
    assert.deepEqual(gapsIn(call), []);
    assert.equal(joined.rows[0]?.row.messageCount, 2);
    assert.deepEqual(
      call.sources.map(({ path, line, role }) => `${path}:${line ?? ''} ${role}`),
      ['spans.jsonl:1 span', 'logs.jsonl:1 message', 'logs.jsonl:2 message'],
    );
  });

  it('the same message events in two files count once, a repeated message in one file twice', () => {
    const logs = logsRequest([
      { span: 'a', name: 'gen_ai.user.message', body: { content: 'again' } },
      { span: 'a', name: 'gen_ai.user.message', body: { content: 'again' } },
    ]);
    const joined = joinFiles({ 'a.jsonl': [logs], 'copy.jsonl': [logs] });
    assert.deepEqual(said(joined.calls[0]), ['user: again', 'user: again']);
  });

  it('log records whose span is not there make a call without times', () => {
    const joined = joinOne(logsRequest([{ span: 'a', name: 'gen_ai.user.message', body: { content: 'Hi' } }]));
    assert.deepEqual(ids(joined), [spanId('a')]);
    assert.equal(joined.calls[0]?.startTime, undefined);
    assert.deepEqual(gapsIn(joined.calls[0]), ['output missing', 'requestedModel missing']);
  });

  it('content that was captured nowhere is said to be missing', () => {
    const [call] = joinOne(spansRequest([{ id: 'a', attributes: LLM }])).calls;
    assert.deepEqual(gapsIn(call), ['messages missing', 'output missing']);
    assert.equal(call?.replayability.level, 'incomplete');
  });

  it('a system text that is written twice was sent once', () => {
    const span = spansRequest([{ id: 'a', attributes: { ...LLM, 'gen_ai.system_instructions': 'Be brief.' } }]);
    const logs = logsRequest([
      { span: 'a', name: 'gen_ai.system.message', body: { content: 'Be brief.' } },
      { span: 'a', name: 'gen_ai.user.message', body: { content: 'Hi' } },
    ]);
    const [call] = joinOne(span, logs).calls;
    assert.equal(call?.system, undefined);
    assert.deepEqual(said(call), ['system: Be brief.', 'user: Hi']);
  });

  describe('documents', () => {
    const retrieval = (id: string, from: number | undefined, to: number | undefined) => ({
      id,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      attributes: {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.retrieval.documents': JSON.stringify([{ id: `doc-${id}`, score: 0.8, content: 'Text.' }]),
      },
    });
    const documentIds = (...spans: Parameters<typeof spansRequest>[0]): (string | undefined)[] => {
      const { calls, rows } = joinOne(spansRequest(spans));
      assert.equal(rows[0]?.row.documentCount, calls[0]?.documents.length);
      return calls[0]?.documents.map(({ id }) => id) ?? [];
    };

    it('of the same trace that ended before the call', () =>
      assert.deepEqual(
        documentIds(retrieval('1', 0, 10), { id: 'a', from: 20, to: 30, attributes: LLM }, retrieval('2', 25, 26)),
        ['doc-1'],
      ));

    it('all of the trace where times are unknown', () =>
      assert.deepEqual(documentIds({ id: 'a', attributes: LLM }, retrieval('1', undefined, undefined)), ['doc-1']));

    it('have their scores, and are not shared with another trace', () => {
      const { calls } = joinOne(
        spansRequest([retrieval('1', 0, 1), { id: 'a', from: 2, to: 3, attributes: LLM }]),
        spansRequest([{ id: 'b', trace: 'other', from: 2, to: 3, attributes: LLM }]),
      );
      assert.deepEqual(calls[0]?.documents, [{ id: 'doc-1', text: 'Text.', score: 0.8, spanId: spanId('1') }]);
      assert.deepEqual(calls[1]?.documents, []);
    });
  });

  it('session and user come from the trace, feedback by its span', () => {
    const { calls, rows } = joinOne(
      spansRequest([
        { id: 'a', parent: 'root', attributes: LLM },
        { id: 'b', parent: 'root', attributes: LLM },
        { id: 'root', attributes: { 'session.id': 's-1', 'user.id': 'u-1' } },
      ]),
      logsRequest([
        {
          span: 'a',
          name: 'gen_ai.evaluation.result',
          attributes: { 'gen_ai.evaluation.name': 'relevance', 'gen_ai.evaluation.score.value': 0.5 },
        },
      ]),
    );
    assert.deepEqual(
      calls.map(({ sessionId, userId }) => [sessionId, userId]),
      [
        ['s-1', 'u-1'],
        ['s-1', 'u-1'],
      ],
    );
    assert.equal(rows[1]?.row.sessionId, 's-1');
    assert.deepEqual(
      calls.map(({ feedback }) => feedback),
      [[{ name: 'relevance', value: 0.5 }], []],
    );
  });

  it('a span that is exported twice is two calls, the second with ~2', () => {
    const span = spansRequest([{ id: 'a', attributes: { ...LLM, 'gen_ai.input.messages': TEXT('Hi') } }]);
    assert.deepEqual(ids(joinOne(span, span)), [spanId('a'), `${spanId('a')}~2`]);
  });
});
