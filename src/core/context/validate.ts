/**
 * Checks a document's value against its JSON Schema (compiled at build time) and turns the validator's errors into
 * sentences with the path they belong to. What a schema cannot say is in parseRules.ts.
 */
import validateSchema from '../generated/contextDocumentValidator';
import type { SchemaError } from '../generated/contextDocumentValidator';
import type { JsonValue } from '../trace/model';
import { KNOWN_KEYS } from './validateKeys';
import type { DiagnosticCode, DocumentPath, Severity } from './model';

export interface Finding {
  code: DiagnosticCode;
  path: DocumentPath;
  /** Default: error. */
  severity?: Severity;
  /** The finding is about the key at `path` and not about its value. */
  isKey?: boolean;
  message: string;
}

/** More would bury the first. */
const MAX_FINDINGS = 100;

export function validateValue(value: JsonValue): Finding[] {
  if (validateSchema(value)) return [];
  const errors = validateSchema.errors ?? [];
  const choices = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map((error) => error.instancePath));
  const isDetailOfChoice = (error: SchemaError): boolean =>
    error.keyword !== 'anyOf' && parentsOf(error.instancePath).some((path) => choices.has(path));
  const findings: Finding[] = [];
  for (const error of errors) {
    if (findings.length >= MAX_FINDINGS) break;
    // 'if' says only that one of its branches failed, which is listed by itself.
    if (error.keyword !== 'if' && !isDetailOfChoice(error)) findings.push(toFinding(error, value));
  }
  return findings;
}

/**
 * Whether a document that was valid before the node at `path` changed still is: for the schema, sections and items have
 * no say in each other. false: not certain.
 */
export function isValidPart(document: JsonValue, path: DocumentPath): boolean {
  const [key, index, items, item] = path;
  if (key !== 'sections' || typeof index !== 'number') return false;
  const section = valueAt(document, [key, index]);
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return false;
  const isItem = items === 'items' && typeof item === 'number';
  const part = isItem ? { ...section, items: [valueAt(section, [items, item]) ?? null] } : section;
  return validateSchema({ version: 1, sections: [part] });
}

/** The path itself and what it stands in: '/a/0' → '/a/0', '/a', ''. */
function parentsOf(instancePath: string): string[] {
  const steps = instancePath.split('/');
  return steps.map((_, index) => steps.slice(0, steps.length - index).join('/'));
}

function toFinding(error: SchemaError, root: JsonValue): Finding {
  const path = pathOf(error.instancePath, root);
  const what = nameOf(path, root);
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    return { code: 'schema', path: [...path, key], isKey: true, message: unknownKey(key, what, definitionOf(path)) };
  }
  if (error.keyword === 'not') {
    const message = `'${String(path.at(-1))}' is reserved and does nothing yet. Remove it.`;
    return { code: 'not-built-yet', path, isKey: true, message };
  }
  const value = valueAt(root, path);
  return { code: 'schema', path, message: ruleOf(path, what, value) ?? sentence(error, what, value) };
}

const SIZE = 'Write a whole number of tokens, or a share of the window from "0%" to "100%".';
const DURATION = 'Write a number with its unit: 800ms, 20s, 15m, 24h or 7d.';
const OVERFLOW =
  'It is error, drop, drop-oldest, drop-newest, drop-lowest-score, truncate-start, truncate-middle, truncate-end, { fallback: { text } }, or both: { policy: drop-oldest, fallback: { text } }.';

/** The sentence of a value whose form has a rule of its own, whatever part of the rule it broke. */
function ruleOf(path: DocumentPath, what: string, value: JsonValue | undefined): string | undefined {
  const last = path.at(-1);
  const parent = path.at(-2);
  const isDuration = last === 'maxAge' || (path[0] === 'latency' && (last === 'total' || parent === 'stages'));
  const isSize = parent === 'budget' && (last === 'max' || last === 'min');
  const isOverflow = path.length === 3 && last === 'overflow';
  const rule = isDuration ? DURATION : isSize ? SIZE : isOverflow ? OVERFLOW : undefined;
  return rule && `${what} cannot be ${describe(value)}. ${rule}`;
}

