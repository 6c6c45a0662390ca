/**
 * A .prompty file (Prompty, both of its shapes) as a context document: front matter in YAML, then a body whose role lines
 * cut it into messages. Follows the format's specification (prompty.ai). Reads no file that it names.
 */
import type { JsonObject, JsonValue } from '../../trace/model';
import { asArray, asObject, asText, isObject, without } from '../../trace/normalise/json';
import { readSource, type SourceNode, type Span } from '../yaml';
import {
  entrySpan,
  keptAside,
  placesOfSections,
  shifted,
  type Converted,
  type Note,
  type PlacedSection,
} from './converted';
import { inputsFrom } from './promptInputs';
import { promptSections } from './promptMessages';
import { requestSettings, toolDefinitions, withoutSecrets } from './promptModel';
import { bodyMessages } from './promptyBody';
import type { TemplateSyntax } from './templateSyntax';

export function convertPrompty(text: string): Converted {
  const parts = splitFile(text);
  if ('problem' in parts) return failed([parts.problem]);
  const source = parts.front ? readSource(text.slice(parts.front.start, parts.front.end), 'yaml') : undefined;
  const by = parts.front?.start ?? 0;
  const problems = (source?.problems ?? []).map(({ message, ...span }): Note => ({ message, span: shifted(span, by) }));
  if (problems.length > 0) return failed(problems);
  const root = source?.root;
  if (root && root.value !== null && !root.entries) {
    return failed([
      { message: 'The front matter must be a mapping such as "name: …". Correct it.', span: shifted(root, by) },
    ]);
  }
  const front = root?.entries ? (root.value as JsonObject) : {};
  return new Conversion(front, { text, bodyStart: parts.bodyStart, root, by }).convert();
}

const failed = (problems: Note[]): Converted => ({ places: [], kept: [], lost: [], problems });

type FileParts = { front?: Span; bodyStart: number } | { problem: Note };

