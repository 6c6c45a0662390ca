import assert from 'node:assert/strict';
import { langfuseFormat } from '../../../../../../src/core/trace/formats/langfuse/langfuseFormat';
import type { JsonObject, JsonValue } from '../../../../../../src/core/trace/model';
import { callsIn, ignoredIn, readValues, spansIn, wordsOf } from '../../../../../support/readRecords';

const observation = (fields: JsonObject = {}): JsonObject => ({
  id: 'o1',
  traceId: 't1',
  type: 'GENERATION',
  name: 'chat',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:02.000Z',
  model: 'gpt-x',
  input: [{ role: 'user', content: 'hi' }],
  output: { role: 'assistant', content: 'hello' },
  ...fields,
});

function readOne(fields: JsonObject) {
  const value = observation(fields);
  assert.ok(langfuseFormat.detect(value), 'is not known');
  const [call] = callsIn(readValues(langfuseFormat, [value]));
  assert.ok(call);
  return call;
}

describe('langfuse: shapes', () => {
  const trace = { id: 't1', timestamp: '2026-01-01T00:00:00Z', name: 'bot', sessionId: 's', userId: 'u', tags: ['a'] };
  const bare = observation({ input: null, output: null, metadata: '{}' });
  const shapes: [what: string, ...values: JsonValue[]][] = [
    [
      'the download, with both lists of observations',
      { trace: { ...trace, observations: [bare] }, observations: [observation()] },
    ],
    ['the download, with the trace as text', { trace: JSON.stringify(trace), observations: [observation()] }],
    ['a trace of the API', { ...trace, observations: [observation()], scores: [] }],
    ['a page of observations', { data: [observation()], meta: {} }],
    ['an observation', observation()],
    [
      'an observation in snake case',
      {
        id: 'o1',
        trace_id: 't1',
        type: 'GENERATION',
        start_time: '2026-01-01 00:00:00',
        provided_model_name: 'gpt-x',
        input: '[{"role":"user","content":"hi"}]',
        output: 'hello',
      },
    ],
  ];
  for (const [what, ...values] of shapes) {
    it(what, () => {
      assert.ok(values.every((value) => langfuseFormat.detect(value)));
      const calls = callsIn(readValues(langfuseFormat, values));
      assert.equal(calls.length, 1);
      assert.deepEqual(wordsOf([...calls[0]!.messages, ...calls[0]!.output]), ['user: hi', 'assistant: hello']);
      assert.deepEqual([calls[0]!.spanId, calls[0]!.traceId, calls[0]!.requestedModel], ['o1', 't1', 'gpt-x']);
    });
  }

  it('session, user and tags are the trace’s', () => {
    const [call] = callsIn(readValues(langfuseFormat, [{ ...trace, observations: [observation()] }]));
    assert.deepEqual([call?.sessionId, call?.userId, call?.tags], ['s', 'u', ['a']]);
  });

  it('a trace without observations is counted', () => {
    assert.deepEqual(ignoredIn(readValues(langfuseFormat, [{ ...trace, bookmarked: false }])), [
      'trace without observations',
    ]);
  });
});

