/**
 * OpenAI Chat Completions: a request body's messages and tools in the normal form. Nothing is lost: a renderer can
 * give back the logged body exactly. Never throws; what has no name here stays in `extra` or an `unknown` part.
 *
 * How the wire form is kept (for renderOpenAiChat):
 * - Fields of a message without a name here are in `message.extra`, to be spread over the rendered message; so are
 *   fields that hold null or an empty list (`refusal: null`, `tool_calls: []`) and a role that is none of ours.
 * - `message.extra.contentForm`: 'parts' = one text or none, written as a list; 'null' = `content: null`;
 *   'message' = the whole message is `parts[0].raw`. Without the mark: no content parts = no `content` key, one text
 *   without `extra` = a string, anything else = a list.
 * - `part.extra.field`: the message's own field that held the part instead of `content`: 'refusal', 'audio',
 *   'reasoning', 'reasoning_content', 'function_call'. Tool calls without it are in `tool_calls`.
 * - `part.extra.<key>` for key = image_url, input_audio, file, function, custom, audio: further fields of that inner
 *   object. Other keys of `part.extra` are fields of the part itself; `type: null` = the wire had no type.
 * - `toolCall.extra.argumentsForm`: 'json' = the arguments were no string but this JSON, 'absent' = there were none.
 * - A tool message is one toolResult with the content's parts; a legacy `function` message has `extra.role`.
 * - `toolsField: 'functions'` in the call's `extra`: the tools were the legacy `functions`. Tools' `raw` is the wire's.
 */
import type { JsonObject, JsonValue, Message, Part, Role, ToolDefinition } from '../model';
import { asString, compact, extraOf, isObject, splitDataUrl, without } from './json';

const ROLES: readonly string[] = ['system', 'developer', 'user', 'assistant', 'tool'] satisfies Role[];
const isRole = (value: JsonValue | undefined): value is Role => typeof value === 'string' && ROLES.includes(value);

export function openAiMessages(messages: JsonValue): Message[] {
  return Array.isArray(messages) ? messages.map(openAiMessage) : [];
}

export function openAiMessage(wire: JsonValue): Message {
  if (!isObject(wire)) {
    return { role: 'user', parts: [{ type: 'unknown', raw: wire }], extra: { contentForm: 'message' } };
  }
  const { role, extra: roleExtra } = roleOf(wire['role']);
  const content = contentOf(wire);
  const fields = FIELDS.map((read) => read(wire));
  const isToolMessage = role === 'tool';
  const name = asString(wire['name']);
  const parts = isToolMessage ? [toolResultOf(wire, content.parts)] : content.parts;
  const taken = ['role', ...content.taken, ...fields.flatMap((field) => field.taken)];
  if (name !== undefined) taken.push('name');
  if (isToolMessage && typeof wire['tool_call_id'] === 'string') taken.push('tool_call_id');
  const before = fields.flatMap((field) => (field.isBefore === true ? field.parts : []));
  const after = fields.flatMap((field) => (field.isBefore === true ? [] : field.parts));
  return compact({
    role,
    name,
    parts: [...before, ...parts, ...after],
    ...extraOf({ ...without(wire, taken), ...roleExtra, ...content.extra }),
  });
}

function roleOf(role: JsonValue | undefined): { role: Role; extra: JsonObject } {
  if (isRole(role)) return { role, extra: {} };
  const extra = { role: role ?? null };
  return { role: role === 'function' ? 'tool' : role === 'model' ? 'assistant' : 'user', extra };
}

function toolResultOf(wire: JsonObject, parts: Part[]): Part {
  return compact({
    type: 'toolResult' as const,
    id: asString(wire['tool_call_id']),
    name: asString(wire['name']),
    parts,
  });
}

/** What one or more of a message's fields hold, and which fields are thereby said. */
interface Reading {
  parts: Part[];
  taken: string[];
  isBefore?: boolean;
}
const NOTHING: Reading = { parts: [], taken: [] };

function contentOf(wire: JsonObject): Reading & { extra: JsonObject } {
  const content = wire['content'];
  const taken = ['content'];
  if (content === undefined) return { parts: [], taken, extra: {} };
  if (content === null) return { parts: [], taken, extra: { contentForm: 'null' } };
  if (typeof content === 'string') return { parts: [{ type: 'text', text: content }], taken, extra: {} };
  if (!Array.isArray(content)) return { parts: [], taken: [], extra: {} };
  const parts = content.map(openAiPart);
  const [first] = parts;
  const readsAsString = parts.length === 0 || (parts.length === 1 && first?.type === 'text');
  return { parts, taken, extra: readsAsString ? { contentForm: 'parts' } : {} };
}

/** One part of a content list. */
export function openAiPart(wire: JsonValue): Part {
  if (!isObject(wire)) return { type: 'unknown', raw: wire };
  const type = asString(wire['type']) ?? '';
  const reader = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  return reader?.(wire) ?? { type: 'unknown', raw: wire };
}

const rest = (wire: JsonObject, key: string, inner: JsonObject): { extra?: JsonObject } =>
  extraOf({ ...without(wire, ['type', key]), ...(Object.keys(inner).length > 0 ? { [key]: inner } : {}) });

