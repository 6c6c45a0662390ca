/** Keys that may be typed at a place, those that are there left out. */
import { lineStartOf } from './lineStart';
import type { Completion } from './model';
import type { CompletionContext } from './completion';
import { nodeAtPath, type LooseNode } from './looseNode';
import { keysAt, valuesOf, type Schema } from './schemaWalk';
import { CONTENTS } from './sectionAt';

export function keyCompletions(context: CompletionContext): Completion[] {
  const { place } = context;
  const map = place.map ?? nodeAtPath(context.root, place.path);
  const own = place.on === 'key' ? place.entry : undefined;
  const there = keysIn(map, own?.keySpan.start);
  const hasContent = isSection(context) && CONTENTS.some((key) => there.has(key));
  return [...keysAt(place.path), ...paramKeys(place.path)]
    .filter(({ key }) => !there.has(key) && !(hasContent && CONTENTS.includes(key)))
    .map(({ key, schemas }) => completionOf(key, schemas, context));
}

function keysIn(map: LooseNode | undefined, ownStart: number | undefined): Set<string> {
  const others = (map?.entries ?? []).filter(({ keySpan, hasColon }) => hasColon && keySpan.start !== ownStart);
  return new Set(others.map(({ key }) => key));
}

const isSection = ({ place: { path } }: CompletionContext): boolean => path[0] === 'sections' && path.length === 2;

/** Providers name them; these most take. */
const PARAMS: [key: string, description: string][] = [
  ['temperature', 'How much chance there is in the answer: 0 is least.'],
  ['top_p', 'Only the likeliest tokens that together have this probability are chosen from.'],
  ['max_tokens', 'The longest answer, in tokens.'],
  ['seed', 'The same seed gives, as far as the provider can, the same answer.'],
  ['stop', 'Texts at which the answer ends.'],
];

function paramKeys(path: CompletionContext['place']['path']): { key: string; schemas: Schema[] }[] {
  if (path[0] !== 'params' || path.length !== 1) return [];
  return PARAMS.map(([key, description]) => ({ key, schemas: [{ description, type: 'number' }] }));
}

function completionOf(key: string, schemas: Schema[], context: CompletionContext): Completion {
  const { place } = context;
  const { documentation, detail } = wordsOf(schemas);
  const form = formOf(key, schemas);
  const base = {
    label: key,
    kind: 'key' as const,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation }),
    span: place.span,
  };
  // What follows is written already.
  if (place.on === 'key' && place.entry?.hasColon) return { ...base, insert: key };
  if (context.format === 'json') return { ...base, ...inJson(key, form, context) };
  const isFlow = (place.map ?? place.node)?.style === 'flow' || isInFlow(context);
  return { ...base, ...inYaml(key, form, { isFlow, indent: columnOf(context) }) };
}

function wordsOf(schemas: readonly Schema[]): { detail?: string; documentation?: string } {
  const documentation = schemas.find(({ description }) => description)?.description;
  const types = schemas.flatMap(({ type }) => type ?? []);
  const choices = schemas.flatMap(valuesOf).map(({ value }) => value);
  const detail = choices.length > 0 && choices.length < 5 ? choices.join(' | ') : types[0];
  return { ...(detail === undefined ? {} : { detail }), ...(documentation === undefined ? {} : { documentation }) };
}

type Form = 'scalar' | 'text' | 'map' | 'list' | 'sections' | 'choice';

function formOf(key: string, schemas: readonly Schema[]): Form {
  if (key === 'sections' || key === 'items' || key === 'messages') return 'sections';
  const types = schemas.flatMap(({ type }) => type ?? []);
  if (schemas.some((schema) => valuesOf(schema).length > 0)) return 'choice';
  if (types.includes('array')) return 'list';
  if (types.includes('object')) return 'map';
  return types.includes('string') ? 'text' : 'scalar';
}

/** Maps that are short are written on one line. */
const ON_ONE_LINE = ['budget', 'freshness', 'retrieval', 'sample', 'fallback'];

function inYaml(key: string, form: Form, { isFlow, indent }: { isFlow: boolean; indent: number }) {
  const inner = `\n${' '.repeat(indent + 2)}`;
  switch (form) {
    case 'sections':
      return isFlow
        ? { insert: `${key}: [$1]`, isSnippet: true }
        : { insert: `${key}:${inner}- $1`, isSnippet: true, goesOn: true };
    case 'list':
      return { insert: `${key}: [$1]`, isSnippet: true, goesOn: true };
    case 'map': {
      const isShort = isFlow || ON_ONE_LINE.includes(key);
      return { insert: isShort ? `${key}: { $1 }` : `${key}:${inner}$1`, isSnippet: true, goesOn: true };
    }
    case 'text':
    case 'scalar':
    case 'choice':
      return { insert: `${key}: `, goesOn: true };
  }
}

function inJson(key: string, form: Form, { place, text }: CompletionContext) {
  const quote = text.charAt(place.span.start - 1) === '"' ? '' : '"';
  const closes = quote === '' && text.charAt(place.span.end) === '"';
  const behind = text.slice(place.span.end + (closes ? 1 : 0));
  const comma = /^\s*"/.test(behind) ? ',' : '';
  const value = { text: '"$1"', choice: '$1', scalar: '$1', map: '{ $1 }', list: '[$1]', sections: '[$1]' }[form];
  const span = { start: place.span.start, end: place.span.end + (closes ? 1 : 0) };
  return { insert: `${quote}${key}": ${value}${comma}`, isSnippet: true, span };
}

function isInFlow({ text, place }: CompletionContext): boolean {
  const before = text.slice(lineStartOf(text, place.span.start), place.span.start);
  return /[{,]\s*$/.test(before);
}

/** Where the key stands: behind a dash, further right than its line's indentation. */
export function columnOf({ text, place }: CompletionContext): number {
  return place.span.start - lineStartOf(text, place.span.start);
}