describe('langfuse: input', () => {
  const inputs: [what: string, input: JsonValue, words: string[]][] = [
    [
      'a list of messages',
      [
        { role: 'system', content: 's' },
        { role: 'user', content: 'hi' },
      ],
      ['system: s', 'user: hi'],
    ],
    ['a list as text', '[{"role":"user","content":"hi"}]', ['user: hi']],
    ['a list as text in text', JSON.stringify('[{"role":"user","content":"hi"}]'), ['user: hi']],
    ['messages in an object', { messages: [{ role: 'user', content: 'hi' }] }, ['user: hi']],
    ['one message', { role: 'user', content: 'hi' }, ['user: hi']],
    ['a text', 'hi', ['user: hi']],
    ['GenAI parts', [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }], ['user: hi']],
    [
      'Gemini contents',
      { contents: [{ role: 'model', parts: [{ text: 'hi' }, { functionCall: { name: 'f', args: {} } }] }] },
      ['assistant: hi <toolCall>'],
    ],
    ['Gemini contents as text', { contents: 'hi' }, ['user: hi']],
    [
      'LangChain messages',
      [[{ lc: 1, type: 'constructor', id: ['x', 'HumanMessage'], kwargs: { content: 'hi' } }]],
      ['user: hi'],
    ],
    [
      'LangChain types',
      [
        { type: 'human', content: 'hi' },
        { type: 'ai', content: '', tool_calls: [{ name: 'f', args: {}, id: 'a' }] },
      ],
      ['user: hi', 'assistant:  <toolCall>'],
    ],
    [
      'a result under its tool’s name',
      [
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'f', content: 'done' },
      ],
      ['assistant:  <toolCall>', 'tool: <toolResult>'],
    ],
    [
      'AI SDK messages',
      [
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'f', output: { type: 'text', value: 'x' } }],
        },
      ],
      ['tool: <toolResult>'],
    ],
    [
      'Anthropic blocks',
      [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] }],
      ['user: <toolResult>'],
    ],
    ['arguments', { args: ['hi'] }, ['user: hi']],
    ['an object of no known form', { foo: 1 }, ['user: <unknown>']],
    ['a number', 7, ['user: <unknown>']],
    [
      'media',
      [{ role: 'user', content: [{ type: 'text', text: '@@@langfuseMedia:type=image/png|id=x|source=base64@@@' }] }],
      ['user: <image>'],
    ],
  ];
  for (const [what, input, words] of inputs) {
    it(what, () => assert.deepEqual(wordsOf(readOne({ input }).messages), words));
  }

  it('a system text and tools beside the messages', () => {
    const { system, tools } = readOne({
      input: { system: 's', messages: [], prompt: 'hi', tools: [{ type: 'function', function: { name: 'f' } }] },
    });
    assert.deepEqual(system, [{ type: 'text', text: 's' }]);
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['f'],
    );
  });

  it('a tool definition among the messages is a tool', () => {
    const definition = { role: 'tool', content: { type: 'function', function: { name: 'f', parameters: {} } } };
    const { messages, tools } = readOne({ input: [{ role: 'user', content: 'hi' }, definition] });
    assert.deepEqual([wordsOf(messages), tools.map(({ name }) => name)], [['user: hi'], ['f']]);
  });

  it('null falls back to the original attributes', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
      'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"hello"}]}]',
      'gen_ai.usage.input_tokens': '12',
      'gen_ai.response.id': 'r1',
    };
    const call = readOne({ input: null, output: null, metadata: JSON.stringify({ attributes }) });
    assert.deepEqual(wordsOf([...call.messages, ...call.output]), ['user: hi', 'assistant: hello']);
    assert.deepEqual([call.usage.input, call.responseId], [12, 'r1']);
  });

  it('that is guessed or missing is said to be', () => {
    const states = (input: JsonValue) =>
      readOne({ input }).replayability.fields.map(({ path, state }) => `${path} ${state}`);
    assert.deepEqual(states('system: s\nuser: hi'), ['messages guessed']);
    assert.deepEqual(states(null), ['messages missing']);
    assert.deepEqual(states([{ role: 'user', content: '@@@langfuseMedia:type=image/png|id=x|source=base64@@@' }]), [
      'messages missing',
    ]);
  });
});

