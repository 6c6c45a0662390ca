/**
 * A request in the normal form as the body of POST /v1/messages. One that was logged from this API comes back as it
 * was; others are converted, and what has no place is said. Field names and limits: docs.anthropic.com, Messages API.
 */
import type { ModelRequest } from '../context/assembly';
import type { JsonObject, JsonValue, Message, Part, ToolDefinition } from '../trace/model';
import { isObject, only, without } from '../trace/normalise/json';
import { ANTHROPIC_PARAMS } from '../trace/normalise/anthropicBodies';
import { anthropicMessages, anthropicSystem, type AnthropicContext } from './anthropicParts';
import { isAnthropic, isAnthropicChoice, isOpenAi } from './requestOrigin';
import { answerSchema, asList, Lossy, splitInstructions, toolChoiceOf, type RenderedRequest } from './requestParts';

/** The API refuses a request without it. */
const DEFAULT_MAX_TOKENS = 4096;
/** Top-level fields of the API that have no name in the normal form. */
const OWN_FIELDS = [
  'metadata',
  'container',
  'context_management',
  'mcp_servers',
  'cache_control',
  'betas',
  'anthropic_version',
  'anthropic_beta',
  'inference_geo',
  'speed',
];

export function renderAnthropic(request: ModelRequest): RenderedRequest {
  const lossy = new Lossy();
  const isNative = isAnthropic(request) || !isOpenAi(request);
  const context: AnthropicContext = { isNative, keepsExtra: isAnthropic(request), lossy };
  const { leading, rest } = isNative ? { leading: [], rest: request.messages } : splitInstructions(request.messages);
  const body: JsonObject = {
    ...(request.model === undefined ? {} : { model: request.model }),
    ...systemField(request, leading, context),
    messages: anthropicMessages(rest, context),
    ...toolFields(request, context),
    ...paramFields(request, context),
    ...extraFields(request, context),
  };
  return { body: withNeeded(body, context), lossy: lossy.all() };
}

function systemField(
  { system, extra }: ModelRequest,
  leading: readonly Message[],
  context: AnthropicContext,
): JsonObject {
  const parts: Part[] = [...(system ?? []), ...leading.flatMap((message) => message.parts)];
  if (system === undefined && leading.length === 0) return {};
  const asParts = extra?.['systemForm'] === 'parts' || leading.length > 1;
  const value = anthropicSystem(parts, asParts, context);
  return value === undefined ? {} : { system: value };
}

function toolFields({ tools, toolChoice, params }: ModelRequest, context: AnthropicContext): JsonObject {
  const rendered = tools.flatMap((tool) => renderTool(tool, context));
  const choice = toolChoice === undefined ? undefined : choiceField(toolChoice, context);
  const isSerial = params['parallel_tool_calls'] === false && rendered.length > 0;
  const serial = isSerial ? { disable_parallel_tool_use: true } : {};
  return {
    ...(rendered.length === 0 ? {} : { tools: rendered }),
    ...(choice || isSerial ? { tool_choice: { ...(choice ?? { type: 'auto' }), ...serial } } : {}),
  };
}

function renderTool(tool: ToolDefinition, { lossy }: AnthropicContext): JsonValue[] {
  const { raw, name, description, parameters } = tool;
  const isForeign = isObject(raw) && ('function' in raw || 'custom' in raw);
  if (raw !== undefined && !isForeign && (!isObject(raw) || 'input_schema' in raw || parameters === undefined))
    return [raw];
  if (isForeign && parameters === undefined && isObject(raw) && 'custom' in raw) {
    lossy.say(`The tool '${name}' takes free text; here a tool takes a JSON object. It is left out.`);
    return [];
  }
  if (isForeign && isObject(raw['function']) && raw['function']['strict'] === true) {
    lossy.say(`'strict' of the tool '${name}' is left out.`);
  }
  const schema = isObject(parameters) ? parameters : { type: 'object', properties: {} };
  return [{ name, ...(description === undefined ? {} : { description }), input_schema: schema }];
}

