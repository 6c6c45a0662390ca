/**
 * Messages and parts as Anthropic's blocks: the inverse of trace/normalise/anthropic.ts, whose marks in `extra` it
 * follows. Parts of other providers are converted; what has no place is said and never dropped in silence.
 */
import type { Extra, JsonObject, JsonValue, Message, Part, ToolCallPart, ToolResultPart } from '../trace/model';
import { isObject, only, without } from '../trace/normalise/json';
import { argumentsOf, mediaOf, type Lossy, type MediaPart } from './requestParts';

export interface AnthropicContext {
  /** Nothing shows another API: roles and their order are taken as they are. */
  isNative: boolean;
  /** It shows Anthropic's: fields without a name go back where they were. */
  keepsExtra: boolean;
  lossy: Lossy;
}

const MARKS = ['contentForm', 'argumentsForm', 'source'];
/** Fields of blocks that the API has and the normal form has no name for. */
const BLOCK_FIELDS = ['cache_control', 'citations', 'context', 'caller'];

/** What of `extra` belongs on the wire. */
function wireExtra(
  extra: Extra | undefined,
  { keepsExtra, lossy }: AnthropicContext,
  ownFields = BLOCK_FIELDS,
): JsonObject {
  const fields = without(extra ?? {}, MARKS);
  if (keepsExtra) return fields;
  const known = only(fields, ownFields);
  for (const key of Object.keys(without(fields, Object.keys(known)))) {
    if (!FOREIGN_MARKS.includes(key)) lossy.say(`The field '${key}' of a message has no counterpart and is left out.`);
  }
  return known;
}
/** How other readers keep the wire's form: nothing that is lost. */
const FOREIGN_MARKS = ['field', 'function', 'custom', 'type', 'image_url', 'input_audio', 'file'];

export function anthropicSystem(
  parts: readonly Part[],
  asParts: boolean,
  context: AnthropicContext,
): JsonValue | undefined {
  const blocks = parts.flatMap((part) => renderPart(part, context));
  const [single] = blocks;
  const isPlain =
    blocks.length === 1 && isObject(single) && Object.keys(single).length === 2 && single['type'] === 'text';
  if (isPlain && !asParts) return single['text'];
  return blocks.length === 0 && !asParts ? undefined : blocks;
}

export function anthropicMessages(messages: readonly Message[], context: AnthropicContext): JsonObject[] {
  const rendered = messages.flatMap((message) => renderMessage(message, context));
  return context.isNative ? rendered : merged(rendered);
}

/** Turns alternate: neighbours of one role are one message of blocks, tool results first as the API asks. */
function merged(messages: readonly JsonObject[]): JsonObject[] {
  const turns: JsonObject[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last?.['role'] !== message['role'] || !last) turns.push(message);
    else
      turns[turns.length - 1] = { ...last, content: [...blocksOf(last['content']), ...blocksOf(message['content'])] };
  }
  return turns;
}

const blocksOf = (content: JsonValue | undefined): JsonValue[] =>
  Array.isArray(content)
    ? content
    : typeof content === 'string' && content !== ''
      ? [{ type: 'text', text: content }]
      : [];

function renderMessage(message: Message, context: AnthropicContext): JsonObject[] {
  const { extra, parts } = message;
  const [first] = parts;
  if (extra?.['contentForm'] === 'message' && first?.type === 'unknown') {
    // A message that was no object: only the list that holds it can say so.
    return isObject(first.raw) ? [first.raw] : [];
  }
  if (message.name !== undefined) context.lossy.say(`The name '${message.name}' of a message is left out.`);
  const role = roleOf(message, context);
  const content = contentOf(parts, extra, context);
  if (!context.isNative && (content['content'] === undefined || isEmpty(content['content']))) return [];
  return [{ role, ...content, ...wireExtra(extra, context, []) }];
}

const isEmpty = (content: JsonValue): boolean => content === '' || (Array.isArray(content) && content.length === 0);

function roleOf({ role }: Message, { isNative, lossy }: AnthropicContext): string {
  if (role === 'assistant' || role === 'user' || isNative) return role === 'tool' ? 'user' : role;
  if (role !== 'tool') lossy.say(`A ${role} message after the first user message is sent as the user's text.`);
  return 'user';
}

/** Text alone is a string where the wire had one, else a list of blocks. */
function contentOf(parts: readonly Part[], extra: Extra | undefined, context: AnthropicContext): JsonObject {
  const form = extra?.['contentForm'];
  const [first] = parts;
  if (parts.length === 0) return form === 'absent' ? {} : { content: [] };
  if (parts.length === 1 && first?.type === 'text' && (form !== 'parts' || !context.isNative)) {
    const own = wireExtra(first.extra, context);
    if (Object.keys(own).length === 0) return { content: first.text };
  }
  // Content that was neither a string nor a list.
  if (parts.length === 1 && first?.type === 'unknown' && !(isObject(first.raw) && 'type' in first.raw)) {
    return context.isNative ? { content: first.raw } : { content: [] };
  }
  return { content: parts.flatMap((part) => renderPart(part, context)) };
}

