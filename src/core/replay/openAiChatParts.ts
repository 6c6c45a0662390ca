/**
 * Messages in the normal form as OpenAI chat messages: the inverse of trace/normalise/openAi.ts, whose marks in `extra`
 * it follows, so that a logged body comes back as it was. Parts of other providers are converted; what has no place is
 * named in `notCarried` and never dropped in silence.
 */
import type { Extra, JsonObject, JsonValue, Message, Part, ToolCallPart, ToolResultPart } from '../trace/model';

export interface RenderContext {
  /** Blocks and fields of Anthropic's API: their `extra` means nothing to OpenAI. */
  isForeign: boolean;
  notCarried: Set<string>;
}

const MARKS = ['contentForm', 'field', 'argumentsForm'];
const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** What of a message's or part's `extra` belongs on the wire. */
function wireExtra(extra: Extra | undefined, context: RenderContext, inner?: string): JsonObject {
  const kept = without(extra ?? {}, inner === undefined ? MARKS : [...MARKS, inner]);
  if (!context.isForeign) return kept;
  for (const key of Object.keys(kept)) context.notCarried.add(key);
  return {};
}

function innerExtra(extra: Extra | undefined, key: string, context: RenderContext): JsonObject {
  const inner = extra?.[key];
  return isObject(inner) && !context.isForeign ? inner : {};
}

/** One message of ours can be several of theirs: each tool result is a message of its own. */
export function renderMessage(message: Message, context: RenderContext): JsonObject[] {
  const [first] = message.parts;
  if (message.extra?.['contentForm'] === 'message' && first?.type === 'unknown')
    return wholeMessage(first.raw, context);
  const results = message.parts.filter((part) => part.type === 'toolResult');
  if (results.length === 0) return [plainMessage(message, message.parts, context)];
  const [only] = results;
  if (message.role === 'tool' && message.parts.length === 1 && only) return [toolMessage(message, only, context)];
  if (message.role === 'assistant') context.notCarried.add('results of tools that the provider ran');
  const separate = message.role === 'assistant' ? [] : results.map((result) => toolMessage(undefined, result, context));
  const rest = message.parts.filter((part) => part.type !== 'toolResult');
  return rest.length === 0 ? separate : [...separate, plainMessage(message, rest, context)];
}

function wholeMessage(raw: JsonValue, context: RenderContext): JsonObject[] {
  if (isObject(raw)) return [raw];
  context.notCarried.add('messages that are no objects');
  return [];
}

function toolMessage(message: Message | undefined, result: ToolResultPart, context: RenderContext): JsonObject {
  const extra = message ? wireExtra(message.extra, context) : {};
  wireExtra(result.extra, context);
  if (result.isError === true) context.notCarried.add('is_error of tool results');
  return {
    role: 'tool',
    ...(message?.name === undefined ? {} : { name: message.name }),
    ...(result.id === undefined ? {} : { tool_call_id: result.id }),
    ...content(result.parts, message?.extra, context, message === undefined || context.isForeign),
    ...extra,
  };
}

function plainMessage(message: Message, parts: readonly Part[], context: RenderContext): JsonObject {
  const inContent = parts.filter((part) => isContent(part));
  return {
    role: message.role,
    ...(message.name === undefined ? {} : { name: message.name }),
    ...content(inContent, message.extra, context),
    ...ownFields(parts, context),
    ...wireExtra(message.extra, context),
  };
}

const fieldOf = (part: Part): JsonValue | undefined => (part.type === 'unknown' ? undefined : part.extra?.['field']);
const isContent = (part: Part): boolean =>
  part.type !== 'toolCall' && part.type !== 'reasoning' && fieldOf(part) === undefined;

/** The message's own fields beside `content`. */
function ownFields(parts: readonly Part[], context: RenderContext): JsonObject {
  const fields: JsonObject = {};
  const toolCalls: JsonObject[] = [];
  for (const part of parts) {
    const field = fieldOf(part);
    if (part.type === 'toolCall') {
      if (field === 'function_call') fields['function_call'] = calledFunction(part, context);
      else toolCalls.push(...toolCall(part, context));
    } else if (part.type === 'audio' && field === 'audio') {
      const data = part.data === undefined ? {} : { data: part.data };
      fields['audio'] = { ...innerExtra(part.extra, 'audio', context), ...data };
    } else if ((part.type === 'reasoning' || part.type === 'refusal') && typeof field === 'string') {
      fields[field] = part.text;
    } else if (part.type === 'reasoning') {
      context.notCarried.add('reasoning');
    }
  }
  if (toolCalls.length > 0) fields['tool_calls'] = toolCalls;
  return fields;
}

