import assert from 'node:assert/strict';
import type { ModelRequest } from '../../../../src/core/context/assembly';
import { renderOpenAiChat } from '../../../../src/core/replay/renderOpenAiChat';
import type { JsonObject } from '../../../../src/core/trace/model';
import { anthropicRequest } from '../../../../src/core/trace/normalise/anthropicBodies';
import { openAiChatRequest } from '../../../../src/core/trace/normalise/openAiBodies';

type Fields = ReturnType<typeof openAiChatRequest>;

function requestOf({ requestedModel, ...fields }: Fields): ModelRequest {
  return requestedModel === undefined ? fields : { ...fields, model: requestedModel };
}
const again = (body: JsonObject) => renderOpenAiChat(requestOf(openAiChatRequest(body)));
const fromAnthropic = (body: JsonObject) => renderOpenAiChat(requestOf(anthropicRequest(body)));

describe('rendering a chat completions body', () => {
  const bodies: [what: string, body: JsonObject][] = [
    [
      'plain messages',
      {
        model: 'm',
        messages: [
          { role: 'system', content: 's' },
          { role: 'user', content: 'u', name: 'Ann' },
        ],
      },
    ],
    [
      'content as a list of one text',
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'u' }] }] },
    ],
    [
      'an empty list and null',
      {
        model: 'm',
        messages: [
          { role: 'user', content: [] },
          { role: 'assistant', content: null },
        ],
      },
    ],
    [
      'an image',
      {
        model: 'm',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'what?' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
              { type: 'image_url', image_url: { url: 'https://x/y.png' } },
            ],
          },
        ],
      },
    ],
    [
      'audio and a file',
      {
        model: 'm',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'input_audio', input_audio: { data: 'AA', format: 'mp3' } },
              { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' } },
              { type: 'file', file: { file_id: 'f1' } },
            ],
          },
        ],
      },
    ],
    [
      'tool calls and results',
      {
        model: 'm',
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
          },
          { role: 'tool', tool_call_id: 'c1', content: 'r' },
        ],
        tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } }],
        tool_choice: { type: 'function', function: { name: 'f' } },
      },
    ],
    [
      'a tool result of parts',
      {
        model: 'm',
        messages: [
          {
            role: 'tool',
            tool_call_id: 'c',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      },
    ],
    [
      'arguments that are no string',
      {
        model: 'm',
        messages: [
          {
            role: 'assistant',
            tool_calls: [
              { id: 'c', type: 'function', function: { name: 'f', arguments: { a: 1 } } },
              { id: 'd', function: { name: 'g' } },
            ],
          },
        ],
      },
    ],
    [
      'a custom tool call',
      {
        model: 'm',
        messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'f', input: 'x' } }] }],
      },
    ],
    [
      'legacy functions',
      {
        model: 'm',
        messages: [
          { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
          { role: 'function', name: 'f', content: 'r' },
        ],
        functions: [{ name: 'f', parameters: {} }],
        function_call: 'auto',
      },
    ],
    [
      'reasoning and refusal fields',
      {
        model: 'm',
        messages: [
          { role: 'assistant', content: 'a', reasoning_content: 'r', refusal: null },
          { role: 'assistant', refusal: 'no' },
        ],
      },
    ],
    [
      'unknown roles, parts and fields',
      {
        model: 'm',
        messages: [
          { role: 'narrator', content: 'x', weight: 0 },
          {
            role: 'user',
            content: [
              { type: 'hologram', data: 1 },
              { type: 'text', text: 't', cache_control: { type: 'ephemeral' } },
            ],
          },
          { role: 'user', content: 5 },
        ],
        store: true,
        metadata: { a: 'b' },
      },
    ],
    [
      'parameters and response format',
      {
        model: 'm',
        messages: [],
        temperature: 0,
        seed: 1,
        stop: ['x'],
        user: 'u',
        response_format: { type: 'json_object' },
        parallel_tool_calls: false,
        stream: true,
      },
    ],
  ];
  for (const [what, body] of bodies) {
    it(`gives back ${what} as logged`, () => {
      const rendered = again(body);
      assert.deepEqual(rendered.body, body);
      assert.deepEqual(rendered.notCarried, []);
    });
  }

  it('converts a call of Anthropic and names what has no place', () => {
    const { body, notCarried } = fromAnthropic({
      model: 'claude-x',
      max_tokens: 100,
      top_k: 5,
      stop_sequences: ['END'],
      system: [{ type: 'text', text: 'Rules.', cache_control: { type: 'ephemeral' } }],
      thinking: { type: 'enabled', budget_tokens: 10 },
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'text', text: 'Looking.' },
            { type: 'tool_use', id: 't1', name: 'w', input: { city: 'Ulm' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'Rain' }] },
            { type: 'text', text: 'And?' },
          ],
        },
      ],
      tools: [{ name: 'w', description: 'weather', input_schema: { type: 'object' } }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    assert.deepEqual(body, {
      model: 'claude-x',
      messages: [
        { role: 'system', content: 'Rules.' },
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [{ id: 't1', type: 'function', function: { name: 'w', arguments: '{"city":"Ulm"}' } }],
        },
        { role: 'tool', tool_call_id: 't1', content: 'Rain' },
        { role: 'user', content: 'And?' },
      ],
      tools: [{ type: 'function', function: { name: 'w', description: 'weather', parameters: { type: 'object' } } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
      max_tokens: 100,
      stop: ['END'],
    });
    assert.deepEqual([...notCarried].sort(), ['cache_control', 'reasoning', 'thinking', 'top_k']);
  });

  it('gives each tool result of one message a message of its own', () => {
    const { body } = renderOpenAiChat({
      messages: [
        {
          role: 'tool',
          parts: [
            { type: 'toolResult', id: 'a', parts: [{ type: 'text', text: '1' }] },
            { type: 'toolResult', id: 'b', parts: [] },
          ],
        },
      ],
      tools: [],
      params: {},
    });
    assert.deepEqual(body['messages'], [
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '' },
    ]);
  });
});
