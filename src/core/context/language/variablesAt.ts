/** {{variables}} in the text of a document: where they stand, which there are, and what they are worth. */
import type { Span } from '../yaml';
import { nodeAtPath, scalarsIn, type LooseNode } from './looseNode';
import type { KnownVariable } from './model';
import { holdsVariables } from './sectionAt';

/** As variables.ts replaces them: `{{{{` is a literal `{{`. */
const TOKEN = /\{\{\{\{|\{\{([^{}\r\n]{0,200})\}\}/g;

export const ITEM_FIELDS = ['text', 'id', 'score', 'asOf', 'source'];

/** Each with the place of its name. */
export function tokensIn(text: string, { start, end }: Span): { name: string; span: Span; whole: Span }[] {
  return [...text.slice(start, end).matchAll(TOKEN)].flatMap(({ 0: token, 1: inner, index }) => {
    if (inner === undefined) return [];
    const name = inner.trim();
    const at = start + index + 2 + (inner.length - inner.trimStart().length);
    const whole = { start: start + index, end: start + index + token.length };
    return [{ name, span: { start: at, end: at + name.length }, whole }];
  });
}

export interface VariableUse {
  name: string;
  span: Span;
  whole: Span;
}

/** Every use in the document's own texts. An item's own fields in `itemTemplate` are no variables. */
export function usesIn(text: string, root: LooseNode | undefined): VariableUse[] {
  return [...scalarsIn(root)]
    .filter(({ path }) => holdsVariables(root, path))
    .flatMap(({ path, node }) => {
      const isTemplate = path.at(-1) === 'itemTemplate';
      return tokensIn(text, node).filter(({ name }) => !(isTemplate && ITEM_FIELDS.includes(name)));
    });
}

export interface DeclaredVariable {
  name: string;
  value: string;
  keySpan: Span;
}

export function declaredIn(text: string, root: LooseNode | undefined): DeclaredVariable[] {
  const entries = nodeAtPath(root, ['variables'])?.entries ?? [];
  return entries
    .filter(({ hasColon }) => hasColon)
    .map(({ key, keySpan, value }) => ({
      name: key,
      keySpan,
      value: value?.text ?? (value ? text.slice(value.start, value.end) : ''),
    }));
}

const FROM: Record<KnownVariable['from'], string> = {
  call: 'recorded by the bound call',
  question: 'the question of the bound call',
};

export interface VariableValue {
  name: string;
  value: string;
  from: string;
}

/** What wins stands first: what the call recorded, the document's own, then the question. */
export function valuesOfVariables(declared: DeclaredVariable[], known: readonly KnownVariable[] = []): VariableValue[] {
  const of = (from: KnownVariable['from']): VariableValue[] =>
    known.filter((each) => each.from === from).map(({ name, value }) => ({ name, value, from: FROM[from] }));
  const own = declared.map(({ name, value }) => ({ name, value, from: 'of variables: in this document' }));
  const all = [...of('call'), ...own, ...of('question')];
  return all.filter(({ name }, index) => all.findIndex((each) => each.name === name) === index);
}
