/**
 * A request in the normal form as the body of POST /chat/completions. A call that was logged from this API comes back
 * as it was; one of Anthropic's API is converted. Owns which parameters have another name or no place; sends nothing.
 */
import type { ModelRequest } from '../context/assembly';
import type { JsonObject, JsonValue, Part, ToolDefinition } from '../trace/model';
import { isObject } from '../trace/normalise/json';
import { renderMessage, type RenderContext } from './openAiChatParts';
import { isAnthropic } from './requestOrigin';

export interface RenderedBody {
  body: JsonObject;
  /** What the call uses and the endpoint would not understand, each once, in words. */
  notCarried: string[];
}

/** Parameters of other APIs under the name that chat completions has for them. */
const RENAMED: Readonly<Record<string, string>> = { stop_sequences: 'stop' };
/** Anthropic's request fields that chat completions has under the same name with the same meaning. */
const SHARED_WITH_ANTHROPIC = ['max_tokens', 'temperature', 'top_p', 'stream', 'stop_sequences'];

export function renderOpenAiChat(request: ModelRequest): RenderedBody {
  const context: RenderContext = { isForeign: isAnthropic(request), notCarried: new Set() };
  const body: JsonObject = {
    ...(request.model === undefined ? {} : { model: request.model }),
    messages: [
      ...systemMessage(request.system, context),
      ...request.messages.flatMap((m) => renderMessage(m, context)),
    ],
    ...toolFields(request, context),
    ...(request.responseFormat === undefined ? {} : { response_format: request.responseFormat }),
    ...paramFields(request.params, context),
    ...extraFields(request.extra, context),
  };
  return { body, notCarried: [...context.notCarried] };
}

function systemMessage(system: readonly Part[] | undefined, context: RenderContext): JsonObject[] {
  if (system === undefined) return [];
  const texts = system.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (texts.length < system.length) context.notCarried.add('system parts that are no text');
  if (system.some((part) => part.type === 'text' && part.extra !== undefined)) context.notCarried.add('cache_control');
  return texts.length === 0 ? [] : [{ role: 'system', content: texts.join('\n\n') }];
}

function toolFields(request: ModelRequest, context: RenderContext): JsonObject {
  const choice = request.toolChoice === undefined ? {} : toolChoice(request.toolChoice, context);
  if (request.tools.length === 0) return choice;
  if (request.extra?.['toolsField'] === 'functions') {
    return { functions: request.tools.map((tool) => tool.raw ?? functionOf(tool)), ...choice };
  }
  const tools = request.tools.flatMap((tool) => renderTool(tool, context));
  return { ...(tools.length === 0 ? {} : { tools }), ...choice };
}

function renderTool(tool: ToolDefinition, context: RenderContext): JsonValue[] {
  const { raw } = tool;
  if (isObject(raw) && ('function' in raw || 'custom' in raw)) return [raw];
  const isBuiltIn =
    isObject(raw) && typeof raw['type'] === 'string' && tool.parameters === undefined && !('name' in raw);
  if (isBuiltIn && !context.isForeign) return [raw];
  if (tool.parameters === undefined && context.isForeign) {
    context.notCarried.add(`the built-in tool ${tool.name}`);
    return [];
  }
  return [{ type: 'function', function: functionOf(tool) }];
}

function functionOf(tool: ToolDefinition): JsonObject {
  return {
    name: tool.name,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    ...(tool.parameters === undefined ? {} : { parameters: tool.parameters }),
  };
}

function toolChoice(choice: JsonValue, context: RenderContext): JsonObject {
  if (!context.isForeign || !isObject(choice)) return { tool_choice: choice };
  const parallel = choice['disable_parallel_tool_use'] === true ? { parallel_tool_calls: false } : {};
  switch (choice['type']) {
    case 'any':
      return { tool_choice: 'required', ...parallel };
    case 'tool':
      return { tool_choice: { type: 'function', function: { name: choice['name'] ?? '' } }, ...parallel };
    case 'none':
      return { tool_choice: 'none', ...parallel };
    default:
      return { tool_choice: 'auto', ...parallel };
  }
}

function paramFields(params: JsonObject, context: RenderContext): JsonObject {
  const fields: JsonObject = {};
  for (const [key, value] of Object.entries(params)) {
    if (context.isForeign && !SHARED_WITH_ANTHROPIC.includes(key)) context.notCarried.add(key);
    else fields[RENAMED[key] ?? key] = value;
  }
  return fields;
}

/** How a body was written; no field of it. */
const FORM_MARKS = ['toolsField', 'systemForm'];

function extraFields(extra: JsonObject | undefined, context: RenderContext): JsonObject {
  const fields = Object.entries(extra ?? {}).filter(([key]) => !FORM_MARKS.includes(key));
  if (!context.isForeign) return Object.fromEntries(fields);
  for (const [key] of fields) context.notCarried.add(key);
  return {};
}
