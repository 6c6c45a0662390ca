/**
 * A request in the normal form as the body of POST …/models/MODEL:generateContent (v1beta). Every provider's requests are
 * converted; what has no place is said. Field names: ai.google.dev, generateContent.
 */
import type { ModelRequest } from '../context/assembly';
import type { JsonObject, JsonValue, Part, ToolDefinition } from '../trace/model';
import { isObject } from '../trace/normalise/json';
import { geminiContents, geminiText } from './geminiParts';
import { answerSchema, asList, Lossy, splitInstructions, toolChoiceOf, type RenderedRequest } from './requestParts';

export function renderGemini(request: ModelRequest): RenderedRequest {
  const lossy = new Lossy();
  const { leading, rest } = splitInstructions(request.messages);
  const config = generationConfig(request, lossy);
  const body: JsonObject = {
    ...systemInstruction([...(request.system ?? []), ...leading.flatMap(({ parts }) => parts)], lossy),
    contents: geminiContents(rest, lossy),
    ...toolFields(request, lossy),
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
    ...extraFields(request.extra, lossy),
  };
  if (request.model !== undefined) {
    lossy.say(`The model is part of the address and not of the body: models/${request.model}:generateContent.`);
  }
  return { body, lossy: lossy.all() };
}

function systemInstruction(parts: readonly Part[], lossy: Lossy): JsonObject {
  const texts = parts.flatMap((part) => geminiText(part, lossy));
  if (texts.length < parts.length)
    lossy.say('Instructions hold text only: other parts of the system message are left out.');
  return texts.length === 0 ? {} : { systemInstruction: { parts: texts } };
}

function toolFields({ tools, toolChoice, params }: ModelRequest, lossy: Lossy): JsonObject {
  const functionDeclarations = tools.flatMap((tool) => declaration(tool, lossy));
  if (params['parallel_tool_calls'] === false)
    lossy.say('Several calls at once cannot be forbidden: parallel_tool_calls is left out.');
  if (functionDeclarations.length === 0) return {};
  const choice = toolChoice === undefined ? undefined : toolChoiceOf(toolChoice);
  if (toolChoice !== undefined && !choice) {
    lossy.say(`The tool choice ${JSON.stringify(toolChoice)} has no counterpart and is left out.`);
  }
  if (isObject(toolChoice) && toolChoice['disable_parallel_tool_use'] === true) {
    lossy.say('Several calls at once cannot be forbidden: disable_parallel_tool_use is left out.');
  }
  const mode = choice && { auto: 'AUTO', any: 'ANY', none: 'NONE', tool: 'ANY' }[choice.mode];
  const names = choice?.name === undefined ? {} : { allowedFunctionNames: [choice.name] };
  return {
    tools: [{ functionDeclarations }],
    ...(mode === undefined ? {} : { toolConfig: { functionCallingConfig: { mode, ...names } } }),
  };
}

function declaration({ name, description, parameters, raw }: ToolDefinition, lossy: Lossy): JsonObject[] {
  const isBuiltIn = parameters === undefined && isObject(raw) && !('function' in raw) && !('input_schema' in raw);
  if (isBuiltIn && typeof raw['type'] === 'string') {
    lossy.say(`The tool '${name}' is run by its own provider and is left out.`);
    return [];
  }
  const schema =
    parameters === undefined ? {} : { [isPlainSchema(parameters) ? 'parameters' : 'parametersJsonSchema']: parameters };
  return [{ name, ...(description === undefined ? {} : { description }), ...schema }];
}

/** What `parameters` takes; any other JSON Schema stands under `parametersJsonSchema`. */
const SCHEMA_KEYS = [
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'items',
  'minItems',
  'maxItems',
  'properties',
  'required',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'example',
  'anyOf',
  'propertyOrdering',
  'default',
];

