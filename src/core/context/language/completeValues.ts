/** Values that a key may have: of the schema, of the catalogue, of the document itself, and of what was read for it. */
import { listModels } from '../../tokens/catalogue';
import { DEFAULT_PRIORITY } from '../parseModel';
import type { CompletionContext } from './completion';
import { nodeAtPath, textAt } from './looseNode';
import type { Completion, CompletionKind } from './model';
import { schemasAt, valuesOf, type SchemaValue } from './schemaWalk';
import { isFilePath, sectionOf, sectionsIn } from './sectionAt';
import { modelWords, plural, tokensWords } from './words';

interface Offer {
  value: string;
  /** Text is quoted in JSON; numbers and booleans are not. */
  isText: boolean;
  kind?: CompletionKind;
  detail?: string;
  documentation?: string;
  /** Where the text itself is not what is put in. */
  insert?: string;
  isSnippet?: boolean;
  goesOn?: boolean;
}

export function valueCompletions(context: CompletionContext): Completion[] {
  const own = ownValues(context);
  const schema = context.known.hasSchemaServer ? [] : schemaValues(context);
  return [...own, ...schema].map((offer) => completionOf(offer, context));
}

/** What no schema knows. */
function ownValues(context: CompletionContext): Offer[] {
  const { place } = context;
  const { path } = place;
  const last = path.at(-1);
  if (path.length === 1) return rootValues(context, last);
  if (isFilePath(place)) return files(context);
  if (path[0] === 'sample' && last === 'call') return calls(context);
  if (path[0] !== 'sections' || path.length < 3) return [];
  if (path[2] === 'keepWith') return keptWith(context);
  if (path[2] === 'budget') return budgets(context);
  if (path.length === 3 && last === 'priority') return priorities(context);
  return timesAndStrategies(context);
}

function rootValues({ root, known, place }: CompletionContext, key: string | number | undefined): Offer[] {
  if (key === 'model') {
    return listModels().map(({ id, window, provider }) => ({
      value: id,
      isText: true,
      kind: 'model',
      detail: `${provider}${window === undefined ? '' : ` · ${plural(window, 'token')}`}`,
      documentation: modelWords(id, known.now).join('\n'),
    }));
  }
  const model = listModels().find(({ id }) => id === textAt(root, ['model']));
  if (key === 'window' && model?.window !== undefined) {
    return [number(model.window, `the window of ${model.id}`), number(Math.floor(model.window / 2), 'half of it')];
  }
  if (key === 'reserve' && place.path.length === 1) {
    const sizes = [512, 1024, 2048, 4096].filter((size) => size <= (model?.maxOutput ?? 4096));
    return sizes.map((size) => number(size, 'tokens for the answer'));
  }
  return [];
}

const number = (value: number, detail: string): Offer => ({ value: String(value), isText: false, detail });
const text = (value: string, detail?: string): Offer => ({
  value,
  isText: true,
  ...(detail === undefined ? {} : { detail }),
});

function files({ known, place }: CompletionContext): Offer[] {
  const folder = place.written.slice(0, place.written.lastIndexOf('/') + 1);
  return (known.files ?? []).map(({ name, isFolder }) => ({
    value: `${folder}${name}${isFolder ? '/' : ''}`,
    isText: true,
    kind: isFolder ? ('folder' as const) : ('file' as const),
    ...(isFolder ? { goesOn: true } : {}),
  }));
}

const calls = ({ known }: CompletionContext): Offer[] =>
  (known.calls ?? []).map(({ id, words }) => ({ value: id, isText: true, kind: 'call' as const, detail: words }));

function keptWith(context: CompletionContext): Offer[] {
  const { root, place } = context;
  const own = sectionOf(root, place.path);
  const there = own ? (nodeAtPath(root, [...own.path, 'keepWith'])?.items ?? []).map((item) => item.text) : [];
  const offers = sectionsIn(root).flatMap(({ id, index }): Offer[] => {
    if (id === undefined || index === own?.index || there.includes(id)) return [];
    return [
      { value: id, isText: true, kind: 'section', detail: textAt(root, ['sections', index, 'kind']) ?? 'section' },
    ];
  });
  const isElement = typeof place.path.at(-1) === 'number';
  if (isElement) return offers;
  return offers.map((offer) => ({ ...offer, insert: `[${offer.value}]` }));
}

