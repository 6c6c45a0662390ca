/** Sample values of prompt files as `variables:`; names of nested values are joined by dots, as templates write them. */
import type { JsonObject, JsonValue } from '../../trace/model';
import { asArray, asObject, asText, isObject } from '../../trace/normalise/json';
import { escapeBraces } from './templateText';

export interface Inputs {
  variables: JsonObject;
  /** Names of inputs that stand for the conversation so far. */
  threads: string[];
  /** Names whose values are lists or empty: a document has no variable for them. */
  unusable: string[];
}

/** The value of each input by its definition: `default`, `sample` or `example`; or what stands there, where it is no definition. */
export function inputsFrom(definitions: JsonValue | undefined, sample: JsonValue | undefined): Inputs {
  const inputs: Inputs = { variables: {}, threads: [], unusable: [] };
  for (const { name, value, kind } of entriesOf(definitions)) {
    if (kind === 'thread') inputs.threads.push(name);
    else if (value !== undefined) add(inputs, name, value);
  }
  for (const [name, value] of Object.entries(asObject(sample) ?? {})) add(inputs, name, value);
  inputs.unusable = inputs.unusable.filter((name) => !(name in inputs.variables));
  return inputs;
}

interface Entry {
  name: string;
  value?: JsonValue;
  kind?: string;
}

function entriesOf(definitions: JsonValue | undefined): Entry[] {
  if (Array.isArray(definitions)) {
    return definitions.filter(isObject).flatMap((each) => {
      const name = asText(each['name']);
      return name === undefined ? [] : [definedEntry(name, each)];
    });
  }
  const object = asObject(definitions) ?? {};
  const properties = asArray(object['properties']) ?? asObject(object['properties']);
  if (properties) return entriesOf(properties);
  return Object.entries(object).map(([name, value]) =>
    isObject(value) && DEFINITION.some((key) => key in value) ? definedEntry(name, value) : { name, value },
  );
}

const DEFINITION = ['type', 'kind', 'default', 'sample', 'example', 'description', 'required', 'is_required'];

function definedEntry(name: string, definition: JsonObject): Entry {
  const value = definition['default'] ?? definition['sample'] ?? definition['example'];
  const kind = asText(definition['kind']) ?? asText(definition['type']);
  return { name, ...(value === undefined || value === null ? {} : { value }), ...(kind === undefined ? {} : { kind }) };
}

function add(inputs: Inputs, name: string, value: JsonValue): void {
  if (typeof value === 'string') inputs.variables[name] = escapeBraces(value);
  else if (typeof value === 'number' || typeof value === 'boolean') inputs.variables[name] = value;
  else if (isObject(value)) for (const [key, inner] of Object.entries(value)) add(inputs, `${name}.${key}`, inner);
  else inputs.unusable.push(name);
}
