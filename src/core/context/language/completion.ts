/**
 * What may be typed at the cursor: keys by place, values by key, variables in texts. It works on half-typed text and
 * reads nothing: files and calls are given. It offers no key that is there already.
 */
import { lineStartOf } from './lineStart';
import type { Completion, LanguageKnowledge, LanguageText } from './model';
import { keyCompletions } from './completeKeys';
import { valueCompletions } from './completeValues';
import { variableCompletions } from './completeVariables';
import { looseTree } from './looseTree';
import { placeToType, type Place } from './place';
import { keysAt } from './schemaWalk';
import { isFilePath } from './sectionAt';
import { sectionSnippets } from './completeSnippets';
import type { LooseNode } from './looseNode';

export interface CompletionContext extends LanguageText {
  offset: number;
  place: Place;
  /** Of the text without what is being typed at the cursor where that breaks it; else of the whole. */
  root: LooseNode | undefined;
  known: LanguageKnowledge;
}

export function completionsAt(input: LanguageText & { offset: number }, known: LanguageKnowledge = {}): Completion[] {
  const place = input.text.trim() === '' ? EMPTY(input.offset) : placeToType(input.text, input.offset, input.format);
  if (!place || isComment(input)) return [];
  const context: CompletionContext = { ...input, place, root: looseTree(input.text, input.format), known };
  const variables = variableCompletions(context);
  if (variables) return variables;
  return place.on === 'key' ? ofKeys(context) : ofValues(context);
}

const EMPTY = (offset: number): Place => ({
  path: [],
  on: 'value',
  span: { start: offset, end: offset },
  written: '',
  mayBeKey: true,
});

function ofKeys(context: CompletionContext): Completion[] {
  const isSchemaElsewhere = context.known.hasSchemaServer === true;
  return [...(isSchemaElsewhere ? [] : keyCompletions(context)), ...sectionSnippets(context)];
}

function ofValues(context: CompletionContext): Completion[] {
  const { place, known } = context;
  // Of a text that goes over lines nothing is chosen from a list.
  if (/[\r\n]/.test(place.written)) return [];
  const values = valueCompletions(context);
  if (!place.mayBeKey || place.node?.style === 'double' || place.node?.style === 'single') return values;
  const hasKeys = keysAt(place.path).length > 0 && !known.hasSchemaServer;
  return [...(hasKeys ? keyCompletions(context) : []), ...values, ...sectionSnippets(context)];
}

/** A `#` that starts a comment, before the cursor and on its line. */
function isComment({ text, offset, format }: LanguageText & { offset: number }): boolean {
  if (format === 'json') return false;
  const line = text.slice(lineStartOf(text, offset), offset);
  return /^\s*#/.test(line);
}

/** What has to be read before completions can be given. */
export interface CompletionNeeds {
  /** A folder, relative to the document's; '' is that itself. */
  folder?: string;
  /** The trace whose calls are asked for. */
  trace?: string;
}

export function completionNeeds(input: LanguageText & { offset: number }): CompletionNeeds {
  const place = placeToType(input.text, input.offset, input.format);
  if (place?.on !== 'value') return {};
  const last = place.path.at(-1);
  if (isFilePath(place)) return { folder: place.written.slice(0, place.written.lastIndexOf('/') + 1) };
  if (last !== 'call' || place.path[0] !== 'sample') return {};
  const trace = looseTree(input.text, input.format)?.entries?.find(({ key }) => key === 'sample');
  const path = trace?.value?.entries?.find(({ key }) => key === 'trace')?.value?.text;
  return path === undefined ? {} : { trace: path };
}
