/**
 * What the providers' APIs take, as checks of a body: known fields, known parts, turns that alternate, results after their
 * calls. Written from the providers' references; it throws with the place of what they would refuse.
 */
import type { JsonObject, JsonValue } from '../../src/core/trace/model';
import { isObject } from '../../src/core/trace/normalise/json';

const shown = (value: JsonValue | undefined): string => JSON.stringify(value ?? null).slice(0, 80);

function fail(where: string, what: string): never {
  throw new Error(`${where}: ${what}`);
}
function object(value: JsonValue | undefined, where: string): JsonObject {
  return isObject(value) ? value : fail(where, `no object but ${shown(value)}`);
}
function list(value: JsonValue | undefined, where: string): JsonValue[] {
  return Array.isArray(value) ? value : fail(where, `no list but ${shown(value)}`);
}
function text(value: JsonValue | undefined, where: string): string {
  return typeof value === 'string' ? value : fail(where, `no text but ${shown(value)}`);
}
function known(value: JsonObject, keys: readonly string[], where: string): void {
  for (const key of Object.keys(value)) if (!keys.includes(key)) fail(where, `unknown field '${key}'`);
}
function each(values: readonly JsonValue[], where: string, check: (value: JsonObject, where: string) => void): void {
  values.forEach((value, index) => check(object(value, `${where}[${index}]`), `${where}[${index}]`));
}

// https://docs.anthropic.com/en/api/messages
const ANTHROPIC_BODY = [
  'model',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'stream',
  'thinking',
  'metadata',
  'service_tier',
  'output_config',
  'cache_control',
  'container',
  'context_management',
  'mcp_servers',
];

export function checkAnthropicBody(body: JsonObject): void {
  known(body, ANTHROPIC_BODY, 'body');
  if (typeof body['max_tokens'] !== 'number') fail('body', 'no max_tokens');
  if (typeof body['temperature'] === 'number' && body['temperature'] > 1) fail('body', 'temperature above 1');
  if (body['system'] !== undefined && typeof body['system'] !== 'string')
    each(list(body['system'], 'system'), 'system', anthropicText);
  let before: JsonValue | undefined;
  each(list(body['messages'], 'messages'), 'messages', (message, where) => {
    known(message, ['role', 'content'], where);
    const role = text(message['role'], where);
    if (!['user', 'assistant'].includes(role)) fail(where, `role ${role}`);
    if (role === before) fail(where, `two messages of ${role}`);
    before = role;
    anthropicContent(message['content'], where, role);
  });
  each(list(body['tools'] ?? [], 'tools'), 'tools', (tool, where) => {
    known(tool, ['name', 'description', 'input_schema'], where);
    text(tool['name'], where);
    object(tool['input_schema'], where);
  });
  if (body['tool_choice'] !== undefined) {
    const choice = object(body['tool_choice'], 'tool_choice');
    known(choice, ['type', 'name', 'disable_parallel_tool_use'], 'tool_choice');
    if (!['auto', 'any', 'tool', 'none'].includes(text(choice['type'], 'tool_choice'))) fail('tool_choice', 'type');
  }
}

function anthropicText(block: JsonObject, where: string): void {
  known(block, ['type', 'text', 'cache_control', 'citations'], where);
  if (block['type'] !== 'text') fail(where, `type ${shown(block['type'])}`);
  if (text(block['text'], where) === '') fail(where, 'an empty text');
}

function anthropicContent(content: JsonValue | undefined, at: string, role: string): void {
  if (typeof content === 'string') return;
  const blocks = list(content, at);
  if (blocks.length === 0) fail(at, 'no content');
  each(blocks, at, (block, where) => {
    switch (block['type']) {
      case 'text':
        anthropicText(block, where);
        return;
      case 'image':
      case 'document': {
        const source = object(block['source'], where);
        known(source, ['type', 'media_type', 'data', 'url'], where);
        if (!['base64', 'url'].includes(text(source['type'], where))) fail(where, 'type of source');
        return;
      }
      case 'tool_use':
        if (role !== 'assistant') fail(where, 'a call of the user');
        known(block, ['type', 'id', 'name', 'input', 'cache_control'], where);
        text(block['name'], where);
        object(block['input'], where);
        return;
      case 'tool_result':
        if (role !== 'user') fail(where, 'a result of the assistant');
        known(block, ['type', 'tool_use_id', 'content', 'is_error', 'cache_control'], where);
        return;
      default:
        fail(where, `type ${shown(block['type'])}`);
    }
  });
}

// https://ai.google.dev/api/generate-content
const GEMINI_BODY = [
  'systemInstruction',
  'contents',
  'tools',
  'toolConfig',
  'generationConfig',
  'safetySettings',
  'cachedContent',
  'labels',
];
const GEMINI_PARTS = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'];
const GEMINI_CONFIG = [
  'temperature',
  'topP',
  'topK',
  'maxOutputTokens',
  'stopSequences',
  'candidateCount',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'responseLogprobs',
  'logprobs',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'thinkingConfig',
];

export function checkGeminiBody(body: JsonObject): void {
  known(body, GEMINI_BODY, 'body');
  if (body['systemInstruction'] !== undefined) {
    const instruction = object(body['systemInstruction'], 'systemInstruction');
    known(instruction, ['parts'], 'systemInstruction');
    each(list(instruction['parts'], 'systemInstruction'), 'systemInstruction', (part, where) => {
      known(part, ['text'], where);
    });
  }
  let before: JsonValue | undefined;
  each(list(body['contents'], 'contents'), 'contents', (content, where) => {
    known(content, ['role', 'parts'], where);
    const role = text(content['role'], where);
    if (!['user', 'model'].includes(role)) fail(where, `role ${role}`);
    if (role === before) fail(where, `two contents of ${role}`);
    before = role;
    each(list(content['parts'], where), where, (part, at) => geminiPart(part, at, role));
  });
  each(list(body['tools'] ?? [], 'tools'), 'tools', (tool, where) => {
    known(tool, ['functionDeclarations'], where);
    each(list(tool['functionDeclarations'], where), where, (declaration, at) => {
      known(declaration, ['name', 'description', 'parameters', 'parametersJsonSchema'], at);
      text(declaration['name'], at);
    });
  });
  known(object(body['generationConfig'] ?? {}, 'generationConfig'), GEMINI_CONFIG, 'generationConfig');
}

function geminiPart(part: JsonObject, where: string, role: string): void {
  known(part, GEMINI_PARTS, where);
  if (Object.keys(part).length !== 1) fail(where, 'a part holds one thing');
  if (part['functionCall'] !== undefined) {
    if (role !== 'model') fail(where, 'a call of the user');
    const call = object(part['functionCall'], where);
    known(call, ['id', 'name', 'args'], where);
    object(call['args'], where);
  }
  if (part['functionResponse'] !== undefined) {
    const response = object(part['functionResponse'], where);
    known(response, ['id', 'name', 'response'], where);
    object(response['response'], where);
  }
  if (part['inlineData'] !== undefined) {
    const data = object(part['inlineData'], where);
    known(data, ['mimeType', 'data'], where);
    text(data['mimeType'], where);
  }
}