function choiceField(choice: JsonValue, { lossy }: AnthropicContext): JsonObject | undefined {
  // Anthropic's own words stay as they are, with whatever stands beside them.
  if (isObject(choice) && isAnthropicChoice(choice)) return choice;
  const neutral = toolChoiceOf(choice);
  if (!neutral) {
    lossy.say(`The tool choice ${JSON.stringify(choice)} has no counterpart and is left out.`);
    return undefined;
  }
  return { type: neutral.mode, ...(neutral.name === undefined ? {} : { name: neutral.name }) };
}

/** Parameters of other APIs under Anthropic's names. */
const RENAMED: Readonly<Record<string, string>> = {
  max_completion_tokens: 'max_tokens',
  max_output_tokens: 'max_tokens',
  maxOutputTokens: 'max_tokens',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop_sequences',
  stopSequences: 'stop_sequences',
};

const USER_FIELDS = ['user', 'safety_identifier'];
const SAID_ELSEWHERE = ['parallel_tool_calls', ...USER_FIELDS];

function paramFields({ params, responseFormat }: ModelRequest, context: AnthropicContext): JsonObject {
  const { lossy } = context;
  const fields: JsonObject = {};
  for (const [key, value] of Object.entries(params)) {
    const name = RENAMED[key] ?? key;
    if (SAID_ELSEWHERE.includes(key) || (value === null && !context.isNative)) continue;
    if (name === 'stop_sequences' && key !== name) fields[name] = asList(value);
    else if (ANTHROPIC_PARAMS.includes(name)) fields[name] = value;
    else lossy.say(`The parameter '${key}' has no counterpart and is left out.`);
  }
  if (!context.isNative) within(fields, 'temperature', lossy);
  return { ...fields, ...answerFormat(responseFormat, fields, lossy) };
}

function within(fields: JsonObject, name: string, lossy: Lossy): void {
  const value = fields[name];
  if (typeof value !== 'number' || value <= 1) return;
  fields[name] = 1;
  lossy.say(`The temperature ${String(value)} is more than the API takes: it is 1.`);
}

function answerFormat(format: JsonValue | undefined, fields: JsonObject, lossy: Lossy): JsonObject {
  if (format === undefined || (isObject(format) && format['type'] === 'text')) return {};
  const schema = answerSchema(format);
  if (schema === undefined) {
    lossy.say('An answer in JSON without a schema cannot be asked for by a field: say it in the instructions.');
    return {};
  }
  const own = isObject(fields['output_config']) ? fields['output_config'] : {};
  return { output_config: { ...own, format: { type: 'json_schema', schema } } };
}

function extraFields({ extra = {}, params }: ModelRequest, context: AnthropicContext): JsonObject {
  const fields = without(extra, ['systemForm', 'toolsField', ...USER_FIELDS]);
  const user = USER_FIELDS.map((name) => extra[name] ?? params[name]).find((value) => value !== undefined);
  const metadata: JsonObject = !context.isNative && user !== undefined ? { metadata: { user_id: user } } : {};
  if (context.keepsExtra) return fields;
  for (const key of Object.keys(without(fields, OWN_FIELDS))) {
    context.lossy.say(`The field '${key}' of the request has no counterpart and is left out.`);
  }
  return { ...only(fields, context.isNative ? OWN_FIELDS : []), ...metadata };
}

function withNeeded(body: JsonObject, { isNative, lossy }: AnthropicContext): JsonObject {
  const first = Array.isArray(body['messages']) ? body['messages'][0] : undefined;
  if (!isNative && isObject(first) && first['role'] !== 'user') {
    lossy.say('The first message must be the user’s; here it is the assistant’s, and the API may refuse it.');
  }
  if (body['max_tokens'] !== undefined) return body;
  const needed = String(DEFAULT_MAX_TOKENS);
  lossy.say(`The API needs 'max_tokens' and the request states none: ${needed} is put in.`);
  return { ...body, max_tokens: DEFAULT_MAX_TOKENS };
}
