/** A value that is valid by the schema and the rules → the document, with defaults by kind (design §3). */
import type { JsonObject, JsonValue, Message, Part, Role, ToolDefinition } from '../trace/model';
import type {
  Binding,
  Budget,
  BudgetSize,
  ContextDocument,
  Freshness,
  Item,
  Overflow,
  OverflowPolicyName,
  Section,
  SectionContent,
  SectionKind,
} from './model';

export const DEFAULT_PRIORITY: Record<SectionKind, number> = {
  instructions: 100,
  tools: 100,
  query: 100,
  userState: 70,
  examples: 60,
  history: 50,
  toolResults: 45,
  documents: 40,
  other: 30,
};

const KIND_OF_BINDING: Record<Binding, SectionKind> = {
  'call.system': 'instructions',
  'call.query': 'query',
  'call.history': 'history',
  'call.tail': 'history',
  'call.messages': 'other',
  'call.tools': 'tools',
  'call.documents': 'documents',
};

/** Values that an edit left alone are the same objects, and so is what was made of them. */
const knownSections = new WeakMap<JsonObject, Section>();
const knownItems = new WeakMap<JsonObject, Item>();
const knownVariables = new WeakMap<JsonObject, { [name: string]: string }>();

function remembered<T extends object>(
  known: WeakMap<JsonObject, T>,
  value: JsonObject,
  make: (value: JsonObject) => T,
) {
  const old = known.get(value);
  if (old) return old;
  const made = make(value);
  known.set(value, made);
  return made;
}

/** The value's shape is what the schema says; the casts below lean on that. */
export function documentFrom(value: JsonObject): ContextDocument {
  return {
    version: 1,
    ...pick<ContextDocument>(value, ['name', 'model', 'window', 'sample', 'latency', 'toolChoice', 'responseFormat']),
    ...pick<ContextDocument>(value, ['extra']),
    reserve: (value['reserve'] as number | undefined) ?? 0,
    params: (value['params'] as JsonObject | undefined) ?? {},
    variables: remembered(knownVariables, (value['variables'] as JsonObject | undefined) ?? {}, variablesFrom),
    sections: (value['sections'] as JsonObject[]).map((section) => remembered(knownSections, section, sectionFrom)),
    expect: (value['expect'] as JsonValue[] | undefined) ?? [],
    ...lintFrom(value),
  };
}

const lintFrom = (value: JsonObject): { lint?: JsonValue } =>
  value['x-lint'] === undefined ? {} : { lint: value['x-lint'] };

/** The given keys that are there. */
function pick<T>(value: JsonObject, keys: readonly (keyof T & string)[]): Partial<T> {
  return Object.fromEntries(keys.filter((key) => key in value).map((key) => [key, value[key]])) as Partial<T>;
}

function variablesFrom(value: JsonObject): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)]),
  );
}

function sectionFrom(value: JsonObject): Section {
  const content = contentFrom(value);
  const kind = (value['kind'] as SectionKind | undefined) ?? kindOf(content);
  const required = value['required'] === true;
  const role = (value['role'] as Role | undefined) ?? roleOf(kind, content);
  return {
    id: value['id'] as string,
    kind,
    ...(role === undefined ? {} : { role }),
    required,
    priority: (value['priority'] as number | undefined) ?? DEFAULT_PRIORITY[kind],
    budget: budgetFrom((value['budget'] as JsonObject | undefined) ?? {}),
    overflow: overflowFrom(value['overflow'], required),
    freshness: freshnessFrom((value['freshness'] as JsonObject | undefined) ?? {}),
    ...pick<Section>(value, ['asOf', 'source', 'retrieval']),
    before: (value['before'] as string | undefined) ?? '',
    after: (value['after'] as string | undefined) ?? '',
    itemTemplate: (value['itemTemplate'] as string | undefined) ?? '{{text}}',
    separator: (value['separator'] as string | undefined) ?? '\n\n',
    merge: value['merge'] === true,
    ...pick<Section>(value, ['keepWith', 'dedupe']),
    ...lintFrom(value),
    content,
  };
}

function contentFrom(value: JsonObject): SectionContent {
  if ('text' in value) return { type: 'text', text: value['text'] as string };
  if ('file' in value) return { type: 'file', path: value['file'] as string };
  if ('items' in value)
    return {
      type: 'items',
      items: (value['items'] as JsonObject[]).map((item) => remembered(knownItems, item, itemFrom)),
    };
  if ('tools' in value) return { type: 'tools', tools: value['tools'] as unknown as ToolDefinition[] };
  if ('from' in value) return { type: 'binding', from: value['from'] as Binding };
  const messages = (value['messages'] as JsonObject[]).map(messageFrom);
  return { type: 'messages', messages, template: value['template'] === true };
}

function kindOf(content: SectionContent): SectionKind {
  if (content.type === 'binding') return KIND_OF_BINDING[content.from];
  return content.type === 'tools' ? 'tools' : 'other';
}

/** Messages keep their own roles; documents are one text. */
function roleOf(kind: SectionKind, content: SectionContent): Role | undefined {
  if (content.type === 'messages' || content.type === 'tools') return undefined;
  if (content.type === 'binding' && content.from !== 'call.documents') return undefined;
  return kind === 'instructions' ? 'system' : 'user';
}

const itemFrom = (value: JsonObject): Item => pick<Item>(value, ['id', 'text', 'score', 'asOf', 'source']) as Item;

function messageFrom(value: JsonObject): Message {
  const text = value['text'] as string | undefined;
  const parts = ((value['parts'] as JsonObject[] | undefined) ?? []).map(partFrom);
  return {
    role: value['role'] as Role,
    ...pick<Message>(value, ['name', 'extra']),
    parts: text === undefined ? parts : [{ type: 'text', text }],
  };
}

/** Arguments of a tool call may be written as a mapping; on the wire they are text. */
function partFrom(value: JsonObject): Part {
  const args = value['arguments'];
  const nested = value['parts'] as JsonObject[] | undefined;
  return {
    ...value,
    ...(args === undefined ? {} : { arguments: typeof args === 'string' ? args : JSON.stringify(args) }),
    ...(nested === undefined ? {} : { parts: nested.map(partFrom) }),
  } as unknown as Part;
}

function budgetFrom(value: JsonObject): Budget {
  return {
    ...(value['max'] === undefined ? {} : { max: sizeFrom(value['max']) }),
    ...(value['min'] === undefined ? {} : { min: sizeFrom(value['min']) }),
  };
}

const sizeFrom = (value: JsonValue): BudgetSize =>
  typeof value === 'number' ? { tokens: value } : { percent: Number.parseFloat(value as string) };

function overflowFrom(value: JsonValue | undefined, required: boolean): Overflow {
  if (value === undefined) return { policy: required ? 'error' : 'drop', declared: false };
  if (typeof value === 'string') return { policy: value as OverflowPolicyName, declared: true };
  const { policy, fallback } = value as JsonObject;
  return {
    policy: (policy as OverflowPolicyName | undefined) ?? 'fallback',
    declared: true,
    fallback: fallback as { text?: string; file?: string },
  };
}

function freshnessFrom(value: JsonObject): Freshness {
  const maxAge = value['maxAge'] as string | undefined;
  return {
    ...(maxAge === undefined ? {} : { maxAgeMs: durationMs(maxAge) }),
    ...pick<Freshness>(value, ['onStale']),
  };
}

const UNIT_MS: { [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `24h`, `800ms`; the schema has checked the form. */
export function durationMs(text: string): number {
  const unit = text.replace(/^[\d.]+/, '');
  return Number.parseFloat(text) * (UNIT_MS[unit] ?? 1);
}
