/**
 * Logged text as text of a document that expands to it again: literal braces are escaped, and values that the call
 * recorded for its template become {{variables}} where they stand. Proven by expanding; never a guess at other values.
 */
import { expand } from '../variables';

/** `{{{{` is a literal `{{`. */
export const escapeBraces = (text: string): string => text.replaceAll('{{', '{{{{');

export interface TemplateVariable {
  name: string;
  value: string;
}

/** Shorter values stand in a text by chance. */
const LEAST_VALUE = 3;
const NAME = /^[^\s{}](?:[^{}\r\n]{0,100}[^\s{}])?$/;

/** The recorded values that can be told in a text, the longest first. */
export function usableVariables(recorded: { readonly [name: string]: string } | undefined): TemplateVariable[] {
  return Object.entries(recorded ?? {})
    .map(([name, value]) => ({ name, value }))
    .filter(({ name, value }) => NAME.test(name) && value.trim().length >= LEAST_VALUE)
    .sort((a, b) => b.value.length - a.value.length);
}

export interface TemplateText {
  text: string;
  /** The variables that stand in it. */
  used: TemplateVariable[];
}

export function templateOf(text: string, variables: readonly TemplateVariable[]): TemplateText {
  let pieces: (string | TemplateVariable)[] = [text];
  for (const variable of variables) {
    pieces = pieces.flatMap((piece) => (typeof piece === 'string' ? splitAt(piece, variable) : [piece]));
  }
  const template = pieces
    .map((piece) => (typeof piece === 'string' ? escapeBraces(piece) : `{{${piece.name}}}`))
    .join('');
  const used = variables.filter((variable) => pieces.includes(variable));
  const values = new Map(used.map(({ name, value }) => [name, value]));
  if (used.length > 0 && expand(template, values).text === text) return { text: template, used };
  return { text: escapeBraces(text), used: [] };
}

const WORD = /[\p{L}\p{N}_]/u;

/** At every place where the value stands by itself and not inside a word. */
function splitAt(text: string, variable: TemplateVariable): (string | TemplateVariable)[] {
  const { value } = variable;
  const pieces: (string | TemplateVariable)[] = [];
  let from = 0;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    const end = at + value.length;
    const isInWord =
      (WORD.test(text.charAt(at - 1)) && WORD.test(value.charAt(0))) ||
      (WORD.test(text.charAt(end)) && WORD.test(value.slice(-1)));
    if (isInWord) continue;
    if (at > from) pieces.push(text.slice(from, at));
    pieces.push(variable);
    from = end;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
