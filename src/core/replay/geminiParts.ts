/**
 * Messages as Gemini's contents: roles user and model, in turns. A tool's result finds the name of its function by the
 * id of its call. What has no place is said and never dropped in silence.
 */
import type { Extra, JsonObject, JsonValue, Message, Part, ToolCallPart, ToolResultPart } from '../trace/model';
import { argumentsOf, mediaOf, type Lossy, type MediaPart } from './requestParts';

interface Context {
  lossy: Lossy;
  /** Names of functions by the ids of their calls. */
  names: ReadonlyMap<string, string>;
}

export function geminiContents(messages: readonly Message[], lossy: Lossy): JsonObject[] {
  const context = { lossy, names: calledNames(messages) };
  const contents: { role: string; parts: JsonValue[] }[] = [];
  for (const message of messages) {
    const role = roleOf(message, lossy);
    const parts = message.parts.flatMap((part) => renderPart(part, context));
    if (message.name !== undefined) lossy.say(`The name '${message.name}' of a message is left out.`);
    noteExtra(message.extra, lossy);
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else if (parts.length > 0) contents.push({ role, parts });
  }
  return contents;
}

/** A part of the instructions; nothing where it is no text. */
export function geminiText(part: Part, lossy: Lossy): JsonObject[] {
  if (part.type !== 'text') return [];
  noteExtra(part.extra, lossy);
  return [{ text: part.text }];
}

function calledNames(messages: readonly Message[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const part of messages.flatMap(({ parts }) => parts)) {
    if (part.type === 'toolCall' && part.id !== undefined) names.set(part.id, part.name);
  }
  return names;
}

function roleOf({ role }: Message, lossy: Lossy): 'user' | 'model' {
  if (role === 'assistant') return 'model';
  if (role === 'system' || role === 'developer') {
    lossy.say(`A ${role} message after the first user message is sent as the user's text.`);
  }
  return 'user';
}

/** How readers keep the wire's form: nothing that is lost. */
const FORM_MARKS = [
  'contentForm',
  'argumentsForm',
  'field',
  'function',
  'custom',
  'type',
  'image_url',
  'input_audio',
  'file',
  'source',
];

function noteExtra(extra: Extra | undefined, lossy: Lossy): void {
  for (const [key, value] of Object.entries(extra ?? {})) {
    if (!FORM_MARKS.includes(key) && value !== null) {
      lossy.say(`The field '${key}' of a message has no counterpart and is left out.`);
    }
  }
}

function renderPart(part: Part, context: Context): JsonValue[] {
  const { lossy } = context;
  if (part.type !== 'unknown') noteExtra(part.extra, lossy);
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'refusal':
      lossy.say('A refusal is sent as plain text of the model.');
      return [{ text: part.text }];
    case 'reasoning':
      lossy.say('Reasoning of another provider carries no signature of this one and is left out.');
      return [];
    case 'toolCall':
      return [functionCall(part, lossy)];
    case 'toolResult':
      return functionResponse(part, context);
    case 'image':
    case 'audio':
    case 'file':
      return media(part, lossy);
    case 'unknown':
      lossy.say('Parts of a kind that this API does not know are left out.');
      return [];
  }
}

function functionCall({ id, name, arguments: text }: ToolCallPart, lossy: Lossy): JsonObject {
  const args = argumentsOf(text);
  if (!args)
    lossy.say(`The arguments of a call of '${name}' are no JSON object: they stand under 'arguments' as text.`);
  return { functionCall: { ...(id === undefined ? {} : { id }), name, args: args ?? { arguments: text } } };
}

/** The result is an object there; text that is none stands under 'result', an error under 'error'. */
function functionResponse(part: ToolResultPart, context: Context): JsonValue[] {
  const { id, isError } = part;
  const name = part.name ?? (id === undefined ? undefined : context.names.get(id));
  if (name === undefined)
    context.lossy.say('A tool result whose call is not in the request: the API needs its function’s name.');
  const texts = part.parts.flatMap((inner) => (inner.type === 'text' ? [inner.text] : []));
  const text = texts.join('\n');
  const value = isError === true ? undefined : objectOf(text);
  const response = value ?? { [isError === true ? 'error' : 'result']: text };
  const others = part.parts.filter((inner) => inner.type !== 'text');
  if (others.length > 0) context.lossy.say('Images and files of a tool’s result follow it as parts of their own.');
  return [
    { functionResponse: { ...(id === undefined ? {} : { id }), name: name ?? 'unknown', response } },
    ...others.flatMap((inner) => renderPart(inner, context)),
  ];
}

const objectOf = (text: string): JsonObject | undefined => (text.trim() === '' ? undefined : argumentsOf(text));

function media(part: MediaPart, lossy: Lossy): JsonValue[] {
  const found = mediaOf(part);
  if (!found) {
    lossy.say(`A part of type ${part.type} holds neither data nor an address: it is left out.`);
    return [];
  }
  if (part.name !== undefined) lossy.say(`The name '${part.name}' of a file is left out.`);
  if ('data' in found) return [{ inlineData: { mimeType: found.mimeType, data: found.data } }];
  if (part.mimeType === undefined) lossy.say('An address goes without its type, which the log does not name.');
  return [{ fileData: { ...(part.mimeType === undefined ? {} : { mimeType: part.mimeType }), fileUri: found.url } }];
}
