/**
 * What stands under the cursor in plain words, and how its number came about. The numbers are those that the views
 * show: nothing is counted here.
 */
import type { Span } from '../yaml';
import { documentHover } from './hoverDocument';
import { heading, note, text, type HoverContext } from './hoverParts';
import { sectionHover } from './hoverSection';
import { textAt, type LooseNode } from './looseNode';
import { looseTree } from './looseTree';
import type { Hover, HoverPart, LanguageKnowledge, LanguageText } from './model';
import { placeAt, type Place } from './place';
import { descriptionAt, valuesAt } from './schemaWalk';
import { sectionOf } from './sectionAt';
import { declaredIn, ITEM_FIELDS, usesIn, valuesOfVariables } from './variablesAt';

export function hoverAt(input: LanguageText & { offset: number }, known: LanguageKnowledge = {}): Hover | undefined {
  const root = looseTree(input.text, input.format);
  const place = placeAt(root, input.text, input.offset);
  if (!place) return undefined;
  const variable = variableHover(input, root, known);
  if (variable) return variable;
  const context = contextOf(input, root, place, known);
  const found = numbers(context);
  // Of what it is called enough is said.
  const isNamed = context.path.at(-1) === 'id' && found.length > 0;
  const parts = [...found, ...(isNamed ? [] : described(context, place))];
  return parts.length > 0 ? { span: shownSpan(place, input.text), parts } : undefined;
}

function contextOf(
  input: LanguageText,
  root: LooseNode | undefined,
  place: Place,
  known: LanguageKnowledge,
): HoverContext {
  const path = place.on === 'key' ? [...place.path, place.entry?.key ?? ''] : place.path;
  return {
    ...input,
    root,
    path,
    value: textAt(root, path),
    known,
    ...(known.answer ? { answer: known.answer } : {}),
  };
}

function numbers(context: HoverContext): HoverPart[] {
  return sectionOf(context.root, context.path) ? sectionHover(context) : documentHover(context);
}

/** What the schema says of the key, and of the value that was chosen. */
function described({ path, value, known }: HoverContext, { on }: Place): HoverPart[] {
  if (known.hasSchemaServer) return [];
  const choice = valuesAt(path).find((each) => each.value === value)?.description;
  const key = descriptionAt(path);
  // Of a text only its key is worth a word.
  if (on === 'value' && choice === undefined && !isShort(value)) return [];
  return [
    ...(choice === undefined ? [] : [text(`${value ?? ''}: ${choice}`)]),
    ...(key === undefined ? [] : [note(key)]),
  ];
}

const isShort = (value: string | undefined): boolean => value !== undefined && value.length <= 60;

function variableHover(
  { text: whole, offset }: LanguageText & { offset: number },
  root: LooseNode | undefined,
  known: LanguageKnowledge,
): Hover | undefined {
  const use = usesIn(whole, root).find((each) => offset >= each.whole.start && offset <= each.whole.end);
  if (!use) return fieldHover(whole, root, offset);
  const found = valuesOfVariables(declaredIn(whole, root), known.variables).find(({ name }) => name === use.name);
  if (!found) {
    const why =
      use.name === 'question'
        ? 'It comes with a bound call: set "sample:".'
        : 'Add it under "variables:", or give it with --set.';
    return { span: use.whole, parts: [heading(`{{${use.name}}}`), text(`No value. ${why}`)] };
  }
  const value = found.value.length > 2000 ? `${found.value.slice(0, 2000)}…` : found.value;
  const parts: HoverPart[] = [
    heading(`{{${use.name}}}`),
    { form: 'code', text: value },
    note(capital(`${found.from}.`)),
  ];
  return { span: use.whole, parts };
}

function fieldHover(whole: string, root: LooseNode | undefined, offset: number): Hover | undefined {
  const place = placeAt(root, whole, offset);
  if (place?.path.at(-1) !== 'itemTemplate' || !place.node) return undefined;
  const raw = whole.slice(place.node.start, place.node.end);
  for (const match of raw.matchAll(/\{\{[ \t]*(\w+)[ \t]*\}\}/g)) {
    const start = place.node.start + match.index;
    const span: Span = { start, end: start + match[0].length };
    const name = match[1] ?? '';
    if (offset < span.start || offset > span.end || !ITEM_FIELDS.includes(name)) continue;
    return { span, parts: [heading(`{{${name}}}`), text(`The item's own ${name}, for each item.`)] };
  }
  return undefined;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A text of many lines is not lit whole. */
function shownSpan({ span, entry, on }: Place, whole: string): Span {
  const hasLines = /[\r\n]/.test(whole.slice(span.start, span.end));
  return on === 'value' && hasLines && entry ? entry.keySpan : span;
}
