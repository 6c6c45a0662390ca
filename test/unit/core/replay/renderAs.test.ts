import assert from 'node:assert/strict';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { ModelRequest } from '../../../../src/core/context/assembly';
import { renderAnthropic } from '../../../../src/core/replay/renderAnthropic';
import { PROVIDER_SHAPES, renderAs } from '../../../../src/core/replay/renderAs';
import { renderGemini } from '../../../../src/core/replay/renderGemini';
import type { JsonObject } from '../../../../src/core/trace/model';
import { anthropicRequest } from '../../../../src/core/trace/normalise/anthropicBodies';
import { openAiChatRequest } from '../../../../src/core/trace/normalise/openAiBodies';
import { checkAnthropicBody, checkGeminiBody } from '../../../support/providerShapes';

/** Typed by the client, so that what is converted is a request that its API takes. */
const CHAT = {
  model: 'gpt-4o',
  messages: [
    { role: 'system', content: 'Be kind.' },
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=' } },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
        { id: 'c2', type: 'function', function: { name: 'look', arguments: 'nothing' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: '{"found":"a cat"}' },
    { role: 'tool', tool_call_id: 'c2', content: 'It failed.' },
    { role: 'user', content: 'And now?' },
  ],
  tools: [
    {
      type: 'function',
      function: {
        name: 'look',
        description: 'Looks.',
        parameters: { type: 'object', properties: { at: { type: 'integer' } } },
      },
    },
  ],
  tool_choice: 'required',
  parallel_tool_calls: false,
  max_completion_tokens: 50,
  temperature: 1.5,
  stop: 'END',
  logit_bias: { 5: 1 },
  safety_identifier: 'u1',
} satisfies ChatCompletionCreateParams;

const MESSAGES: JsonObject = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  system: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: 'Look.' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
        { type: 'redacted_thinking', data: 'ZGF0YQ==' },
        { type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } },
      ],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: [{ type: 'text', text: 'No.' }] }],
    },
  ],
  tools: [{ name: 'look', input_schema: { type: 'object', additionalProperties: false } }],
  tool_choice: { type: 'tool', name: 'look' },
  thinking: { type: 'enabled', budget_tokens: 1024 },
  metadata: { user_id: 'u1' },
};

function normal({ requestedModel, ...rest }: ReturnType<typeof openAiChatRequest>): ModelRequest {
  return { ...rest, ...(requestedModel === undefined ? {} : { model: requestedModel }) };
}
const fromChat = (more: JsonObject = {}): ModelRequest =>
  // Through JSON, as a log holds it.
  normal(openAiChatRequest({ ...(JSON.parse(JSON.stringify(CHAT)) as JsonObject), ...more }));
const fromMessages = (): ModelRequest => normal(anthropicRequest(MESSAGES));
const asked = (messages: JsonObject[], more: JsonObject = {}): ModelRequest =>
  normal(openAiChatRequest({ model: 'm', messages, max_completion_tokens: 5, ...more }));

describe('a request as Anthropic’s', () => {
  it('converts chat completions', () => {
    const { body, lossy } = renderAnthropic(fromChat());
    checkAnthropicBody(body);
    assert.deepEqual(body, {
      model: 'gpt-4o',
      system: [
        { type: 'text', text: 'Be kind.' },
        { type: 'text', text: 'Be brief.' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 } },
            { type: 'tool_use', id: 'c2', name: 'look', input: { arguments: 'nothing' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: '{"found":"a cat"}' },
            { type: 'tool_result', tool_use_id: 'c2', content: 'It failed.' },
            { type: 'text', text: 'And now?' },
          ],
        },
      ],
      tools: [
        {
          name: 'look',
          description: 'Looks.',
          input_schema: { type: 'object', properties: { at: { type: 'integer' } } },
        },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      max_tokens: 50,
      temperature: 1,
      stop_sequences: ['END'],
      metadata: { user_id: 'u1' },
    });
    assert.deepEqual(lossy, [
      "The arguments of a call of 'look' are no JSON object: they stand under 'arguments' as text.",
      "The parameter 'logit_bias' has no counterpart and is left out.",
      'The temperature 1.5 is more than the API takes: it is 1.',
    ]);
  });

  it('gives back its own, thinking and cache marks included', () => {
    assert.deepEqual(renderAnthropic(fromMessages()), { body: MESSAGES, lossy: [] });
  });

  for (const system of ['Be kind.', [{ type: 'text', text: 'Be kind.' }], []] as const) {
    it(`gives back a system field as it was: ${JSON.stringify(system)}`, () => {
      const body = { ...MESSAGES, system: system as JsonObject['system'] };
      assert.deepEqual(renderAnthropic(normal(anthropicRequest(body as JsonObject))).body, body);
    });
  }

  it('puts in the size of the answer that the API needs, and says so', () => {
    const { body, lossy } = renderAnthropic(
      normal(openAiChatRequest({ model: 'm', messages: [{ role: 'user', content: 'Q' }] })),
    );
    assert.equal(body['max_tokens'], 4096);
    assert.match(lossy.join(), /needs 'max_tokens'/);
  });

  it('a system message between others is the user’s text', () => {
    const { body, lossy } = renderAnthropic(
      asked([
        { role: 'user', content: 'Q' },
        { role: 'system', content: 'Be brief.' },
      ]),
    );
    assert.deepEqual(body['messages'], [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Q' },
          { type: 'text', text: 'Be brief.' },
        ],
      },
    ]);
    assert.match(lossy.join(), /A system message after the first/);
  });

  it('asks for an answer by a schema', () => {
    const schema = { type: 'object' };
    const format = { type: 'json_schema', json_schema: { name: 'answer', schema } };
    const { body } = renderAnthropic(asked([{ role: 'user', content: 'Q' }], { response_format: format }));
    assert.deepEqual(body['output_config'], { format: { type: 'json_schema', schema } });
  });

  it('says what cannot be sent', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
    const { body, lossy } = renderAnthropic(
      asked([{ role: 'user', name: 'ann', content: [{ type: 'text', text: 'Q' }, audio] }]),
    );
    assert.deepEqual(body['messages'], [{ role: 'user', content: [{ type: 'text', text: 'Q' }] }]);
    assert.deepEqual(lossy, ["The name 'ann' of a message is left out.", 'Audio cannot be sent: it is left out.']);
  });
});

