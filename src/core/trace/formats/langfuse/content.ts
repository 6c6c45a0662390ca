/**
 * Input and output of an observation: any JSON, often JSON in a string, sometimes twice. Never throws; `form` says how
 * sure the reading is.
 */
import type { JsonObject, JsonValue, Message, Part, ToolDefinition } from '../../model';
import { anthropicBlock, anthropicSystem } from '../../normalise/anthropic';
import { anthropicResponse, isAnthropicResponse } from '../../normalise/anthropicBodies';
import { asArray, asObject, asString, asText, firstField, isObject, parseIfJson } from '../../normalise/json';
import { isOpenAiChatResponse, openAiChatResponse } from '../../normalise/openAiBodies';
import { aiSdkContent } from '../otlp/aiSdkCall';
import { toolDefinitions } from '../otlp/genAiMessages';
import { anyMessage, definitionIn, isMessage } from './anyMessage';

export interface InputContent {
  messages: Message[];
  system?: Part[];
  tools: ToolDefinition[];
  /** 'text': the log has the prompt as one text; 'other': no known form, kept whole. */
  form: 'none' | 'messages' | 'text' | 'other';
}
export interface OutputContent {
  output: Message[];
  finishReasons: string[];
}

const NOTHING: InputContent = { messages: [], tools: [], form: 'none' };

/** JSON strings are opened up to three levels deep (formats.md rule 4). */
export function opened(value: JsonValue | undefined): JsonValue | undefined {
  const once = parseIfJson(quoted(value));
  return typeof once === 'string' ? parseIfJson(quoted(once)) : once;
}

/** A string that is a JSON string literal. */
function quoted(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string' || !/^\s*"[^]*"\s*$/.test(value)) return value;
  const list = parseIfJson(`[${value}]`);
  return Array.isArray(list) && list.length === 1 ? list[0] : value;
}

export function readInput(value: JsonValue | undefined): InputContent {
  const input = opened(value);
  if (input === undefined || input === null || input === '') return NOTHING;
  if (typeof input === 'string') return { ...NOTHING, messages: [anyMessage(input, 'user')], form: 'text' };
  if (Array.isArray(input)) return readList(input);
  return isObject(input) ? readObject(input) : { ...NOTHING, messages: [anyMessage(input, 'user')], form: 'other' };
}

/** LangChain hands over lists of lists: one for each prompt of a batch. */
function readList(list: JsonValue[]): InputContent {
  const [first] = list;
  const items = withToolRoles(list.length === 1 && Array.isArray(first) ? first : list);
  if (items.length > 0 && items.every(isBlock)) {
    return { ...NOTHING, messages: [{ role: 'user', parts: items.map(anthropicBlock) }], form: 'messages' };
  }
  const tools = items.flatMap((item) => definitionIn(item) ?? []);
  const messages = items.filter((item) => definitionIn(item) === undefined).map((item) => anyMessage(item, 'user'));
  const form = items.every(isMessage) ? 'messages' : items.every((item) => typeof item === 'string') ? 'text' : 'other';
  return { messages, tools: toolDefinitions(tools).tools, form };
}

/** LangChain.js gives a tool's result the tool's name as its role. */
function withToolRoles(items: JsonValue[]): JsonValue[] {
  const called = new Map<string, string | undefined>();
  return items.map((item) => {
    if (!isObject(item)) return item;
    for (const call of asArray(item['tool_calls']) ?? []) {
      const name = asText(asObject(asObject(call)?.['function'])?.['name']) ?? asText(asObject(call)?.['name']);
      if (name !== undefined) called.set(name, asText(asObject(call)?.['id']));
    }
    const role = asText(item['role']) ?? '';
    const id = called.get(role);
    return called.has(role)
      ? { ...item, role: 'tool', name: role, ...(id !== undefined && { tool_call_id: id }) }
      : item;
  });
}

const isBlock = (item: JsonValue): boolean =>
  isObject(item) && typeof item['type'] === 'string' && item['role'] === undefined && !isMessage(item);

const LIST_KEYS = ['messages', 'contents', 'prompt', 'input', 'inputs', 'args'];

function readObject(input: JsonObject): InputContent {
  if (isMessage(input)) return { ...NOTHING, messages: [anyMessage(input, 'user')], form: 'messages' };
  const inner = asObject(input['kwargs']);
  if (inner && LIST_KEYS.some((key) => key in inner)) return readObject(inner);
  const key = LIST_KEYS.find((name) => isHeld(input[name]));
  if (key === undefined) return readLoose(input);
  const content = readInput(input[key]);
  // A request whose prompt is a text says so itself; `input` is whatever an instrumentation put there.
  const form = content.form === 'text' && !key.startsWith('input') ? 'messages' : content.form;
  const config = asObject(input['config']) ?? {};
  const system = systemOf(input) ?? systemOf(config);
  const tools = toolsOf(firstField(input, ['tools', 'functions']) ?? config['tools']);
  return { ...content, form, ...(system ? { system } : {}), tools: tools.length > 0 ? tools : content.tools };
}

