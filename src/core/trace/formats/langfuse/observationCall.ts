/**
 * The call that a Langfuse observation is. Its input and output win; what they do not say comes from the original
 * OpenTelemetry attributes that Langfuse keeps in `metadata.attributes`. Never throws.
 */
import type { CallDraft } from '../../format';
import { countToolCalls, missingContent, replayabilityOf } from '../../gaps';
import type { CallError, FieldGap, JsonObject, JsonValue, Message, Money, SourceRange, Usage } from '../../model';
import { asNumber, asObject, asString, asText, compact, isObject, parseIfJson } from '../../normalise/json';
import { readTime } from '../../normalise/time';
import { classify } from '../otlp/dialect';
import { spanCall } from '../otlp/spanCall';
import { holdsMedia } from './media';
import { opened, readInput, readOutput, toolsOf, type InputContent } from './content';
import type { Observation } from './observation';

export function observationCall(observation: Observation, source: SourceRange): CallDraft {
  const { fields } = observation;
  const attributes = attributesOf(fields);
  const said = saidBy(attributes, observation, source);
  const input = readInput(fields['input']);
  const output = readOutput(fields['output']);
  const model = asText(fields['model']) ?? asText(fields['providedModelName']);
  const messages = input.messages.length > 0 ? input.messages : (said?.messages ?? []);
  const answer = withCalls(output.output, said?.output ?? []);
  const tools = toolsIn(fields, input, attributes) ?? said?.tools ?? [];
  const parameters = asObject(opened(fields['modelParameters'])) ?? {};
  const draft = compact({
    ...envelopeOf(observation),
    sources: [source],
    format: 'langfuse',
    provider: said?.provider ?? asText(metadataOf(fields)['ls_provider'])?.toLowerCase(),
    requestedModel: said?.requestedModel ?? model,
    servedModel: said?.servedModel ?? (said?.requestedModel === model ? undefined : model),
    responseId: said?.responseId,
    params: { ...said?.params, ...paramsOf(parameters) },
    system: input.system ?? said?.system,
    messages,
    tools,
    toolChoice: said?.toolChoice ?? choiceOf(parameters),
    output: answer,
    finishReasons: reasonsOf(output.finishReasons, said?.finishReasons, parameters),
    usage: usageOf(fields, said?.usage ?? {}),
    cost: costOf(fields),
    error: errorOf(fields),
    templateVariables: said?.templateVariables,
    site: asText(fields['promptName']) ?? said?.site,
  });
  const gaps = gapsOf(fields, input, said, draft);
  return { ...draft, replayability: replayabilityOf(gaps) };
}

/** Where the output is the answer's text alone, the attributes still know the tools it called. */
function withCalls(output: Message[], said: Message[]): Message[] {
  const last = output.at(-1);
  if (!last) return said;
  if (countToolCalls(output) > 0) return output;
  const calls = said.flatMap(({ parts }) => parts.filter((part) => part.type === 'toolCall'));
  return calls.length === 0 ? output : [...output.slice(0, -1), { ...last, parts: [...last.parts, ...calls] }];
}

type Draft = Omit<CallDraft, 'replayability'>;

function envelopeOf({ fields, id, traceId, parentId, trace, startTime, endTime }: Observation) {
  const firstToken = readTime(fields['completionStartTime']);
  const seconds = asNumber(fields['timeToFirstToken']);
  return {
    traceId,
    spanId: id,
    parentId,
    sessionId: trace.sessionId ?? asText(fields['sessionId']),
    userId: trace.userId ?? asText(fields['userId']),
    startTime,
    endTime,
    durationMs: startTime !== undefined && endTime !== undefined ? endTime - startTime : undefined,
    timeToFirstTokenMs:
      firstToken !== undefined && startTime !== undefined
        ? firstToken - startTime
        : seconds === undefined
          ? undefined
          : seconds * 1000,
    tags: trace.tags,
    metadata: compact({
      name: asText(fields['name']),
      traceName: trace.name,
      environment: asText(fields['environment']),
      version: asText(fields['version']),
      promptVersion: asNumber(fields['promptVersion']),
    }),
  };
}

const metadataOf = (fields: JsonObject): JsonObject => asObject(opened(fields['metadata'])) ?? {};

/** Langfuse writes attribute values as strings: counts and settings are numbers again. */
function attributesOf(fields: JsonObject): JsonObject {
  const attributes = asObject(opened(metadataOf(fields)['attributes'])) ?? {};
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, numeric(key, value)]));
}
const NUMERIC = /^(?:gen_ai\.(?:usage|request)|llm\.token_count|ai\.(?:usage|settings|response\.ms))/;
const numeric = (key: string, value: JsonValue): JsonValue =>
  typeof value === 'string' && NUMERIC.test(key) && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;

function saidBy(attributes: JsonObject, observation: Observation, source: SourceRange): CallDraft | undefined {
  const { dialect } = classify(attributes);
  if (!dialect) return undefined;
  const { id, traceId } = observation;
  const span = { id, traceId, name: '', scope: '', status: 'unset' as const, events: [], droppedAttributeCount: 0 };
  return spanCall({ ...span, attributes }, dialect, source);
}

