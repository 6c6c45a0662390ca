/** Every chat request of the corpus, read and rendered again, is the request that was logged. */
import assert from 'node:assert/strict';
import { parse, parseAllDocuments } from 'yaml';
import { canonicalJson } from '../../src/core/replay/canonicalJson';
import { renderOpenAiChat } from '../../src/core/replay/renderOpenAiChat';
import { parseEmbeddedJson, parseJsonText } from '../../src/core/trace/jsonText';
import type { JsonObject, JsonValue } from '../../src/core/trace/model';
import { isAnthropicRequest } from '../../src/core/trace/normalise/anthropicBodies';
import { asText, isObject } from '../../src/core/trace/normalise/json';
import { openAiChatRequest } from '../../src/core/trace/normalise/openAiBodies';
import { corpusFiles, corpusText, skipWithoutCorpus } from './corpus';

/** The values of a file, whatever it is: one JSON value, lines of them, or YAML. */
function valuesIn(name: string): JsonValue[] {
  const text = corpusText(name);
  if (name.endsWith('.yaml')) return parseAllDocuments(text).map((document) => document.toJS() as JsonValue);
  const whole = parseJsonText(text);
  if (whole.ok) return [whole.value];
  return text.split('\n').flatMap((line) => {
    const outcome = parseJsonText(line);
    return outcome.ok ? [outcome.value] : [];
  });
}

/** Objects that are chat requests, wherever they stand, JSON in strings included. */
function* requestsIn(value: JsonValue): Generator<JsonObject> {
  if (typeof value === 'string') {
    const inner = parseEmbeddedJson(value);
    if (inner !== undefined) yield* requestsIn(inner);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* requestsIn(item);
  } else if (isObject(value)) {
    if (isChatRequest(value)) yield value;
    for (const field of Object.values(value)) yield* requestsIn(field);
  }
}

const isChatRequest = (value: JsonObject): boolean =>
  asText(value['model']) !== undefined &&
  Array.isArray(value['messages']) &&
  value['messages'].length > 0 &&
  value['messages'].every((message) => isObject(message) && typeof message['role'] === 'string') &&
  !NOT_OF_A_REQUEST.some((key) => key in value) &&
  !isAnthropicRequest(value);
/** What records and results that hold messages have beside them. */
const NOT_OF_A_REQUEST = ['content', 'metrics', 'usage', 'choices', 'response', 'output', 'session_id', 'sessionId', 'run_id'];

function renderedAgain(body: JsonObject): JsonObject {
  const { requestedModel, ...request } = openAiChatRequest(body);
  return renderOpenAiChat({ ...request, ...(requestedModel !== undefined && { model: requestedModel }) }).body;
}

describe('round trip of OpenAI chat requests', () => {
  before(skipWithoutCorpus);

  it('of every file of the corpus', function () {
    // The whole corpus is parsed, on a machine that may be busy.
    this.timeout(60_000);
    let count = 0;
    for (const name of corpusFiles().filter((file) => /\.(?:jsonl?|ya?ml|har)$/.test(file))) {
      for (const body of valuesIn(name).flatMap((value) => [...requestsIn(value)])) {
        count++;
        // Not `equal`: bodies are long, and the difference would be printed whole.
        const same = canonicalJson(renderedAgain(body)) === canonicalJson(body);
        assert.ok(same, `${name}: ${canonicalJson(body).slice(0, 300)}`);
      }
    }
    // Seen when this was written; fewer means that the search has gone blind.
    assert.ok(count >= 70, `only ${count} requests found`);
  });
});