describe('langfuse: output', () => {
  const outputs: [what: string, output: JsonValue, words: string[]][] = [
    ['a text', 'hello', ['assistant: hello']],
    ['a message', { role: 'assistant', content: 'hello' }, ['assistant: hello']],
    ['a completion', { choices: [{ message: { content: 'hello' }, finish_reason: 'stop' }] }, ['assistant: hello']],
    [
      'an Anthropic message',
      { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'hello' }] },
      ['assistant: hello'],
    ],
    [
      'blocks without a type of message',
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
      ['assistant: <toolCall>'],
    ],
    [
      'GenAI parts',
      [{ role: 'assistant', parts: [{ type: 'text', content: 'hello' }], finish_reason: 'stop' }],
      ['assistant: hello'],
    ],
    [
      'a Gemini answer',
      { candidates: [{ content: { role: 'model', parts: [{ text: 'hello' }] }, finishReason: 'STOP' }] },
      ['assistant: hello'],
    ],
    ['AI SDK tool calls', '[{"toolCallId":"a","toolName":"f","input":"{}"}]', ['assistant: <toolCall>']],
    ['LangChain generations', { generations: [[{ text: 'hello' }]] }, ['assistant: hello']],
    ['an object of no known form', { foo: 1 }, ['assistant: <unknown>']],
  ];
  for (const [what, output, words] of outputs) {
    it(what, () => assert.deepEqual(wordsOf(readOne({ output }).output), words));
  }
});

describe('langfuse: the rest of a call', () => {
  it('usage with what is of which apart or within, by the total', () => {
    const usageDetails = { input: 179, output: 35, output_reasoning: 64, total: 278 };
    assert.deepEqual(readOne({ usageDetails }).usage, { input: 179, output: 99, reasoning: 64 });
    assert.deepEqual(readOne({ usageDetails: { ...usageDetails, total: 214 } }).usage, {
      input: 179,
      output: 35,
      reasoning: 64,
    });
    const anthropic = { input: 5, output: 7, cache_read_input_tokens: 100, total: 112 };
    assert.deepEqual(readOne({ usageDetails: anthropic }).usage, { input: 105, output: 7, cached: 100 });
  });

  it('cost, where there is one', () => {
    assert.deepEqual(readOne({ costDetails: { total: 0.5 } }).cost, { usd: 0.5, basis: 'reported' });
    assert.equal(readOne({ totalCost: 0 }).cost, undefined);
  });

  it('error, site, parameters, first token', () => {
    const call = readOne({
      level: 'ERROR',
      statusMessage: 'boom',
      promptName: 'greet',
      modelParameters: { temperature: '0.5', max_tokens: -1, seed: '', maxRetries: '2' },
      completionStartTime: '2026-01-01T00:00:00.500Z',
    });
    assert.deepEqual(
      [call.error, call.site, call.params, call.timeToFirstTokenMs],
      [{ message: 'boom' }, 'greet', { temperature: 0.5 }, 500],
    );
  });

  it('tool definitions of the observation', () => {
    const { tools } = readOne({ toolDefinitions: { f: '{"description":"d","parameters":{"type":"object"}}' } });
    assert.deepEqual(tools, [{ name: 'f', description: 'd', parameters: { type: 'object' } }]);
  });

  it('what a retriever found is documents of its span', () => {
    const output = [{ page_content: 'text', metadata: { source: 'a.md' }, score: 0.5 }];
    const [span] = spansIn(readValues(langfuseFormat, [observation({ type: 'RETRIEVER', output })]));
    assert.deepEqual([span?.kind, span?.documents[0]?.text, span?.documents[0]?.score], ['retrieval', 'text', 0.5]);
  });

  it('scores are feedback', () => {
    const scores = [
      { name: 'good', value: 1, dataType: 'BOOLEAN', observationId: 'o1', comment: 'c' },
      { name: 'kind', value: null, stringValue: 'refund', dataType: 'CATEGORICAL' },
    ];
    const fragments = readValues(langfuseFormat, [{ id: 't1', timestamp: 'x', observations: [observation()], scores }]);
    assert.deepEqual(
      fragments.filter(({ type }) => type === 'feedback'),
      [
        { type: 'feedback', traceId: 't1', spanId: 'o1', name: 'good', value: true, comment: 'c' },
        { type: 'feedback', traceId: 't1', name: 'kind', value: 'refund' },
      ],
    );
  });
});