describe('a request as Gemini’s', () => {
  it('converts chat completions', () => {
    const { body, lossy } = renderGemini(fromChat());
    checkGeminiBody(body);
    assert.deepEqual(body, {
      systemInstruction: { parts: [{ text: 'Be kind.' }, { text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'What is this?' },
            { inlineData: { mimeType: 'image/png', data: 'iVBORw0=' } },
            { fileData: { fileUri: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'model',
          parts: [
            { functionCall: { id: 'c1', name: 'look', args: { at: 1 } } },
            { functionCall: { id: 'c2', name: 'look', args: { arguments: 'nothing' } } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: 'c1', name: 'look', response: { found: 'a cat' } } },
            { functionResponse: { id: 'c2', name: 'look', response: { result: 'It failed.' } } },
            { text: 'And now?' },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: 'look',
              description: 'Looks.',
              parameters: { type: 'object', properties: { at: { type: 'integer' } } },
            },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      generationConfig: { maxOutputTokens: 50, temperature: 1.5, stopSequences: ['END'] },
    });
    assert.match(lossy.join('\n'), /parallel_tool_calls/);
    assert.match(lossy.join('\n'), /'safety_identifier' (of the request )?has no/);
    assert.match(lossy.join('\n'), /models\/gpt-4o:generateContent/);
  });

  it('converts Anthropic’s messages', () => {
    const { body, lossy } = renderGemini(fromMessages());
    checkGeminiBody(body);
    assert.deepEqual(body['contents'], [
      { role: 'user', parts: [{ text: 'Look.' }] },
      { role: 'model', parts: [{ functionCall: { id: 't1', name: 'look', args: { at: 1 } } }] },
      { role: 'user', parts: [{ functionResponse: { id: 't1', name: 'look', response: { error: 'No.' } } }] },
    ]);
    assert.deepEqual(body['toolConfig'], { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } });
    assert.deepEqual(body['generationConfig'], { maxOutputTokens: 100, thinkingConfig: { thinkingBudget: 1024 } });
    // additionalProperties is none of the fields of `parameters`.
    assert.match(JSON.stringify(body['tools']), /parametersJsonSchema/);
    assert.match(lossy.join('\n'), /Reasoning of another provider/);
    assert.match(lossy.join('\n'), /'cache_control'/);
  });

  it('asks for an answer by a schema', () => {
    const format = { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } };
    const { body } = renderGemini(asked([{ role: 'user', content: 'Q' }], { response_format: format }));
    assert.deepEqual(body['generationConfig'], {
      maxOutputTokens: 5,
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object' },
    });
  });
});

describe('a request in each shape', () => {
  it('OpenAI’s comes back as it was, with nothing lost', () => {
    assert.deepEqual(renderAs(fromChat(), 'openai'), {
      body: JSON.parse(JSON.stringify(CHAT)) as JsonObject,
      lossy: [],
    });
  });
  it('what is lost is a sentence', () => {
    for (const { id } of PROVIDER_SHAPES) {
      for (const sentence of renderAs(fromMessages(), id).lossy) assert.match(sentence, /\.$/);
    }
  });
});