const isHeld = (value: JsonValue | undefined): boolean =>
  (typeof value === 'string' && value !== '') || isObject(value) || (Array.isArray(value) && value.length > 0);

/** `{content}` without a role; else an object of no known form. */
function readLoose(input: JsonObject): InputContent {
  const content = firstField(input, ['content', 'text', 'query', 'question']);
  const isText = typeof content === 'string' && content !== '';
  const message: Message = isText
    ? { role: 'user', parts: [{ type: 'text', text: content }] }
    : { role: 'user', parts: [{ type: 'unknown', raw: input }] };
  return { ...NOTHING, messages: [message], form: isText ? 'text' : 'other' };
}

function systemOf(input: JsonObject): Part[] | undefined {
  const system = firstField(input, ['system', 'systemInstruction', 'system_instruction', 'instructions']);
  const parts = asObject(system)?.['parts'];
  return isHeld(system)
    ? parts === undefined
      ? anthropicSystem(system)
      : anyMessage({ parts }, 'system').parts
    : undefined;
}

/** A list, or an object of name → definition; definitions may be JSON strings. */
export function toolsOf(value: JsonValue | undefined): ToolDefinition[] {
  const held = opened(value);
  const list = asArray(held) ?? (isObject(held) ? Object.entries(held).map(named) : []);
  const declared = list.flatMap((item) => {
    const functions = asObject(item)?.['functionDeclarations'] ?? asObject(item)?.['function_declarations'];
    return asArray(functions) ?? [item];
  });
  return toolDefinitions(declared).tools;
}

function named([name, definition]: [string, JsonValue]): JsonValue {
  const held = parseIfJson(definition);
  return isObject(held) ? { name, ...held } : { name };
}

export function readOutput(value: JsonValue | undefined): OutputContent {
  const output = opened(value);
  if (output === undefined || output === null || output === '') return { output: [], finishReasons: [] };
  if (isOpenAiChatResponse(output)) return openAiChatResponse(output);
  if (isAnthropicResponse(output)) return anthropicResponse(output);
  if (Array.isArray(output)) return readOutputList(output);
  return isObject(output) ? readOutputObject(output) : plain([anyMessage(output, 'assistant')]);
}

const plain = (output: Message[], finishReasons: string[] = []): OutputContent => ({ output, finishReasons });

function readOutputList(list: JsonValue[]): OutputContent {
  const calls = list.filter((item) => isObject(item) && typeof item['toolName'] === 'string');
  if (list.length > 0 && calls.length === list.length) return plain(aiSdkAnswer({ 'ai.response.toolCalls': list }));
  if (list.length > 0 && list.every(isBlock)) return plain([{ role: 'assistant', parts: list.map(anthropicBlock) }]);
  const reasons = list.flatMap((item) => asText(asObject(item)?.['finish_reason']) ?? []);
  return plain(
    list.map((item) => anyMessage(item, 'assistant')),
    reasons,
  );
}

const aiSdkAnswer = (attributes: JsonObject): Message[] => aiSdkContent(attributes).output;

function readOutputObject(output: JsonObject): OutputContent {
  const candidates = asArray(output['candidates'])?.filter(isObject);
  if (candidates) return geminiAnswer(candidates);
  const generations = asArray(output['generations'])?.flat(2).filter(isObject);
  if (generations) return plain(generations.map(generation));
  if (isMessage(output))
    return plain(
      [anyMessage(output, 'assistant')],
      [output['finish_reason']].flatMap((r) => asText(r) ?? []),
    );
  if (Array.isArray(output['toolCalls']) || typeof output['text'] === 'string') return aiSdkOutput(output);
  const inner = firstField(output, ['message', 'messages', 'output', 'response', 'completion', 'content', 'result']);
  if (typeof inner === 'string' || isMessage(inner) || asArray(inner)?.every(isMessage) === true)
    return readOutput(inner);
  if (Array.isArray(inner)) return plain([anyMessage({ ...output, role: 'assistant' }, 'assistant')]);
  return plain([{ role: 'assistant', parts: [{ type: 'unknown', raw: output }] }]);
}

function aiSdkOutput(output: JsonObject): OutputContent {
  const { text, toolCalls, reasoning } = output;
  return plain(
    aiSdkAnswer({
      'ai.response.text': text ?? null,
      'ai.response.toolCalls': toolCalls ?? null,
      'ai.response.reasoning': reasoning ?? null,
    }),
    [output['finishReason']].flatMap((reason) => asText(reason) ?? []),
  );
}

function geminiAnswer(candidates: JsonObject[]): OutputContent {
  const reasons = candidates.flatMap((item) => asText(item['finishReason']) ?? asText(item['finish_reason']) ?? []);
  return plain(
    candidates.map((item) => anyMessage({ role: 'model', parts: [], ...asObject(item['content']) }, 'assistant')),
    reasons,
  );
}

function generation(item: JsonObject): Message {
  return isObject(item['message'])
    ? anyMessage(item['message'], 'assistant')
    : anyMessage(asString(item['text']) ?? item, 'assistant');
}
