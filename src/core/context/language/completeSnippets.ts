/** Whole sections, and parts of sections and documents, where they may stand. YAML only: JSON has a server of its own. */
import { lineStartOf } from './lineStart';
import { columnOf } from './completeKeys';
import type { CompletionContext } from './completion';
import type { Completion } from './model';
import { nodeAtPath } from './looseNode';
import { CONTENTS } from './sectionAt';
import { indented, SNIPPETS, type DocumentSnippet } from './snippets';

export function sectionSnippets(context: CompletionContext): Completion[] {
  const { format, place, text } = context;
  if (format === 'json') return [];
  const where = placeOf(context);
  if (where === undefined) return [];
  const before = text.slice(lineStartOf(text, place.span.start), place.span.start);
  const hasDash = /-[ \t]*$/.test(before);
  if (/[{[,]/.test(before.trimStart().charAt(0)) || place.map?.style === 'flow') return [];
  const there = new Set((place.map ?? nodeAtPath(context.root, place.path))?.entries?.map(({ key }) => key));
  return SNIPPETS.filter((each) => each.place === where && !there.has(firstKey(each))).map((snippet) =>
    completionOf(snippet, context, hasDash),
  );
}

const firstKey = ({ place, body }: DocumentSnippet): string =>
  place === 'section' ? '' : (/^\w+/.exec(body[0] ?? '')?.[0] ?? '');

/** A section may be begun in the list, and behind a dash where nothing is written yet. */
function placeOf({ place }: CompletionContext): DocumentSnippet['place'] | undefined {
  const { path } = place;
  if (path.length === 0) return 'document';
  if (path[0] !== 'sections') return undefined;
  if (path.length === 1) return 'section';
  if (path.length !== 2) return undefined;
  if (place.on === 'value') return 'section';
  const keys = place.map?.entries?.map(({ key }) => key) ?? [];
  return keys.includes('id') || keys.some((key) => CONTENTS.includes(key)) ? 'inSection' : undefined;
}

function completionOf(snippet: DocumentSnippet, context: CompletionContext, hasDash: boolean): Completion {
  const { place } = context;
  const column = columnOf(context);
  // Behind a dash the dash of the snippet is there already, and its keys stand at the cursor.
  const isOfList = snippet.place === 'section';
  const body = isOfList && hasDash ? snippet.body.map((line) => line.slice(2)) : snippet.body;
  return {
    label: snippet.label,
    kind: 'snippet',
    documentation: snippet.description,
    insert: indented(body, column),
    isSnippet: true,
    span: place.span,
  };
}
