/**
 * What a span with OpenInference attributes says of its call. The raw provider request and response in `input.value`
 * and `output.value` are the exact payload and win over the flattened messages. Never throws.
 */
import type { CallDraft } from '../../format';
import { parseEmbeddedJson } from '../../jsonText';
import type { FieldGap, JsonObject, JsonValue, Message, Part, Usage } from '../../model';
import { anthropicTools } from '../../normalise/anthropic';
import {
  anthropicRequest,
  anthropicResponse,
  isAnthropicRequest,
  isAnthropicResponse,
} from '../../normalise/anthropicBodies';
import { asArray, asNumber, asObject, asString, asText, compact, isObject, without } from '../../normalise/json';
import { openAiMessage, openAiTools } from '../../normalise/openAi';
import {
  isOpenAiChatRequest,
  isOpenAiChatResponse,
  openAiChatRequest,
  openAiChatResponse,
  type RequestFields,
} from '../../normalise/openAiBodies';
import { listBelow } from '../otlp/flattened';
import { embedded } from '../otlp/genAiMessages';
import { withCacheIncluded } from '../otlp/genAiCall';

export type OpenInferenceFields = Pick<
  CallDraft,
  'params' | 'messages' | 'tools' | 'output' | 'finishReasons' | 'usage'
> &
  Partial<Omit<CallDraft, 'sources' | 'format' | 'replayability'>> & { gaps: FieldGap[]; isExact: boolean };

export function openInferenceFields(attributes: JsonObject): OpenInferenceFields {
  const request = requestOf(attributes);
  const response = responseOf(attributes);
  const model = asText(attributes['llm.model_name']);
  const usd = asNumber(attributes['llm.cost.total']);
  const usage = { ...response.usage, ...withCacheIncluded(tokenCounts(attributes)) };
  return compact({
    ...request,
    ...compact(response),
    provider: (asText(attributes['llm.provider']) ?? asText(attributes['llm.system']))?.toLowerCase(),
    requestedModel: request.requestedModel ?? asText(attributes['llm.request.model_name']) ?? model,
    servedModel: response.servedModel ?? asText(attributes['llm.response.model_name']) ?? model,
    usage,
    cost: response.cost ?? (usd === undefined ? undefined : { usd, basis: 'reported' as const }),
    templateVariables: templateVariables(attributes['llm.prompt_template.variables']),
    site: asText(attributes['prompt.id']) ?? asText(attributes['llm.prompt_template.name']),
    tags: (asArray(embedded(attributes['tag.tags']).value) ?? []).flatMap((tag) => asText(tag) ?? []),
    gaps: [...request.gaps, ...response.gaps],
  });
}

const jsonValue = (attributes: JsonObject, side: 'input' | 'output'): JsonValue | undefined => {
  const text = asString(attributes[`${side}.value`]);
  return text === undefined ? undefined : parseEmbeddedJson(text);
};

function requestOf(attributes: JsonObject): RequestFields & { gaps: FieldGap[]; isExact: boolean } {
  const invocation = asObject(embedded(attributes['llm.invocation_parameters']).value) ?? {};
  const settings = openAiChatRequest({ ...without(invocation, NO_SETTINGS), messages: [] });
  const body = jsonValue(attributes, 'input');
  const exact = providerRequest(body, attributes);
  if (exact) {
    const tools = exact.tools.length > 0 ? exact.tools : flattenedTools(attributes);
    return { ...exact, tools, params: { ...settings.params, ...exact.params }, gaps: [], isExact: true };
  }
  const tools = flattenedTools(attributes);
  const messages = flattenedMessages(attributes, 'llm.input_messages');
  return {
    ...settings,
    messages: messages.length > 0 ? messages : plainPrompt(attributes),
    tools: tools.length > 0 ? tools : settings.tools,
    gaps: [...cutOffGap(attributes, 'input'), ...(isResponses(body) ? [RESPONSES_GAP] : [])],
    isExact: false,
  };
}

/** OpenAI's Responses API: the flattened messages say what was sent, in the form of chat messages. */
const isResponses = (body: JsonValue | undefined): boolean =>
  isObject(body) && body['input'] !== undefined && body['messages'] === undefined;

