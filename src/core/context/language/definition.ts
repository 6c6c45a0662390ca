/** Where what the cursor stands on is given: a file, a section, a variable. Paths are as written. */
import type { Span } from '../yaml';
import { scalarsIn } from './looseNode';
import { looseTree } from './looseTree';
import type { LanguageText, Link, Target } from './model';
import { placeAt } from './place';
import { nameAt, occurrencesOf, unquoted } from './references';
import { isFilePath } from './sectionAt';

export interface DefinitionAnswer {
  /** What of the text is about it. */
  origin: Span;
  targets: Target[];
}

export function definitionAt(input: LanguageText & { offset: number }): DefinitionAnswer | undefined {
  const found = nameAt(input);
  if (found) {
    const declared = occurrencesOf(found.name, input).filter(({ isDeclaration }) => isDeclaration);
    return { origin: found.span, targets: declared.map(({ span }) => ({ span })) };
  }
  const place = placeAt(looseTree(input.text, input.format), input.text, input.offset);
  const file = place?.on === 'value' && isFilePath(place) ? place.node?.text : undefined;
  return place && file ? { origin: place.span, targets: [{ file }] } : undefined;
}

export function linksIn({ text, format }: LanguageText): Link[] {
  return [...scalarsIn(looseTree(text, format))].flatMap(({ path, node }) => {
    if (!node.text || !isFilePath({ path })) return [];
    return [{ span: unquoted(node, text), file: node.text }];
  });
}