describe('round trip of one message', () => {
  const forms: [what: string, message: string][] = [
    ['a text', `{role: user, content: hi}`],
    ['an empty text', `{role: user, content: ''}`],
    ['a name', `{role: user, name: ann, content: hi}`],
    ['one part', `{role: user, content: [{type: text, text: hi}]}`],
    ['no parts', `{role: user, content: []}`],
    ['no content with tool calls', `{role: assistant, tool_calls: [{id: a, type: function, function: {name: f, arguments: '{"x":1}'}}]}`],
    ['null content', `{role: assistant, content: null, tool_calls: [{id: a, type: function, function: {name: f, arguments: ''}}]}`],
    ['null fields', `{role: assistant, content: hi, refusal: null, tool_calls: null, audio: null, function_call: null, annotations: []}`],
    ['arguments that are no JSON', `{role: assistant, content: null, tool_calls: [{id: a, type: function, function: {name: f, arguments: '{"x":'}}]}`],
    ['arguments that are no string', `{role: assistant, tool_calls: [{id: a, type: function, function: {name: f, arguments: {x: 1}}}]}`],
    ['a tool call without type', `{role: assistant, tool_calls: [{id: a, index: 0, function: {name: f, strict: true}}]}`],
    ['a custom tool call', `{role: assistant, content: null, tool_calls: [{id: a, type: custom, custom: {name: f, input: raw}}]}`],
    ['a tool result', `{role: tool, tool_call_id: a, content: done}`],
    ['a tool result in parts', `{role: tool, tool_call_id: a, name: f, content: [{type: text, text: done}]}`],
    ['a legacy function call', `{role: assistant, content: null, function_call: {name: f, arguments: '{}'}}`],
    ['a legacy function message', `{role: function, name: f, content: done}`],
    ['a developer message', `{role: developer, content: be brief}`],
    ['a role of its own', `{role: critic, content: hm}`],
    ['a refusal', `{role: assistant, content: null, refusal: no}`],
    ['a refusal among parts', `{role: assistant, content: [{type: refusal, refusal: no}]}`],
    ['audio by id', `{role: assistant, audio: {id: audio_1}}`],
    ['an image by address', `{role: user, content: [{type: image_url, image_url: {url: 'https://x.test/a.png', detail: low}}]}`],
    ['an image inside', `{role: user, content: [{type: text, text: see}, {type: image_url, image_url: {url: 'data:image/png;base64,AAAA'}}]}`],
    ['audio inside', `{role: user, content: [{type: input_audio, input_audio: {data: AAAA, format: mp3}}]}`],
    ['a file inside', `{role: user, content: [{type: file, file: {filename: a.pdf, file_data: 'data:application/pdf;base64,AAAA'}}]}`],
    ['a file by id', `{role: user, content: [{type: file, file: {file_id: file-1}}]}`],
    ['a part with fields of its own', `{role: user, content: [{type: text, text: hi, cache_control: {type: ephemeral}}]}`],
    ['a part of no known type', `{role: user, content: [{type: hologram, beam: 3}, {type: text, text: hi}]}`],
    ['reasoning', `{role: assistant, content: hi, reasoning_content: hm}`],
    ['content that is an object', `{role: tool, content: {type: function}}`],
  ];
  for (const [what, text] of forms) {
    it(what, () => {
      const body: JsonObject = { model: 'm', messages: [parse(text) as JsonValue] };
      assert.deepEqual(renderedAgain(body), body);
    });
  }

  const bodies: [what: string, fields: string][] = [
    ['tools of all kinds', `{tools: [{type: function, function: {name: f, strict: true, parameters: {type: object}}}, {type: web_search}], tool_choice: auto}`],
    ['legacy functions', `{functions: [{name: f, parameters: {}}], function_call: auto}`],
    ['empty tools', `{tools: []}`],
    ['parameters and the rest', `{temperature: 0, max_tokens: 5, stop: [a], user: u, metadata: {a: b}, stream: true, stream_options: {include_usage: true}, x_new: 1}`],
    ['a response format', `{response_format: {type: json_schema, json_schema: {name: a, schema: {}}}}`],
  ];
  for (const [what, text] of bodies) {
    it(what, () => {
      const body: JsonObject = { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...(parse(text) as JsonObject) };
      assert.deepEqual(renderedAgain(body), body);
    });
  }
});