function toolCall(part: ToolCallPart, context: RenderContext): JsonObject[] {
  if (context.isForeign && part.extra?.['type'] !== undefined) {
    context.notCarried.add('calls of tools that the provider ran');
    return [];
  }
  const { extra } = part;
  const key = extra?.['type'] === 'custom' ? 'custom' : 'function';
  const type = extra?.['type'] === undefined ? 'function' : extra['type'];
  const outer = without(wireExtra(extra, context, key), ['type']);
  return [
    {
      ...(part.id === undefined ? {} : { id: part.id }),
      ...(type === null ? {} : { type }),
      [key]: calledFunction(part, context),
      ...outer,
    },
  ];
}

function calledFunction(part: ToolCallPart, context: RenderContext): JsonObject {
  const isCustom = part.extra?.['type'] === 'custom';
  const inner = innerExtra(part.extra, isCustom ? 'custom' : 'function', context);
  const form = context.isForeign ? undefined : part.extra?.['argumentsForm'];
  const name = part.name === '' ? {} : { name: part.name };
  if (form === 'absent') return { ...name, ...inner };
  const value = form === 'json' ? parseJson(part.arguments) : part.arguments;
  return { ...name, [isCustom ? 'input' : 'arguments']: value, ...inner };
}

/** Was written by JSON.stringify; a hand-edited one stays the string that it is. */
function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** `content` as the wire had it; `asText` joins what is only text to one string. */
function content(parts: readonly Part[], extra: Extra | undefined, context: RenderContext, asText = false): JsonObject {
  const form = context.isForeign ? undefined : extra?.['contentForm'];
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (asText && texts.length === parts.length) {
    parts.forEach((part) => part.type === 'text' && wireExtra(part.extra, context));
    return { content: texts.join('\n') };
  }
  const [first] = parts;
  if (parts.length === 0) return form === 'parts' ? { content: [] } : form === 'null' ? { content: null } : {};
  if (parts.length === 1 && first?.type === 'text' && form !== 'parts') {
    if (Object.keys(wireExtra(first.extra, context)).length === 0) return { content: first.text };
  }
  return { content: parts.flatMap((part) => renderPart(part, context)) };
}

function renderPart(part: Part, context: RenderContext): JsonValue[] {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text, ...wireExtra(part.extra, context) }];
    case 'refusal':
      return [{ type: 'refusal', refusal: part.text, ...wireExtra(part.extra, context) }];
    case 'image':
    case 'audio':
    case 'file':
      return renderMedia(part, context);
    case 'unknown':
      if (!context.isForeign) return [part.raw];
      context.notCarried.add('parts of a kind that OpenAI does not know');
      return [];
    case 'toolResult':
      return part.parts.flatMap((inner) => renderPart(inner, context));
    case 'toolCall':
    case 'reasoning':
      return [];
  }
}

type MediaPart = Extract<Part, { type: 'image' | 'audio' | 'file' }>;

function renderMedia(part: MediaPart, context: RenderContext): JsonValue[] {
  const key = { image: 'image_url', audio: 'input_audio', file: 'file' }[part.type];
  const body = mediaBody(part);
  const inner = innerExtra(part.extra, key, context);
  if (body === undefined && Object.keys(inner).length === 0) {
    context.notCarried.add(`${part.type} parts without content`);
    return [];
  }
  return [{ type: key, [key]: { ...body, ...inner }, ...wireExtra(part.extra, context, key) }];
}

function mediaBody(part: MediaPart): JsonObject | undefined {
  const { mimeType, data, url, name } = part;
  const dataUrl = data !== undefined && mimeType !== undefined ? `data:${mimeType};base64,${data}` : data;
  switch (part.type) {
    case 'image':
      return url !== undefined || dataUrl !== undefined ? { url: url ?? dataUrl ?? '' } : undefined;
    case 'audio':
      return data === undefined ? undefined : { data, format: (mimeType ?? 'audio/wav').replace(/^audio\//, '') };
    case 'file':
      if (dataUrl === undefined && name === undefined) return undefined;
      return {
        ...(name === undefined ? {} : { filename: name }),
        ...(dataUrl === undefined ? {} : { file_data: dataUrl }),
      };
  }
}