function splitFile(text: string): FileParts {
  const opening = /^\s*---[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (!opening) return { bodyStart: 0 };
  const start = opening[0].length;
  const closing = /^---[ \t]*$/m.exec(text.slice(start));
  if (!closing) {
    const message = 'The front matter that begins with --- is not closed. Add a line --- before the messages.';
    return { problem: { message, span: { start: 0, end: start } } };
  }
  const end = start + closing.index;
  const lineEnd = /^(?:\r\n|\n|\r)/.exec(text.slice(end + closing[0].length))?.[0].length ?? 0;
  return { front: { start, end }, bodyStart: end + closing[0].length + lineEnd };
}

interface ConversionSource {
  text: string;
  bodyStart: number;
  root: SourceNode | undefined;
  /** Where the front matter begins. */
  by: number;
}

class Conversion {
  private readonly lost: Note[] = [];
  private readonly aside: JsonObject = {};

  constructor(
    private readonly front: JsonObject,
    private readonly source: ConversionSource,
  ) {}

  convert(): Converted {
    const { front } = this;
    const model = this.model();
    const inputs = inputsFrom(front['inputs'] ?? front['inputSchema'], front['sample']);
    this.inputs(inputs.unusable);
    const { text, bodyStart } = this.source;
    const options = { offset: bodyStart, threads: inputs.threads, hasImages: !this.isSecond() };
    const body = bodyMessages(text.slice(bodyStart), options);
    const { sections, lost } = promptSections(body.messages, this.syntax());
    const tools = this.tools(model.tools);
    const all = [...sections.slice(0, 1), ...tools, ...sections.slice(1)];
    for (const key of Object.keys(front)) if (!USED.includes(key)) this.aside[key] = front[key] ?? null;
    const aside = keptAside('x-prompty', this.aside);
    const name = asText(front['name']);
    const value: JsonObject = {
      version: 1,
      ...(name === undefined ? {} : { name }),
      ...model.fields,
      ...(Object.keys(inputs.variables).length > 0 ? { variables: inputs.variables } : {}),
      ...aside.value,
      sections: all.map((section) => section.value),
    };
    if (all.length === 0)
      return failed([{ message: 'The file has no message. Write one below a line "system:" or "user:".' }]);
    return {
      value,
      places: [...placesOfSections(all), ...this.places(['name', 'model'])],
      kept: keptSentences(value),
      lost: [...this.lost, ...body.lost, ...lost, ...aside.lost],
      problems: [],
    };
  }

  private span(key: string): { span?: Span } {
    const span = entrySpan(this.source.root, key);
    return span ? { span: shifted(span, this.source.by) } : {};
  }

  private places(keys: readonly string[]): Converted['places'] {
    return keys.flatMap((key) => {
      const { span } = this.span(key);
      return span ? [{ path: [key], span }] : [];
    });
  }

  /** The second version names models by `id`, inputs as a list, and parameters as `options` beside a provider. */
  private isSecond(): boolean {
    const model = this.front['model'];
    const template = asObject(this.front['template']);
    const isModel = isObject(model) && ['id', 'provider', 'apiType'].some((key) => key in model);
    return (
      typeof model === 'string' || isModel || Array.isArray(this.front['inputs']) || isObject(template?.['format'])
    );
  }

  private syntax(): TemplateSyntax {
    const template = this.front['template'];
    const object = asObject(template);
    const format = object?.['format'] ?? object?.['type'] ?? template;
    const name = typeof format === 'string' ? format : asText(asObject(format)?.['kind']);
    return name === 'mustache' ? 'mustache' : 'jinja2';
  }

  private model(): { fields: JsonObject; tools: JsonValue[] } {
    const written = this.front['model'];
    if (typeof written === 'string') return { fields: { model: written }, tools: [] };
    const model = asObject(written) ?? {};
    const connection = asObject(model['connection']) ?? asObject(model['configuration']) ?? {};
    const names = [
      model['id'],
      connection['model'],
      connection['azure_deployment'],
      connection['deployment'],
      connection['name'],
    ];
    const name = names.map(asText).find((each) => each !== undefined);
    const isOpen = name?.includes('${') ?? false;
    if (isOpen) {
      this.lost.push({
        message: `The model is named outside the file (${name ?? ''}), so its window is not known. Add model: to the document.`,
        ...this.span('model'),
      });
    }
    const parameters = { ...asObject(model['options']), ...asObject(model['parameters']) };
    const settings = requestSettings(parameters);
    const { value: rest, removed } = withoutSecrets(without(model, ['id', 'parameters', 'options']));
    if (removed.length > 0) {
      this.lost.push({
        message: `Left out, as a key does not belong into a document: ${removed.map((each) => `model.${each}`).join(', ')}.`,
        ...this.span('model'),
      });
    }
    if (Object.keys(rest).length > 0) this.aside['model'] = rest;
    if (settings.otherTools !== undefined) this.aside['tools'] = settings.otherTools;
    return {
      fields: { ...(name === undefined || isOpen ? {} : { model: name }), ...settings.fields },
      tools: settings.tools,
    };
  }

  private inputs(unusable: readonly string[]): void {
    const { sample } = this.front;
    const definitions = this.front['inputs'] ?? this.front['inputSchema'];
    if (definitions !== undefined) this.aside['inputs'] = definitions;
    if (typeof sample === 'string') {
      this.aside['sample'] = sample;
      this.lost.push({
        message: `The sample values in '${sample}' are not read. Write them under variables:, or give them with --set.`,
        ...this.span('sample'),
      });
    }
    if (unusable.length === 0) return;
    if (isObject(sample)) this.aside['sample'] = sample;
    this.lost.push({
      message: `Inputs that are lists or empty are no variables: ${unusable.join(', ')}.`,
      ...this.span('sample'),
    });
  }

  private tools(own: readonly JsonValue[]): PlacedSection[] {
    const listed = asArray(this.front['tools']) ?? [];
    const { definitions, others } = toolDefinitions([...listed, ...own]);
    if (others.length > 0) {
      this.aside['tools'] = others;
      this.lost.push({
        message: `${others.length === 1 ? 'A tool is' : `${others.length} tools are`} no function and not sent: only functions are.`,
        ...this.span('tools'),
      });
    } else if (this.front['tools'] !== undefined && listed.length === 0) this.aside['tools'] = this.front['tools'];
    if (definitions.length === 0) return [];
    const span = this.span('tools').span ?? this.span('model').span ?? { start: 0, end: 0 };
    return [{ value: { id: 'tools', required: true, tools: definitions }, span }];
  }
}

/** What is carried, or put aside by a rule of its own. */
const USED = ['name', 'model', 'sample', 'inputs', 'inputSchema', 'tools'];

/** What a converted document holds, in words. */
export function keptSentences(value: JsonObject): string[] {
  const sections = asArray(value['sections'])?.length ?? 0;
  const variables = Object.keys(asObject(value['variables']) ?? {});
  const fields = ['name', 'model', 'params', 'reserve', 'toolChoice', 'responseFormat', 'extra'].filter(
    (key) => key in value,
  );
  return [
    `${sections} ${sections === 1 ? 'section' : 'sections'}.`,
    ...(fields.length > 0 ? [`Fields of the request: ${fields.join(', ')}.`] : []),
    ...(variables.length > 0 ? [`Sample values as variables: ${variables.join(', ')}.`] : []),
  ];
}
