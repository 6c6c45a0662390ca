/** A .prompt.yml file as GitHub Models has them: messages, parameters and test data in YAML. It evaluates nothing. */
import type { JsonObject, JsonValue } from '../../trace/model';
import { parseEmbeddedJson } from '../../trace/jsonText';
import { asArray, asObject, asText, isObject } from '../../trace/normalise/json';
import { readSource, type SourceNode } from '../yaml';
import { entrySpan, keptAside, placesOfSections, type Converted, type Note } from './converted';
import { inputsFrom } from './promptInputs';
import { promptSections, type PromptMessage } from './promptMessages';
import { requestSettings, toolDefinitions } from './promptModel';
import { keptSentences } from './prompty';

export function convertPromptYml(text: string): Converted {
  const { root, problems } = readSource(text, 'yaml');
  const failed = (notes: Note[]): Converted => ({ places: [], kept: [], lost: [], problems: notes });
  if (problems.length > 0) return failed(problems.map(({ message, ...span }) => ({ message, span })));
  if (!root?.entries) return failed([{ message: 'A prompt file is a mapping with "messages:". Add them.' }]);
  const list = root.entries.get('messages')?.node;
  if (!list?.items || list.items.length === 0) {
    const message = 'The prompt file has no messages. Add "messages:" with a list of role and content.';
    return failed([{ message, ...(list ? { span: list } : {}) }]);
  }
  const messages: PromptMessage[] = [];
  for (const item of list.items) {
    const message = messageOf(item);
    if (!message)
      return failed([{ message: 'A message needs "role:" and "content:". Add what is missing.', span: item }]);
    messages.push(message);
  }
  return converted(root.value as JsonObject, root, messages);
}

function messageOf(node: SourceNode): PromptMessage | undefined {
  const value = isObject(node.value) ? node.value : undefined;
  const role = asText(value?.['role']);
  const content = value?.['content'];
  if (value === undefined || role === undefined || typeof content !== 'string') return undefined;
  const { role: _role, content: _content, name, ...others } = value;
  return {
    type: 'text',
    role,
    text: content,
    span: node,
    ...(typeof name === 'string' ? { name } : {}),
    ...(Object.keys(others).length > 0 ? { extra: others } : {}),
  };
}

function converted(front: JsonObject, root: SourceNode, messages: readonly PromptMessage[]): Converted {
  const lost: Note[] = [];
  const { model, modelParameters, testData, responseFormat, jsonSchema, name } = front;
  const settings = requestSettings(asObject(modelParameters) ?? {});
  const { sections, lost: literal } = promptSections(messages, 'plain');
  const rows = (asArray(testData) ?? []).filter(isObject);
  const { expected: _expected, ...first } = rows[0] ?? {};
  const { variables } = inputsFrom(undefined, first);
  const { definitions, others } = toolDefinitions([...settings.tools, ...(asArray(front['tools']) ?? [])]);
  const format = responseFormatOf(responseFormat, jsonSchema);
  const aside: JsonObject = Object.fromEntries(Object.entries(front).filter(([key]) => !USED.includes(key)));
  if (rows.length > 0) aside['testData'] = testData ?? null;
  if (others.length > 0) aside['tools'] = others;
  if (rows.length > 1) {
    const message = `Of ${rows.length} rows of testData the first gives the variables.`;
    lost.push({ message, ...place(root, 'testData') });
  }
  const kept = keptAside('x-promptYml', aside);
  const toolSpan = entrySpan(root, 'tools') ?? entrySpan(root, 'modelParameters') ?? root;
  const tools =
    definitions.length > 0 ? [{ value: { id: 'tools', required: true, tools: definitions }, span: toolSpan }] : [];
  const all = [...sections.slice(0, 1), ...tools, ...sections.slice(1)];
  const value: JsonObject = {
    version: 1,
    ...(asText(name) === undefined ? {} : { name: asText(name) ?? '' }),
    ...(asText(model) === undefined ? {} : { model: asText(model) ?? '' }),
    ...settings.fields,
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
    ...(format === undefined ? {} : { responseFormat: format }),
    ...kept.value,
    sections: all.map((section) => section.value),
  };
  const own = ['name', 'model'].flatMap((key) => {
    const span = entrySpan(root, key);
    return span ? [{ path: [key], span }] : [];
  });
  return {
    value,
    places: [...placesOfSections(all), ...own],
    kept: keptSentences(value),
    lost: [...lost, ...literal, ...kept.lost],
    problems: [],
  };
}

const USED = ['name', 'model', 'modelParameters', 'messages', 'testData', 'responseFormat', 'jsonSchema', 'tools'];

function place(root: SourceNode, key: string): Pick<Note, 'span'> {
  const span = entrySpan(root, key);
  return span ? { span } : {};
}

/** `responseFormat: json_schema` with its schema beside it, as text or as a mapping. */
function responseFormatOf(format: JsonValue | undefined, schema: JsonValue | undefined): JsonValue | undefined {
  if (schema !== undefined) {
    const parsed = typeof schema === 'string' ? (parseEmbeddedJson(schema) ?? schema) : schema;
    return { type: asText(format) ?? 'json_schema', json_schema: parsed };
  }
  return typeof format === 'string' ? { type: format } : format;
}