type PartReader = (wire: JsonObject) => Part | undefined;
const PARTS: Readonly<Record<string, PartReader>> = {
  text: (wire) =>
    typeof wire['text'] === 'string'
      ? { type: 'text', text: wire['text'], ...extraOf(without(wire, ['type', 'text'])) }
      : undefined,
  refusal: (wire) =>
    typeof wire['refusal'] === 'string'
      ? { type: 'refusal', text: wire['refusal'], ...extraOf(without(wire, ['type', 'refusal'])) }
      : undefined,
  image_url: (wire) => {
    const image = wire['image_url'];
    if (!isObject(image) || typeof image['url'] !== 'string') return undefined;
    return { type: 'image', ...splitDataUrl(image['url']), ...rest(wire, 'image_url', without(image, ['url'])) };
  },
  input_audio: (wire) => {
    const audio = wire['input_audio'];
    if (!isObject(audio) || typeof audio['data'] !== 'string' || typeof audio['format'] !== 'string') return undefined;
    const inner = without(audio, ['data', 'format']);
    return {
      type: 'audio',
      mimeType: `audio/${audio['format']}`,
      data: audio['data'],
      ...rest(wire, 'input_audio', inner),
    };
  },
  file: (wire) => {
    const file = wire['file'];
    if (!isObject(file)) return undefined;
    const { filename, file_data: data } = file;
    const taken = [typeof filename === 'string' ? 'filename' : '', typeof data === 'string' ? 'file_data' : ''];
    return compact({
      type: 'file' as const,
      name: asString(filename),
      ...(typeof data === 'string' ? fileData(data) : {}),
      ...rest(wire, 'file', without(file, taken)),
    });
  },
};

function fileData(data: string): { mimeType?: string; data: string } {
  const split = splitDataUrl(data);
  return 'data' in split ? split : { data };
}

/** The message's own fields that hold parts, in the order in which they are shown. */
const FIELDS: readonly ((wire: JsonObject) => Reading)[] = [
  (wire) => textField(wire, 'reasoning_content', 'reasoning'),
  (wire) => textField(wire, 'reasoning', 'reasoning'),
  (wire) => textField(wire, 'refusal', 'refusal'),
  audioField,
  toolCallsField,
  functionCallField,
];

function textField(wire: JsonObject, field: string, type: 'reasoning' | 'refusal'): Reading {
  const text = wire[field];
  if (typeof text !== 'string') return NOTHING;
  return { parts: [{ type, text, extra: { field } }], taken: [field], isBefore: type === 'reasoning' };
}

function audioField(wire: JsonObject): Reading {
  const audio = wire['audio'];
  if (!isObject(audio)) return NOTHING;
  const data = asString(audio['data']);
  const inner = data === undefined ? audio : without(audio, ['data']);
  return {
    parts: [compact({ type: 'audio' as const, data, extra: { field: 'audio', audio: inner } })],
    taken: ['audio'],
  };
}

function toolCallsField(wire: JsonObject): Reading {
  const calls = wire['tool_calls'];
  if (!Array.isArray(calls) || calls.length === 0) return NOTHING;
  const parts = calls.map(openAiToolCall);
  return parts.every((part) => part !== undefined) ? { parts, taken: ['tool_calls'] } : NOTHING;
}

function functionCallField(wire: JsonObject): Reading {
  const call = wire['function_call'];
  if (!isObject(call)) return NOTHING;
  const { name, text, taken, form } = namedArguments(call, 'arguments');
  const inner = without(call, taken);
  const extra = { field: 'function_call', ...form, ...(Object.keys(inner).length > 0 ? { function: inner } : {}) };
  return { parts: [{ type: 'toolCall', name, arguments: text, extra }], taken: ['function_call'] };
}

function openAiToolCall(wire: JsonValue): Part | undefined {
  if (!isObject(wire)) return undefined;
  const key = wire['type'] === 'custom' ? 'custom' : 'function';
  const call = wire[key];
  if (!isObject(call)) return undefined;
  const { name, text, taken, form } = namedArguments(call, key === 'custom' ? 'input' : 'arguments');
  const id = asString(wire['id']);
  const inner = without(call, taken);
  const type = wire['type'] === undefined ? null : wire['type'];
  return compact({
    type: 'toolCall' as const,
    id,
    name,
    arguments: text,
    ...extraOf({
      ...without(wire, id === undefined ? [key, 'type'] : [key, 'type', 'id']),
      ...(type === 'function' ? {} : { type }),
      ...form,
      ...(Object.keys(inner).length > 0 ? { [key]: inner } : {}),
    }),
  });
}

/** Name and arguments of a call; a name that is no string stays among the inner fields. */
function namedArguments(
  call: JsonObject,
  field: string,
): { name: string; text: string; taken: string[]; form: JsonObject } {
  const value = call[field];
  const name = asString(call['name']);
  const taken = name === undefined ? [field] : ['name', field];
  if (typeof value === 'string') return { name: name ?? '', text: value, taken, form: {} };
  if (value === undefined) return { name: name ?? '', text: '', taken, form: { argumentsForm: 'absent' } };
  return { name: name ?? '', text: JSON.stringify(value), taken, form: { argumentsForm: 'json' } };
}

/** Tool definitions as OpenAI has them (`{type, function}`), as the legacy `functions` have them, or flat. */
export function openAiTools(tools: JsonValue | undefined): ToolDefinition[] {
  return Array.isArray(tools) ? tools.map(openAiTool) : [];
}

function openAiTool(wire: JsonValue): ToolDefinition {
  if (!isObject(wire)) return { name: '', raw: wire };
  const inner = [wire['function'], wire['custom'], wire].find(isObject) ?? wire;
  return compact({
    // A built-in tool ({type: 'web_search'}) has no name but its type.
    name: asString(inner['name']) ?? asString(wire['type']) ?? '',
    description: asString(inner['description']),
    parameters: inner['parameters'] ?? inner['input_schema'] ?? inner['inputSchema'],
    raw: wire,
  });
}
