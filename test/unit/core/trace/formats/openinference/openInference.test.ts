import assert from 'node:assert/strict';
import type { JsonObject } from '../../../../../../src/core/trace/model';
import { spansRequest } from '../../../../../support/otlp';
import { gapsIn, joinOne, said } from '../../../../../support/joined';

const LLM = { 'openinference.span.kind': 'LLM' };
const json = (side: 'input' | 'output', value: object): JsonObject => ({
  [`${side}.value`]: JSON.stringify(value),
  [`${side}.mime_type`]: 'application/json',
});
const callOf = (attributes: JsonObject) =>
  joinOne(spansRequest([{ id: 'a', attributes: { ...LLM, ...attributes } }])).calls[0]!;

describe('OpenInference', () => {
  it('the raw request and response win over the flattened messages', () => {
    const call = callOf({
      ...json('input', {
        model: 'gpt',
        messages: [{ role: 'user', content: 'exact' }],
        temperature: 0,
        tools: [{ type: 'function', function: { name: 'f' } }],
        user: 'u',
      }),
      ...json('output', {
        id: 'r',
        model: 'gpt-1',
        choices: [{ message: { role: 'assistant', content: 'A' }, finish_reason: 'stop' }],
      }),
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': 'flattened',
      'llm.token_count.prompt': 12,
      'llm.token_count.prompt_details.cache_read': 5,
    });
    assert.equal(call.format, 'otlp-openinference');
    assert.deepEqual([...said(call), ...said(call, 'output')], ['user: exact', 'assistant: A']);
    assert.deepEqual([call.requestedModel, call.servedModel, call.responseId], ['gpt', 'gpt-1', 'r']);
    assert.deepEqual([call.params, call.extra, call.tools[0]?.name], [{ temperature: 0 }, { user: 'u' }, 'f']);
    assert.deepEqual(call.usage, { input: 12, cached: 5 });
    assert.deepEqual(gapsIn(call), []);
  });

  it("Anthropic's request keeps its separate system field", () => {
    const call = callOf({
      'llm.provider': 'anthropic',
      ...json('input', { model: 'claude', max_tokens: 5, system: 'S', messages: [{ role: 'user', content: 'Q' }] }),
      ...json('output', {
        type: 'message',
        id: 'm1',
        role: 'assistant',
        content: [{ type: 'text', text: 'A' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 1, cache_read_input_tokens: 9 },
      }),
    });
    assert.deepEqual(call.system, [{ type: 'text', text: 'S' }]);
    assert.deepEqual([...said(call), ...said(call, 'output')], ['user: Q', 'assistant: A']);
    assert.equal(call.usage.input, 10);
  });

  it('an exact request without tools was sent without tools', () => {
    const messages = [
      { role: 'user', content: 'Q' },
      { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    ];
    const call = callOf({
      ...json('input', { model: 'm', messages }),
      'output.value': 'A',
      'output.mime_type': 'text/plain',
    });
    assert.deepEqual(gapsIn(call), []);
    assert.deepEqual(said(call, 'output'), ['assistant: A']);
  });

  it('flattened: order of numbers, contents, tool calls once, results', () => {
    const call = callOf({
      'llm.model_name': 'm',
      // No provider's request: LangChain's own serialisation.
      ...json('input', { messages: [[{ lc: 1 }]] }),
      'llm.input_messages.10.message.role': 'tool',
      'llm.input_messages.10.message.content': 'sunny',
      'llm.input_messages.10.message.tool_call_id': 'c1',
      'llm.input_messages.2.message.role': 'assistant',
      'llm.input_messages.2.message.contents.0.message_content.type': 'text',
      'llm.input_messages.2.message.contents.0.message_content.text': 'Let me look.',
      'llm.input_messages.2.message.contents.1.message_content.type': 'tool_use',
      'llm.input_messages.2.message.contents.1.tool_call.id': 'c1',
      'llm.input_messages.2.message.contents.1.tool_call.function.name': 'look',
      'llm.input_messages.2.message.contents.1.tool_call.function.arguments': '{}',
      'llm.input_messages.2.message.tool_calls.0.tool_call.id': 'c1',
      'llm.input_messages.2.message.tool_calls.0.tool_call.function.name': 'look',
      'llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments': '{}',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.contents.0.message_content.type': 'image',
      'llm.input_messages.0.message.contents.0.message_content.image.image.url': 'https://x/y.png',
      'llm.tools.0.tool.json_schema': '{"name":"look","input_schema":{"type":"object"}}',
      'llm.invocation_parameters': '{"model":"m","temperature":0.5,"_type":"openai-chat"}',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': 'Sunny.',
    });
    assert.deepEqual(
      [...said(call), ...said(call, 'output')],
      ['user: image', 'assistant: Let me look. look({})', 'tool: =sunny', 'assistant: Sunny.'],
    );
    assert.deepEqual([call.params, call.extra], [{ temperature: 0.5 }, undefined]);
    assert.deepEqual(
      call.tools.map(({ name, parameters }) => [name, parameters]),
      [['look', { type: 'object' }]],
    );
  });

  it('the Responses API: one answer of several items, and a mark', () => {
    const call = callOf({
      ...json('input', { model: 'm', input: 'Q', instructions: 'S' }),
      'llm.invocation_parameters': '{"model":"m","instructions":"S","temperature":1}',
      ...json('output', { object: 'response', id: 'resp_1' }),
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': 'Q',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.contents.0.message_content.type': 'reasoning',
      'llm.output_messages.0.message.contents.0.message_content.text': 'Hm.',
      'llm.output_messages.1.message.role': 'assistant',
      'llm.output_messages.1.message.content': 'A',
    });
    assert.deepEqual(said(call, 'output'), ['assistant: <reasoning> Hm. A']);
    assert.deepEqual([call.params, call.extra, call.responseId], [{ temperature: 1 }, undefined, 'resp_1']);
    assert.deepEqual(gapsIn(call), ['messages guessed']);
  });

  it('two choices stay two answers', () => {
    const call = callOf({
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': 'A',
      'llm.output_messages.1.message.role': 'assistant',
      'llm.output_messages.1.message.content': 'B',
    });
    assert.deepEqual(said(call, 'output'), ['assistant: A', 'assistant: B']);
  });

  it('a raw request that was cut off is marked', () => {
    const cut = { 'input.value': '{"messages":[{"role":"user","content":"Q', 'input.mime_type': 'application/json' };
    assert.ok(gapsIn(callOf(cut)).includes('messages truncated'));
    const flattened = { 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': 'Q' };
    assert.ok(gapsIn(callOf({ ...cut, ...flattened })).includes('messages guessed'));
  });

  it('retrieved and reranked documents, template variables, session, tags', () => {
    const { calls } = joinOne(
      spansRequest([
        {
          id: 'r',
          from: 0,
          to: 1,
          attributes: {
            'openinference.span.kind': 'RETRIEVER',
            'retrieval.documents.0.document.id': 'd1',
            'retrieval.documents.0.document.content': 'Text.',
            'retrieval.documents.0.document.score': 0.7,
            'retrieval.documents.0.document.metadata': '{"source":"kb.md","page":2}',
          },
        },
        {
          id: 'a',
          from: 2,
          to: 3,
          attributes: {
            ...LLM,
            'session.id': 's',
            'tag.tags': ['x'],
            'llm.prompt_template.variables': '{"q":"Q","n":1}',
          },
        },
      ]),
    );
    const call = calls[0]!;
    assert.deepEqual(
      call.documents.map(({ id, text, score, source, metadata }) => [id, text, score, source, metadata]),
      [['d1', 'Text.', 0.7, 'kb.md', { source: 'kb.md', page: 2 }]],
    );
    assert.deepEqual([call.sessionId, call.tags, call.templateVariables], ['s', ['x'], { q: 'Q', n: '1' }]);
  });
});
