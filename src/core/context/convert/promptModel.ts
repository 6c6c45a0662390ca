/** The model settings of prompt files: names of parameters as endpoints know them, the reserve, tools. */
import type { JsonObject, JsonValue } from '../../trace/model';
import { asArray, asObject, asText, isObject } from '../../trace/normalise/json';
import { openAiTools } from '../../trace/normalise/openAi';
import { reserveOf } from '../reconstruct';

/** Names that these files have in another spelling than OpenAI-compatible endpoints. */
const PARAMETERS: { readonly [name: string]: string } = {
  maxOutputTokens: 'max_tokens',
  maxTokens: 'max_tokens',
  maxCompletionTokens: 'max_completion_tokens',
  topP: 'top_p',
  topK: 'top_k',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  stopSequences: 'stop',
  allowMultipleToolCalls: 'parallel_tool_calls',
  reasoningEffort: 'reasoning_effort',
};

export interface RequestSettings {
  /** Fields of the document: reserve, params, toolChoice, responseFormat. */
  fields: JsonObject;
  tools: JsonValue[];
  /** Tools given as something else than a list, such as a file. */
  otherTools?: JsonValue;
}

export function requestSettings(parameters: JsonObject): RequestSettings {
  const { tools, tool_choice, response_format, additionalProperties, ...others } = parameters;
  const renamed = Object.entries({ ...others, ...asObject(additionalProperties) }).map(
    ([name, value]): [string, JsonValue] => [PARAMETERS[name] ?? name, value],
  );
  const params: JsonObject = Object.fromEntries(renamed);
  const reserve = Math.ceil(reserveOf({ params }));
  return {
    fields: {
      ...(reserve > 0 ? { reserve } : {}),
      ...(renamed.length > 0 ? { params } : {}),
      ...(tool_choice === undefined ? {} : { toolChoice: tool_choice }),
      ...(response_format === undefined ? {} : { responseFormat: response_format }),
    },
    tools: asArray(tools) ?? [],
    ...(tools === undefined || Array.isArray(tools) ? {} : { otherTools: tools }),
  };
}

/** Definitions of functions; `others`: tools of another kind, as they are written. */
export function toolDefinitions(tools: readonly JsonValue[]): { definitions: JsonObject[]; others: JsonValue[] } {
  const definitions: JsonObject[] = [];
  const others: JsonValue[] = [];
  for (const tool of tools) {
    const definition = isObject(tool) ? definitionOf(tool) : undefined;
    if (definition) definitions.push(definition);
    else others.push(tool);
  }
  return { definitions, others };
}

function definitionOf(tool: JsonObject): JsonObject | undefined {
  if (isObject(tool['function'])) {
    const [read] = openAiTools([tool]);
    return read ? (read as unknown as JsonObject) : undefined;
  }
  const name = asText(tool['name']) ?? asText(tool['id']);
  const kind = asText(tool['kind']) ?? asText(tool['type']) ?? 'function';
  if (name === undefined || kind !== 'function') return undefined;
  const description = asText(tool['description']);
  const parameters = schemaOf(tool['parameters']);
  return { name, ...(description === undefined ? {} : { description }), ...(parameters ? { parameters } : {}) };
}

/** A list of properties as the JSON Schema that it means; a schema as it is. */
function schemaOf(parameters: JsonValue | undefined): JsonObject | undefined {
  const object = asObject(parameters);
  const list = asArray(parameters) ?? asArray(object?.['properties']);
  if (!list) return object;
  const named = list.filter(isObject).flatMap((property) => {
    const name = asText(property['name']);
    return name === undefined ? [] : [{ name, property }];
  });
  const required = named.filter(({ property }) => property['required'] === true).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(({ name, property }) => [name, propertySchema(property)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function propertySchema(property: JsonObject): JsonObject {
  const kind = asText(property['kind']) ?? asText(property['type']);
  const type = kind === 'float' ? 'number' : kind;
  const description = asText(property['description']);
  const values = asArray(property['enumValues']);
  return {
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
    ...(values ? { enum: values } : {}),
  };
}

/** Keys do not belong into a document: values of these fields are left out, unless they only name an environment variable. */
const SECRET_FIELD = /^(?:api[-_]?key|key|token|secret|password|client[-_]?secret|authorization)$/i;

export function withoutSecrets(value: JsonObject, path = ''): { value: JsonObject; removed: string[] } {
  const removed: string[] = [];
  const kept = Object.entries(value).flatMap(([name, inner]): [string, JsonValue][] => {
    const at = path === '' ? name : `${path}.${name}`;
    if (SECRET_FIELD.test(name) && typeof inner === 'string' && !inner.startsWith('${')) {
      removed.push(at);
      return [];
    }
    if (!isObject(inner)) return [[name, inner]];
    const cleaned = withoutSecrets(inner, at);
    removed.push(...cleaned.removed);
    return [[name, cleaned.value]];
  });
  return { value: Object.fromEntries(kept), removed };
}