function renderPart(part: Part, context: AnthropicContext): JsonValue[] {
  const { lossy } = context;
  switch (part.type) {
    case 'text':
      return part.text === '' && !context.isNative
        ? []
        : [{ type: 'text', text: part.text, ...wireExtra(part.extra, context) }];
    case 'refusal':
      lossy.say('A refusal is sent as plain text of the assistant.');
      return [{ type: 'text', text: part.text }];
    case 'reasoning':
      return reasoning(part, context);
    case 'toolCall':
      return toolUse(part, context);
    case 'toolResult':
      return [toolResult(part, context)];
    case 'image':
    case 'audio':
    case 'file':
      return media(part, context);
    case 'unknown':
      if (context.isNative) return [part.raw];
      lossy.say('Parts of a kind that this API does not know are left out.');
      return [];
  }
}

/** Thinking goes back word for word with its signature, or not at all: the API checks it. */
function reasoning(part: Extract<Part, { type: 'reasoning' }>, context: AnthropicContext): JsonValue[] {
  const { text, signature, encrypted } = part;
  if (!context.isNative || (encrypted !== undefined && text !== '')) {
    context.lossy.say('Reasoning of another provider carries no signature of this one and is left out.');
    return [];
  }
  const extra = wireExtra(part.extra, context);
  if (encrypted !== undefined) return [{ type: 'redacted_thinking', data: encrypted, ...extra }];
  return [{ type: 'thinking', thinking: text, ...(signature === undefined ? {} : { signature }), ...extra }];
}

function toolUse(part: ToolCallPart, context: AnthropicContext): JsonValue[] {
  const { id, name, extra } = part;
  const input = inputOf(part, context);
  const type = context.keepsExtra && typeof extra?.['type'] === 'string' ? extra['type'] : 'tool_use';
  return [{ type, ...(id === undefined ? {} : { id }), name, input, ...wireExtra(extra, context) }];
}

function inputOf({ name, arguments: text, extra }: ToolCallPart, { keepsExtra, lossy }: AnthropicContext): JsonValue {
  if (keepsExtra && extra?.['argumentsForm'] === 'string') return text;
  const input = argumentsOf(text);
  if (input) return input;
  const parsed = keepsExtra ? parsedJson(text) : undefined;
  if (parsed !== undefined) return parsed;
  lossy.say(`The arguments of a call of '${name}' are no JSON object: they stand under 'arguments' as text.`);
  return { arguments: text };
}

function parsedJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function toolResult(part: ToolResultPart, context: AnthropicContext): JsonObject {
  const { id, isError, extra } = part;
  const type = context.keepsExtra && typeof extra?.['type'] === 'string' ? extra['type'] : 'tool_result';
  if (id === undefined) context.lossy.say('A tool result without the id of its call: the API needs one.');
  return {
    type,
    ...(id === undefined ? {} : { tool_use_id: id }),
    ...contentOf(part.parts, extra, context),
    ...(isError === undefined ? {} : { is_error: isError }),
    ...wireExtra(extra, context),
  };
}

function media(part: MediaPart, context: AnthropicContext): JsonValue[] {
  const inner = part.extra?.['source'];
  const own = context.keepsExtra && isObject(inner) ? inner : {};
  const source = Object.keys(own).length > 0 || context.keepsExtra ? sourceAsLogged(part, own) : sourceOf(part);
  if (part.type === 'audio' || !source) {
    const why =
      part.type === 'audio' ? 'Audio cannot be sent' : `A part of type ${part.type} holds neither data nor an address`;
    context.lossy.say(`${why}: it is left out.`);
    return [];
  }
  const title = part.type === 'file' && part.name !== undefined ? { title: part.name } : {};
  return [{ type: part.type === 'file' ? 'document' : 'image', source, ...title, ...wireExtra(part.extra, context) }];
}

function sourceAsLogged({ mimeType, data, url }: MediaPart, own: JsonObject): JsonObject | undefined {
  if (data === undefined && url === undefined && Object.keys(own).length === 0) return undefined;
  return {
    type: url !== undefined && data === undefined ? 'url' : 'base64',
    ...(mimeType === undefined ? {} : { media_type: mimeType }),
    ...(data === undefined ? {} : { data }),
    ...(url === undefined ? {} : { url }),
    ...own,
  };
}

function sourceOf(part: MediaPart): JsonObject | undefined {
  const found = mediaOf(part);
  if (!found) return undefined;
  if ('url' in found) return { type: 'url', url: found.url };
  return { type: 'base64', media_type: found.mimeType, data: found.data };
}
