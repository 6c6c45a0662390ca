/** What can be done with the section at the cursor, as edits. What makes a context fit is in fits.ts. */
import { lineStartOf } from './lineStart';
import type { ContextAnswer } from '../assembly';
import type { ParsedDocument } from '../model';
import { budgetChange, editsFor } from './change';
import { looseTree } from './looseTree';
import type { LanguageAction, LanguageText } from './model';
import { policiesFor, policyWords } from './policies';
import { sectionsIn } from './sectionAt';
import { tokensWords } from './words';

export interface ActionsInput extends LanguageText {
  parsed: ParsedDocument;
  answer?: ContextAnswer;
  /** Of the selection. */
  start: number;
  end: number;
}

/** The section that the place is in, by its index in the document. */
export function sectionIndexAt({
  text,
  format,
  start,
}: Pick<ActionsInput, 'text' | 'format' | 'start'>): number | undefined {
  const sections = sectionsIn(looseTree(text, format));
  const lineStart = lineStartOf(text, start);
  // Its first line is the section's, dash and all; behind its end nothing is until the next begins.
  const holding = sections.filter(
    ({ node }) => startOfLine(text, node.start) <= lineStart && start <= endOfLine(text, node.end),
  );
  return holding.at(-1)?.index;
}

const startOfLine = (text: string, offset: number): number => lineStartOf(text, offset);

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

export function codeActionsAt(input: ActionsInput): LanguageAction[] {
  const index = sectionIndexAt(input);
  const section = index === undefined ? undefined : input.parsed.document?.sections[index];
  if (index === undefined || !section) return [];
  const { content, id } = section;
  const base = { sectionId: id, edits: [] };
  return [
    ...(content.type === 'text'
      ? [{ ...base, title: 'Extract Section to File…', kind: 'extract' as const, does: 'extract' as const }]
      : []),
    ...(content.type === 'file'
      ? [{ ...base, title: 'Inline File into Section', kind: 'inline' as const, does: 'inline' as const }]
      : []),
    ...budgetActions(input, index),
    ...overflowActions(input, index),
  ];
}

function budgetActions({ parsed, format, answer }: ActionsInput, index: number): LanguageAction[] {
  const section = parsed.document?.sections[index];
  const row = answer?.sections.find(({ id }) => id === section?.id);
  if (!section || !row || row.kept.tokens === 0 || row.budget.max === row.kept.tokens) return [];
  const edits = editsFor(parsed, format, [budgetChange(parsed, index, row.kept.tokens)]);
  if (!edits) return [];
  const title = `Set Budget to Current Size (${tokensWords(row.kept)})`;
  return [{ title, kind: 'refactor', does: 'budget', sectionId: section.id, edits }];
}

/** One for each policy that makes sense, where none is stated. */
function overflowActions({ parsed, format }: ActionsInput, index: number): LanguageAction[] {
  const section = parsed.document?.sections[index];
  if (!section || section.required || section.overflow.declared) return [];
  return policiesFor(section).flatMap((policy): LanguageAction[] => {
    const edits = editsFor(parsed, format, [{ path: ['sections', index, 'overflow'], value: policy }]);
    if (!edits) return [];
    const title = `Add Overflow Policy: ${policy}`;
    return [
      { title, kind: 'refactor', does: 'overflow', sectionId: section.id, edits, description: policyWords(policy) },
    ];
  });
}
