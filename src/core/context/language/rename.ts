/**
 * A new name for a section or a variable, everywhere in the document. It refuses names that would break it, with a
 * sentence. Files that the document names are the caller's.
 */
import { readSource } from '../yaml';
import { looseTree } from './looseTree';
import type { LanguageText, RenameAnswer, SpanEdit } from './model';
import { nameAt, occurrencesOf, type NameAt } from './references';
import { sectionsIn } from './sectionAt';
import { declaredIn, ITEM_FIELDS, tokensIn } from './variablesAt';

export type Renamed = RenameAnswer | { refused: string };

/** What can be renamed at the cursor, or why nothing can. */
export function renameTarget(input: LanguageText & { offset: number }): NameAt | { refused: string } {
  if (readSource(input.text, input.format).problems.length > 0) {
    return { refused: 'The document has a syntax error. Correct it first; the Problems panel has its place.' };
  }
  const found = nameAt(input);
  if (!found) return { refused: 'Only the id of a section and the name of a variable can be renamed.' };
  const { name } = found;
  if (name.type === 'section') return found;
  const isDeclared = declaredIn(input.text, looseTree(input.text, input.format)).some(
    (each) => each.name === name.name,
  );
  if (isDeclared) return found;
  return {
    refused: `'${name.name}' is not under "variables:": it comes from the bound call or from --set. Only variables of the document can be renamed.`,
  };
}

export function renameEdits(input: LanguageText & { offset: number; newName: string }): Renamed {
  const target = renameTarget(input);
  if ('refused' in target) return target;
  const newName = input.newName.trim();
  const { name } = target;
  const refused = name.type === 'section' ? badId(newName, name.id, input) : badVariable(newName, name.name, input);
  if (refused !== undefined) return { refused };
  const edits = occurrencesOf(name, input).map(({ span }) => ({ span, text: newName }));
  if (name.type === 'section') return { edits: edits.map((edit) => written(edit, input)) };
  return { edits, variable: { from: name.name, to: newName } };
}

/** Written without quotes, YAML would read these as something else than a text. */
const NO_PLAIN_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|~|[-+.\d].*)$/i;

function badId(id: string, old: string, { text, format }: LanguageText): string | undefined {
  if (id === '') return 'A section needs an id. Type one.';
  if (!/^[^\s"'\\,[\]{}#:&*!|>%@`][^"'\\,[\]{}#:\r\n\t]*$/.test(id)) {
    return `'${id}' is no id: use letters, digits, '-', '_' and '.', beginning with a letter.`;
  }
  const isTaken = sectionsIn(looseTree(text, format)).some((section) => section.id === id);
  return isTaken && id !== old ? `There is a section '${id}' already. Ids are unique: choose another.` : undefined;
}

function badVariable(name: string, old: string, { text, format }: LanguageText): string | undefined {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
    return `'${name}' is no name of a variable: use letters, digits, '-', '_' and '.', beginning with a letter.`;
  }
  if (NO_PLAIN_TEXT.test(name)) return `'${name}' means something else in YAML. Choose another name.`;
  const isTaken = declaredIn(text, looseTree(text, format)).some((each) => each.name === name);
  if (isTaken && name !== old) return `There is a variable '${name}' already. Choose another name.`;
  if (ITEM_FIELDS.includes(name))
    return `'${name}' is a field of every item: in itemTemplate the item's own would win. Choose another name.`;
  return undefined;
}

/** Where the place has no quotes and the id needs them. */
function written({ span, text: id }: SpanEdit, { text, format }: LanguageText): SpanEdit {
  const isQuoted = /["']/.test(text.charAt(span.start - 1)) && text.charAt(span.end) === text.charAt(span.start - 1);
  return format === 'yaml' && !isQuoted && NO_PLAIN_TEXT.test(id)
    ? { span, text: JSON.stringify(id) }
    : { span, text: id };
}

/** The places of a variable in a text file. */
export function variableInFile(text: string, name: string): SpanEdit['span'][] {
  return tokensIn(text, { start: 0, end: text.length })
    .filter((token) => token.name === name)
    .map(({ span }) => span);
}

/** The files whose text is a template of the document. */
export function templateFiles({ text, format }: LanguageText): string[] {
  const root = looseTree(text, format);
  const files = sectionsIn(root).flatMap(({ node }) => {
    const own = node.entries?.find(({ key }) => key === 'file')?.value?.text;
    const overflow = node.entries?.find(({ key }) => key === 'overflow')?.value;
    const fallback = overflow?.entries?.find(({ key }) => key === 'fallback')?.value;
    const standIn = fallback?.entries?.find(({ key }) => key === 'file')?.value?.text;
    return [own, standIn].filter((path) => path !== undefined);
  });
  return [...new Set(files)];
}
