/** Names in a document: where a section's id or a variable is given and where it is used. It reads no other file. */
import type { Span } from '../yaml';
import { nodeAtPath, type LooseNode } from './looseNode';
import { looseTree } from './looseTree';
import type { LanguageText, Named } from './model';
import { placeAt } from './place';
import { sectionOf, sectionsIn } from './sectionAt';
import { declaredIn, usesIn } from './variablesAt';

export interface NameAt {
  name: Named;
  span: Span;
}

/** The name at the cursor: an id, an element of keepWith, a key of variables, or what stands in {{…}}. */
export function nameAt({ text, format, offset }: LanguageText & { offset: number }): NameAt | undefined {
  const root = looseTree(text, format);
  const place = placeAt(root, text, offset);
  if (!place) return undefined;
  const use = usesIn(text, root).find(({ whole }) => offset >= whole.start && offset <= whole.end);
  if (use) return { name: { type: 'variable', name: use.name }, span: use.span };
  if (place.on === 'key' && place.path[0] === 'variables' && place.path.length === 1 && place.entry) {
    return { name: { type: 'variable', name: place.entry.key }, span: place.span };
  }
  const id = place.node?.text;
  if (place.on !== 'value' || id === undefined || !sectionOf(root, place.path)) return undefined;
  const isOwn = place.path.length === 3 && place.path[2] === 'id';
  const isTie = place.path[2] === 'keepWith' && place.path.length === 4;
  return isOwn || isTie ? { name: { type: 'section', id }, span: place.span } : undefined;
}

export interface Occurrence {
  span: Span;
  isDeclaration: boolean;
}

export function occurrencesOf(name: Named, { text, format }: LanguageText): Occurrence[] {
  const root = looseTree(text, format);
  const found = name.type === 'section' ? ofSection(name.id, text, root) : ofVariable(name.name, text, root);
  return found.sort((a, b) => a.span.start - b.span.start);
}

function ofSection(id: string, text: string, root: LooseNode | undefined): Occurrence[] {
  return sectionsIn(root).flatMap(({ path }) => {
    const own = nodeAtPath(root, [...path, 'id']);
    const ties = (nodeAtPath(root, [...path, 'keepWith'])?.items ?? []).filter((item) => item.text === id);
    return [
      ...(own && own.text === id ? [{ span: unquoted(own, text), isDeclaration: true }] : []),
      ...ties.map((tie) => ({ span: unquoted(tie, text), isDeclaration: false })),
    ];
  });
}

function ofVariable(name: string, text: string, root: LooseNode | undefined): Occurrence[] {
  const declared = declaredIn(text, root).filter((each) => each.name === name);
  const uses = usesIn(text, root).filter((each) => each.name === name);
  return [
    ...declared.map(({ keySpan }) => ({ span: unquoted(keySpan, text), isDeclaration: true })),
    ...uses.map(({ span }) => ({ span, isDeclaration: false })),
  ];
}

/** A quoted text without its quotes. */
export function unquoted({ start, end }: Span, text: string): Span {
  const quote = text.charAt(start);
  const isQuoted = (quote === '"' || quote === "'") && end - start > 1 && text.charAt(end - 1) === quote;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