const RESPONSES_GAP: FieldGap = {
  path: 'messages',
  state: 'guessed',
  reason: 'sent through the Responses API; the messages are read from the flattened attributes',
};

/** Not the wire's own settings: LangChain's names, and what became messages. */
const NO_SETTINGS = ['_type', 'model_name', 'messages', 'input', 'instructions'];

/** The provider's own body, where `input.value` holds one. */
function providerRequest(body: JsonValue | undefined, attributes: JsonObject): RequestFields | undefined {
  if (!isObject(body) || !asArray(body['messages'])?.every(hasRole)) return undefined;
  const provider = `${asText(attributes['llm.provider']) ?? ''} ${asText(attributes['llm.system']) ?? ''}`;
  if (/anthropic/i.test(provider) || isAnthropicRequest(body)) return anthropicRequest(body);
  return isOpenAiChatRequest(body) ? openAiChatRequest(body) : undefined;
}

const hasRole = (message: JsonValue): boolean => typeof asObject(message)?.['role'] === 'string';

/** A text where nothing else is recorded. */
function plainPrompt(attributes: JsonObject): Message[] {
  const prompts = listBelow(attributes, 'llm.prompts', 'prompt').flatMap((item) => asText(item['text']) ?? []);
  const text = prompts.join('\n') || asText(attributes['input.value']);
  if (text === undefined || attributes['input.mime_type'] === 'application/json') return [];
  return [{ role: 'user', parts: [{ type: 'text', text }] }];
}

/** A raw JSON value that does not parse was cut off by an attribute limit. */
function cutOffGap(attributes: JsonObject, side: 'input' | 'output'): FieldGap[] {
  const isCutOff =
    attributes[`${side}.mime_type`] === 'application/json' &&
    asText(attributes[`${side}.value`]) !== undefined &&
    embedded(attributes[`${side}.value`]).isTruncated;
  const path = side === 'input' ? 'messages' : 'output';
  const hasFlattened = `llm.${side}_messages.0.message.role` in attributes;
  if (!isCutOff) return [];
  return [
    {
      path,
      state: hasFlattened ? 'guessed' : 'truncated',
      reason: `${side}.value was cut off; ${hasFlattened ? 'read from the flattened messages' : 'nothing else holds it'}`,
    },
  ];
}

interface Response {
  servedModel?: string;
  responseId?: string;
  output: Message[];
  finishReasons: string[];
  usage: Usage;
  cost?: CallDraft['cost'];
  gaps: FieldGap[];
}

function responseOf(attributes: JsonObject): Response {
  const body = jsonValue(attributes, 'output');
  const exact = isAnthropicResponse(body)
    ? anthropicResponse(body)
    : isOpenAiChatResponse(body)
      ? openAiChatResponse(body)
      : undefined;
  const reason = asText(attributes['llm.finish_reason']) ?? asText(attributes['llm.response.finish_reason']);
  const finishReasons = reason === undefined ? [] : [reason];
  if (exact && exact.output.length > 0) {
    const { error: _, ...fields } = exact;
    return { ...fields, finishReasons: exact.finishReasons.length > 0 ? exact.finishReasons : finishReasons, gaps: [] };
  }
  const responseId = isObject(body) ? asText(body['id']) : undefined;
  const messages = flattenedMessages(attributes, 'llm.output_messages');
  const flattened = isObject(body) && body['object'] === 'response' ? mergeTurn(messages) : messages;
  const output = flattened.length > 0 ? flattened : plainAnswer(attributes);
  return compact({ output, finishReasons, usage: {}, responseId, gaps: cutOffGap(attributes, 'output') });
}

/** The Responses API's items (reasoning, tool call, text) are flattened to a message each, but are one answer. */
function mergeTurn(messages: Message[]): Message[] {
  const [first, ...rest] = messages;
  if (!first || rest.length === 0 || !messages.every((message) => message.role === 'assistant')) return messages;
  return [{ ...first, parts: messages.flatMap((message) => message.parts) }];
}

