/** A generateContent body of the Gemini API in the normal form. Never throws; what has no name here is kept raw. */
import type { JsonObject, JsonValue, Message, Part, Role, ToolDefinition } from '../../trace/model';
import { asArray, asObject, asText, compact, extraOf, isObject, without } from '../../trace/normalise/json';
import type { RequestFields } from '../../trace/normalise/openAiBodies';

/** `contents` holds turns with parts. */
export const isGeminiRequest = (value: JsonObject): boolean =>
  Array.isArray(value['contents']) && value['contents'].length > 0 && value['contents'].every(isContent);

export const isContent = (value: JsonValue): value is JsonObject => isObject(value) && Array.isArray(value['parts']);

export function geminiRequest(body: JsonObject): RequestFields {
  const instruction = body['systemInstruction'] ?? body['system_instruction'];
  const config = asObject(body['generationConfig'] ?? body['generation_config']);
  const tools = asArray(body['tools']) ?? [];
  const model = asText(body['model'])?.replace(/^models\//, '');
  return compact({
    requestedModel: model,
    system: instruction === undefined ? undefined : instructionParts(instruction),
    messages: (asArray(body['contents']) ?? []).map(geminiMessage),
    tools: tools.flatMap(geminiTools),
    params: config ?? {},
    ...extraOf(without(body, TAKEN)),
  });
}

const TAKEN = [
  'model',
  'contents',
  'systemInstruction',
  'system_instruction',
  'generationConfig',
  'generation_config',
  'tools',
];

function instructionParts(instruction: JsonValue): Part[] {
  if (typeof instruction === 'string') return [{ type: 'text', text: instruction }];
  return (asArray(asObject(instruction)?.['parts']) ?? []).map(geminiPart);
}

export function geminiMessage(content: JsonValue): Message {
  const value = asObject(content) ?? {};
  const parts = (asArray(value['parts']) ?? []).map(geminiPart);
  const isResult = parts.length > 0 && parts.every(({ type }) => type === 'toolResult');
  const role: Role = isResult ? 'tool' : value['role'] === 'model' ? 'assistant' : 'user';
  return { role, parts, ...extraOf(without(value, ['role', 'parts'])) };
}

function geminiPart(wire: JsonValue): Part {
  if (!isObject(wire)) return { type: 'unknown', raw: wire };
  return textPart(wire) ?? mediaPart(wire) ?? callPart(wire) ?? { type: 'unknown', raw: wire };
}

function textPart(wire: JsonObject): Part | undefined {
  const { text, thought } = wire;
  if (typeof text !== 'string') return undefined;
  const extra = extraOf(without(wire, ['text', 'thought']));
  return thought === true ? { type: 'reasoning', text, ...extra } : { type: 'text', text, ...extra };
}

function mediaPart(wire: JsonObject): Part | undefined {
  const media = asObject(wire['inlineData'] ?? wire['inline_data'] ?? wire['fileData'] ?? wire['file_data']);
  if (!media) return undefined;
  const mimeType = asText(media['mimeType'] ?? media['mime_type']);
  const url = asText(media['fileUri'] ?? media['file_uri']);
  const data = asText(media['data']);
  const kind = mimeType?.split('/')[0];
  const type = kind === 'image' || kind === 'audio' ? kind : 'file';
  return compact({ type: type, mimeType, url, data });
}

function callPart(wire: JsonObject): Part | undefined {
  const call = asObject(wire['functionCall'] ?? wire['function_call']);
  const id = asText(call?.['id']);
  if (call)
    return compact({
      type: 'toolCall' as const,
      id,
      name: asText(call['name']) ?? '',
      arguments: JSON.stringify(call['args'] ?? {}),
    });
  const result = asObject(wire['functionResponse'] ?? wire['function_response']);
  if (!result) return undefined;
  const text = JSON.stringify(result['response'] ?? null);
  return compact({
    type: 'toolResult' as const,
    id: asText(result['id']),
    name: asText(result['name']),
    parts: [{ type: 'text' as const, text }],
  });
}

/** One entry of `tools` holds several functions, or is a tool of the provider's own. */
function geminiTools(wire: JsonValue): ToolDefinition[] {
  const declarations = isObject(wire)
    ? asArray(wire['functionDeclarations'] ?? wire['function_declarations'])
    : undefined;
  if (!declarations) return [{ name: isObject(wire) ? (Object.keys(wire)[0] ?? 'tool') : 'tool', raw: wire }];
  return declarations.filter(isObject).map((each) =>
    compact({
      name: asText(each['name']) ?? 'tool',
      description: asText(each['description']),
      parameters: each['parameters'] ?? each['parametersJsonSchema'],
    }),
  );
}