function budgets({ root, place, known }: CompletionContext): Offer[] {
  const key = place.path.at(-1);
  if (key !== 'max' && key !== 'min') return [];
  const id = sectionOf(root, place.path)?.id;
  const row = known.answer?.sections.find((section) => section.id === id);
  const sizes =
    row && row.raw.tokens > 0 ? [number(row.raw.tokens, `all that it holds now: ${tokensWords(row.raw)}`)] : [];
  const kept = row && row.kept.tokens !== row.raw.tokens ? [number(row.kept.tokens, 'what is kept of it now')] : [];
  const window = known.answer?.window ?? undefined;
  const shares = [5, 10, 25, 50].map((share): Offer => {
    const tokens = window === undefined ? '' : `: ${plural(Math.floor((window * share) / 100), 'token')}`;
    return { value: `${share}%`, isText: true, insert: `"${share}%"`, detail: `${share} % of the window${tokens}` };
  });
  return [...sizes, ...kept, ...shares];
}

function priorities({ root, place }: CompletionContext): Offer[] {
  const kind = textAt(root, [...place.path.slice(0, 2), 'kind']);
  const byValue = new Map<number, string[]>();
  for (const [name, value] of Object.entries(DEFAULT_PRIORITY)) {
    byValue.set(value, [...(byValue.get(value) ?? []), name]);
  }
  return [...byValue].map(([value, names]) =>
    number(
      value,
      `the default of ${names.join(', ')}${kind !== undefined && names.includes(kind) ? ' (this kind)' : ''}`,
    ),
  );
}

function timesAndStrategies({ place, known }: CompletionContext): Offer[] {
  switch (place.path.at(-1)) {
    case 'maxAge':
      return [
        text('15m', '15 minutes'),
        text('1h', 'an hour'),
        text('24h', 'a day'),
        text('7d', 'a week'),
        text('30d', '30 days'),
      ];
    case 'asOf':
      return known.now === undefined ? [] : [text(`${new Date(known.now).toISOString().slice(0, 19)}Z`, 'now')];
    case 'strategy':
      return [text('keyword', 'by words'), text('vector', 'by meaning'), text('hybrid', 'by both')];
    case 'query':
      return [{ ...text('{{question}}', 'the question of the bound call'), insert: '"{{question}}"' }];
    default:
      return [];
  }
}

function schemaValues({ place, format }: CompletionContext): Offer[] {
  const schemas = schemasAt(place.path);
  const seen = new Set<string>();
  const offers = schemas.flatMap((schema) => valuesOf(schema).map((each) => ({ each, schema })));
  const values = offers.flatMap(({ each, schema }): Offer[] => {
    if (seen.has(each.value)) return [];
    seen.add(each.value);
    return [{ ...schemaOffer(each), isText: schema.enum !== undefined }];
  });
  const isPolicy = place.path.length === 3 && place.path[2] === 'overflow';
  return isPolicy && format === 'yaml' ? [...values, FALLBACK] : values;
}

const schemaOffer = ({ value, description }: SchemaValue): Omit<Offer, 'isText'> => ({
  value,
  ...(description === undefined ? {} : { detail: description, documentation: description }),
});

const FALLBACK: Offer = {
  value: 'fallback',
  isText: true,
  detail: 'A shorter text stands in for the section.',
  documentation: 'A shorter text stands in for the section before it goes whole.',
  insert: '{ fallback: { text: "$1" } }',
  isSnippet: true,
};

function completionOf({ value, isText, kind, insert, ...rest }: Offer, context: CompletionContext): Completion {
  const { place, format, text: whole } = context;
  const isQuoted = place.node?.style === 'double' || place.node?.style === 'single';
  const isJson = format === 'json';
  const plain = insert ?? value;
  const inside = insert === undefined ? value : insert.replace(/^"(.*)"$/, '$1');
  const written = isQuoted ? inside : isJson && isText ? JSON.stringify(value) : quotedWhereNeeded(plain, insert);
  return {
    label: value,
    kind: kind ?? 'value',
    insert: needsSpace(whole, place.span.start) && !isQuoted ? ` ${written}` : written,
    span: onOneLine(whole, place.span),
    ...rest,
  };
}

/** YAML reads `no`, `*x` or `a: b` as something else. */
const quotedWhereNeeded = (plain: string, insert: string | undefined): string =>
  insert !== undefined || /^[\w./@%+-][\w ./@%+:-]*$/.test(plain) ? plain : JSON.stringify(plain);

const needsSpace = (text: string, at: number): boolean => text.charAt(at - 1) === ':';

function onOneLine(text: string, { start, end }: Completion['span']): Completion['span'] {
  const lineEnd = text.slice(start, end).search(/[\r\n]/);
  return { start, end: lineEnd < 0 ? end : start + lineEnd };
}