function plainAnswer(attributes: JsonObject): Message[] {
  const text = asText(attributes['output.value']);
  if (text === undefined || attributes['output.mime_type'] === 'application/json') return [];
  return [{ role: 'assistant', parts: [{ type: 'text', text }] }];
}

/** `llm.input_messages.{i}.message.*` and `llm.output_messages.{i}.message.*`. */
function flattenedMessages(attributes: JsonObject, prefix: string): Message[] {
  return listBelow(attributes, prefix, 'message').map(flattenedMessage);
}

function flattenedMessage(item: JsonObject): Message {
  const { contents, tool_calls: calls, ...fields } = item;
  const toolCalls = (asArray(calls) ?? []).map((call) => asObject(call)?.['tool_call'] ?? call).filter(isObject);
  const parts = (asArray(contents) ?? []).filter(isObject).map(contentPart);
  const inContents = new Set(
    parts.flatMap((part) => (part.type === 'toolCall' && part.id !== undefined ? [part.id] : [])),
  );
  // Anthropic's tool calls are written twice: among the contents and in a list of their own.
  const own = toolCalls.filter((call) => !inContents.has(asText(call['id']) ?? ''));
  const message = openAiMessage({
    role: 'user',
    ...fields,
    ...(own.length > 0 && { tool_calls: own.map((call) => ({ type: 'function', ...call })) }),
  });
  return parts.length === 0 ? message : withParts(message, parts);
}

function withParts(message: Message, parts: Part[]): Message {
  const [first] = message.parts;
  if (message.role === 'tool' && first?.type === 'toolResult') return { ...message, parts: [{ ...first, parts }] };
  return { ...message, parts: [...parts, ...message.parts.filter((part) => part.type !== 'text')] };
}

function contentPart(item: JsonObject): Part {
  const content = asObject(item['message_content']) ?? {};
  const call = asObject(item['tool_call']);
  const type = asString(content['type']) ?? (call ? 'tool_use' : 'text');
  if (call) return toolCallPart(call);
  const text = asString(content['text']);
  if (type === 'reasoning') {
    return compact({
      type: 'reasoning' as const,
      text: text ?? '',
      signature: asText(content['signature']),
      encrypted: asText(content['encrypted_content']) ?? asText(content['data']),
    });
  }
  if (type === 'image') return imagePart(content);
  return text === undefined ? { type: 'unknown', raw: item } : { type: 'text', text };
}

function toolCallPart(call: JsonObject): Part {
  const inner = asObject(call['function']) ?? {};
  return compact({
    type: 'toolCall' as const,
    id: asText(call['id']),
    name: asString(inner['name']) ?? '',
    arguments: asString(inner['arguments']) ?? '',
  });
}

function imagePart(content: JsonObject): Part {
  const image = asObject(content['image']);
  const url = asText(asObject(image?.['image'] ?? null)?.['url']) ?? asText(image?.['url']);
  return compact({ type: 'image' as const, url });
}

function flattenedTools(attributes: JsonObject): RequestFields['tools'] {
  const schemas = listBelow(attributes, 'llm.tools', 'tool').flatMap((tool) => {
    const schema = embedded(tool['json_schema']).value;
    return isObject(schema) ? [schema] : [];
  });
  return schemas.flatMap((schema) =>
    schema['input_schema'] === undefined ? openAiTools([schema]) : anthropicTools([schema]),
  );
}

function tokenCounts(attributes: JsonObject): Usage {
  const read = (name: string): number | undefined => asNumber(attributes[`llm.token_count.${name}`]);
  return compact({
    input: read('prompt'),
    output: read('completion'),
    cached: read('prompt_details.cache_read'),
    cacheWrite: read('prompt_details.cache_write'),
    reasoning: read('completion_details.reasoning'),
  });
}

/** JSON; some writers list the names only, which say nothing. */
function templateVariables(value: JsonValue | undefined): { [name: string]: string } | undefined {
  const held = asObject(embedded(value).value);
  if (!held) return undefined;
  return Object.fromEntries(
    Object.entries(held).map(([name, item]) => [name, typeof item === 'string' ? item : JSON.stringify(item)]),
  );
}
