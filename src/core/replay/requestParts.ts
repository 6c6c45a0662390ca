/** What the renderers of other providers share: leading instructions, tool choice and arguments in no provider's words. */
import type { JsonObject, JsonValue, Message, Part } from '../trace/model';
import { asText, isObject, splitDataUrl } from '../trace/normalise/json';

/** A body, and what the API cannot carry of the request, as sentences, each once. */
export interface RenderedRequest {
  body: JsonObject;
  lossy: string[];
}

export class Lossy {
  private readonly sentences = new Set<string>();
  say(sentence: string): void {
    this.sentences.add(sentence);
  }
  all(): string[] {
    return [...this.sentences];
  }
}

const isInstruction = ({ role }: Message): boolean => role === 'system' || role === 'developer';

/** Leading system and developer messages stand apart in other APIs. */
export function splitInstructions(messages: readonly Message[]): { leading: Message[]; rest: Message[] } {
  const first = messages.findIndex((message) => !isInstruction(message));
  const end = first < 0 ? messages.length : first;
  return { leading: messages.slice(0, end), rest: messages.slice(end) };
}

export interface ToolChoice {
  mode: 'auto' | 'any' | 'none' | 'tool';
  name?: string;
}

/** OpenAI's and Anthropic's ways to say it; undefined for what is neither. */
export function toolChoiceOf(choice: JsonValue): ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none') return { mode: choice };
  if (choice === 'required' || choice === 'any') return { mode: 'any' };
  if (!isObject(choice)) return undefined;
  const { type } = choice;
  if (type === 'auto' || type === 'any' || type === 'none') return { mode: type };
  const name =
    asText(choice['name']) ?? (isObject(choice['function']) ? asText(choice['function']['name']) : undefined);
  return name !== undefined && (type === 'tool' || type === 'function') ? { mode: 'tool', name } : undefined;
}

/** The arguments of a call as an object; undefined where they are no JSON object. */
export function argumentsOf(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export type MediaPart = Extract<Part, { type: 'image' | 'audio' | 'file' }>;

/** Base64 with its type, an address, or nothing. */
export function mediaOf({
  type,
  mimeType,
  data,
  url,
}: MediaPart): { mimeType: string; data: string } | { url: string } | undefined {
  const usual = { image: 'image/png', audio: 'audio/wav', file: 'application/pdf' }[type];
  const inside = data ?? url;
  if (inside === undefined) return undefined;
  const split = splitDataUrl(inside);
  if ('data' in split) return split;
  return data === undefined ? split : { mimeType: mimeType ?? usual, data };
}

/** Name and schema of a strict JSON answer, as OpenAI's `response_format` asks for it. */
export function answerSchema(format: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(format) || format['type'] !== 'json_schema' || !isObject(format['json_schema'])) return undefined;
  return format['json_schema']['schema'];
}

/** A string or a list of them, as a list. */
export const asList = (value: JsonValue): JsonValue[] => (Array.isArray(value) ? value : [value]);