function sentence(error: SchemaError, what: string, value: JsonValue | undefined): string {
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return `${what} lacks '${String(params['missingProperty'])}'. Add it.`;
    case 'type':
      return `${what} must be ${typeNames(params['type'])}, not ${describe(value)}.${quotesAdvice(params['type'], value)}`;
    case 'enum':
      return `${what} cannot be ${describe(value)}. It is one of ${(params['allowedValues'] as string[]).join(', ')}.`;
    case 'const':
      return `${what} must be ${String(params['allowedValue'])}, not ${describe(value)}.`;
    case 'minimum':
      return `${what} must be at least ${String(params['limit'])}, not ${describe(value)}.`;
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return `${what} must not be empty.`;
    case 'maxProperties':
      return `${what} holds too many keys. Keep ${String(params['limit'])}.`;
    default:
      return `${what}: ${error.message ?? 'is not valid'}.`;
  }
}

/** What a path's value is defined as in the schema: 'section', 'section.budget', 'item' ... or '' for the root. */
function definitionOf(path: DocumentPath): string {
  if (path.length === 0) return '';
  const [first, , third] = path;
  const listed = typeof path.at(-1) === 'number' ? LISTED[String(path.at(-2))] : undefined;
  return listed ?? (first === 'sections' ? `section.${String(third)}` : String(first));
}

const LISTED: { [list: string]: string } = {
  sections: 'section',
  items: 'item',
  messages: 'message',
  parts: 'part',
  tools: 'tool',
};

function unknownKey(key: string, what: string, definition: string): string {
  const known = KNOWN_KEYS[definition] ?? [];
  const near = known.map((name) => ({ name, edits: distance(name.toLowerCase(), key.toLowerCase()) }));
  const close = near
    .filter(({ edits }) => edits <= (key.length > 3 ? 2 : 1))
    .sort((a, b) => a.edits - b.edits)[0]?.name;
  if (close) return `${what} has no key '${key}'. Did you mean '${close}'?`;
  const list = known.length > 0 ? ` Its keys are ${known.join(', ')}.` : '';
  return `${what} has no key '${key}'.${list} Your own keys start with x-.`;
}

/** Edits between two short words; more than 2 is "far". */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 30) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}

const TYPE_NAMES: { [type: string]: string } = {
  string: 'text',
  object: 'a mapping (key: value)',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
};

function typeNames(types: unknown): string {
  const list = Array.isArray(types) ? types.map(String) : String(types).split(',');
  return list.map((type) => TYPE_NAMES[type] ?? type).join(' or ');
}

function quotesAdvice(types: unknown, value: JsonValue | undefined): string {
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return types === 'string' && isScalar ? ' Put it in quotes.' : '';
}

function describe(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** 'budget.max' of section 'question': in the document's own words. */
function nameOf(path: DocumentPath, root: JsonValue): string {
  if (path.length === 0) return 'The document';
  const isSection = path[0] === 'sections' && typeof path[1] === 'number';
  const rest = isSection ? path.slice(2) : path;
  const name = rest
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : (index > 0 ? '.' : '') + step))
    .join('');
  if (!isSection) return `'${name}'`;
  const id = valueAt(root, [...path.slice(0, 2), 'id']);
  const section = typeof id === 'string' ? `'${id}'` : String(Number(path[1]) + 1);
  return name === '' ? `Section ${section}` : `'${name}' of section ${section}`;
}

function pathOf(instancePath: string, root: JsonValue): DocumentPath {
  const path: (string | number)[] = [];
  let value: JsonValue | undefined = root;
  for (const part of instancePath.split('/').slice(1)) {
    const step = part.replace(/~1/g, '/').replace(/~0/g, '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = valueAt(value, path.slice(-1));
  }
  return path;
}

function valueAt(value: JsonValue | undefined, path: DocumentPath): JsonValue | undefined {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Array.isArray(at) ? at[Number(step)] : Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}