function toolsIn(fields: JsonObject, input: InputContent, attributes: JsonObject): Draft['tools'] | undefined {
  const request = asObject(parseIfJson(attributes['model_request_parameters'])) ?? {};
  const pydantic = [request['function_tools'], request['output_tools']].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const found = [
    input.tools,
    toolsOf(fields['toolDefinitions']),
    toolsOf(asObject(opened(fields['modelParameters']))?.['tools']),
    toolsOf(attributes['gen_ai.tool.definitions']),
    toolsOf(attributes['ai.prompt.tools']),
    toolsOf(
      pydantic
        .filter(isObject)
        .map(({ parameters_json_schema: parameters = null, ...tool }) => ({ ...tool, parameters })),
    ),
    toolsOf(metadataOf(fields)['tools']),
  ];
  return found.find((tools) => tools.length > 0);
}

/** By the names of the wire; what is no parameter of a request (the SDK's own settings) is left out. */
const PARAMS: { [name: string]: string } = {
  temperature: 'temperature',
  top_p: 'top_p',
  topP: 'top_p',
  top_k: 'top_k',
  max_tokens: 'max_tokens',
  maxTokens: 'max_tokens',
  max_completion_tokens: 'max_completion_tokens',
  frequency_penalty: 'frequency_penalty',
  presence_penalty: 'presence_penalty',
  seed: 'seed',
  n: 'n',
  'choice.count': 'n',
  stop: 'stop',
  reasoning_effort: 'reasoning_effort',
  service_tier: 'service_tier',
};

function paramsOf(parameters: JsonObject): JsonObject {
  const params: JsonObject = {};
  for (const [key, value] of Object.entries(parameters)) {
    const name = Object.hasOwn(PARAMS, key) ? PARAMS[key] : undefined;
    // −1 and '' are what instrumentations write for "not set".
    if (name === undefined || value === null || value === '' || value === -1) continue;
    params[name] = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  }
  return params;
}

const choiceOf = (parameters: JsonObject): JsonValue | undefined => parseIfJson(parameters['tool_choice']) ?? undefined;

function reasonsOf(own: string[], said: string[] | undefined, parameters: JsonObject): string[] {
  const last = asText(parameters['finishReason']);
  return own.length > 0 ? own : (said?.length ?? 0) > 0 ? (said ?? []) : last === undefined ? [] : [last];
}

const CACHED = ['input_cached_tokens', 'input_cache_read', 'prompt_details.cache_read', 'cache_read_input_tokens'];
const WRITTEN = [
  'input_cache_creation',
  'cache_creation_input_tokens',
  'input_cache_write',
  'prompt_details.cache_write',
];
const REASONING = ['output_reasoning_tokens', 'output_reasoning', 'completion_details.reasoning', 'reasoning_tokens'];

/** Input and output with or without what is "of which": the total tells. Attributes fill in what is not said. */
function usageOf(fields: JsonObject, said: Usage): Usage {
  const details = asObject(opened(fields['usageDetails'])) ?? {};
  const usage = asObject(fields['usage']) ?? {};
  const first = (names: string[]): number | undefined => names.flatMap((name) => asNumber(details[name]) ?? [])[0];
  const input = first(['input', 'prompt_tokens']) ?? asNumber(usage['input']) ?? asNumber(usage['promptTokens']);
  const output =
    first(['output', 'completion_tokens']) ?? asNumber(usage['output']) ?? asNumber(usage['completionTokens']);
  const [cached, cacheWrite, reasoning] = [first(CACHED), first(WRITTEN), first(REASONING)];
  const total = first(['total', 'total_tokens']);
  const within = (cached ?? 0) + (cacheWrite ?? 0);
  const isApart =
    total !== undefined &&
    within + (reasoning ?? 0) > 0 &&
    total === (input ?? 0) + (output ?? 0) + within + (reasoning ?? 0);
  if (input === undefined && output === undefined) return said;
  return compact({
    input: isApart && input !== undefined ? input + within : input,
    output: isApart && output !== undefined ? output + (reasoning ?? 0) : output,
    cached: cached ?? said.cached,
    cacheWrite: cacheWrite ?? said.cacheWrite,
    reasoning: reasoning ?? said.reasoning,
  });
}

/** A total of 0 without details is Langfuse's way to say that it knows no price. */
function costOf(fields: JsonObject): Money | undefined {
  const details = asObject(opened(fields['costDetails'])) ?? {};
  const usd = asNumber(details['total']) ?? asNumber(fields['totalCost']) ?? asNumber(fields['calculatedTotalCost']);
  const isKnown = usd !== undefined && (usd > 0 || asNumber(details['total']) !== undefined);
  return isKnown ? { usd, basis: 'reported' } : undefined;
}

export function errorOf(fields: JsonObject): CallError | undefined {
  if (asString(fields['level'])?.toUpperCase() !== 'ERROR') return undefined;
  return { message: asText(fields['statusMessage']) ?? 'The observation has the level ERROR and no message.' };
}

function gapsOf(fields: JsonObject, input: InputContent, said: CallDraft | undefined, draft: Draft): FieldGap[] {
  const gaps = missingContent({
    messageCount: draft.messages.length,
    outputCount: draft.output.length,
    toolCount: draft.tools.length,
    toolCallCount: countToolCalls(draft.messages) + countToolCalls(draft.output),
    hasError: draft.error !== undefined,
  });
  if (input.form === 'text')
    gaps.push({ path: 'messages', state: 'guessed', reason: 'the log holds the prompt as one text' });
  if (input.form === 'other') gaps.push({ path: 'messages', state: 'guessed', reason: 'the input has no known form' });
  if (input.form === 'none')
    gaps.push(...(said?.replayability.fields ?? []).filter(({ state }) => state === 'truncated'));
  if (holdsMedia(fields['input'])) {
    gaps.push({ path: 'messages', state: 'missing', reason: 'Langfuse keeps media apart: they are not in this log' });
  }
  return gaps;
}