function isPlainSchema(schema: JsonValue): boolean {
  if (!isObject(schema)) return false;
  if (Object.keys(schema).some((key) => !SCHEMA_KEYS.includes(key))) return false;
  if (schema['type'] !== undefined && typeof schema['type'] !== 'string') return false;
  // Enums are of texts there.
  if (Array.isArray(schema['enum']) && schema['enum'].some((value) => typeof value !== 'string')) return false;
  const inner = [
    ...(isObject(schema['properties']) ? Object.values(schema['properties']) : []),
    ...(schema['items'] === undefined ? [] : [schema['items']]),
    ...(Array.isArray(schema['anyOf']) ? schema['anyOf'] : []),
  ];
  return inner.every(isPlainSchema);
}

/** Parameters of all providers under Gemini's names. */
const CONFIG: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'topP',
  topP: 'topP',
  top_k: 'topK',
  topK: 'topK',
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  max_output_tokens: 'maxOutputTokens',
  maxOutputTokens: 'maxOutputTokens',
  stop: 'stopSequences',
  stop_sequences: 'stopSequences',
  stopSequences: 'stopSequences',
  n: 'candidateCount',
  candidateCount: 'candidateCount',
  seed: 'seed',
  presence_penalty: 'presencePenalty',
  presencePenalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  frequencyPenalty: 'frequencyPenalty',
  logprobs: 'responseLogprobs',
  top_logprobs: 'logprobs',
  responseMimeType: 'responseMimeType',
  responseSchema: 'responseSchema',
  responseJsonSchema: 'responseJsonSchema',
  responseModalities: 'responseModalities',
  thinkingConfig: 'thinkingConfig',
};
const SAID_ELSEWHERE = ['parallel_tool_calls', 'generationConfig'];

function generationConfig({ params, responseFormat }: ModelRequest, lossy: Lossy): JsonObject {
  const config: JsonObject = isObject(params['generationConfig']) ? { ...params['generationConfig'] } : {};
  for (const [key, value] of Object.entries(params)) {
    const name = Object.hasOwn(CONFIG, key) ? CONFIG[key] : undefined;
    if (value === null) continue;
    if (key === 'stream') {
      if (value === true) lossy.say('Streaming is another address and no field: models/…:streamGenerateContent.');
    } else if (name === 'stopSequences') config[name] = asList(value);
    else if (name !== undefined) config[name] = value;
    else if (key === 'thinking') config['thinkingConfig'] = thinkingConfig(value, lossy);
    else if (!SAID_ELSEWHERE.includes(key)) lossy.say(`The parameter '${key}' has no counterpart and is left out.`);
  }
  return { ...config, ...answerFormat(responseFormat) };
}

function thinkingConfig(thinking: JsonValue, lossy: Lossy): JsonObject {
  if (isObject(thinking) && thinking['type'] === 'enabled' && typeof thinking['budget_tokens'] === 'number') {
    return { thinkingBudget: thinking['budget_tokens'] };
  }
  if (isObject(thinking) && thinking['type'] === 'disabled') return { thinkingBudget: 0 };
  lossy.say(`'thinking' ${JSON.stringify(thinking)} has no exact counterpart: how long to think is left to the model.`);
  return { thinkingBudget: -1 };
}

function answerFormat(format: JsonValue | undefined): JsonObject {
  if (!isObject(format) || format['type'] === 'text') return {};
  const schema = answerSchema(format);
  const json = { responseMimeType: 'application/json' };
  return schema === undefined ? json : { ...json, responseJsonSchema: schema };
}

const OWN_FIELDS = ['safetySettings', 'cachedContent', 'labels'];
const FORM_MARKS = ['toolsField', 'systemForm'];

function extraFields(extra: JsonObject | undefined, lossy: Lossy): JsonObject {
  const fields: JsonObject = {};
  for (const [key, value] of Object.entries(extra ?? {})) {
    if (OWN_FIELDS.includes(key)) fields[key] = value;
    else if (!FORM_MARKS.includes(key))
      lossy.say(`The field '${key}' of the request has no counterpart and is left out.`);
  }
  return fields;
}
