/**
 * What could make a context fit, as changes to be tried, and whether a try did: each fix that is offered was assembled
 * and says by how much. It assembles nothing itself.
 */
import { lookupModel } from '../../tokens/catalogue';
import type { JsonValue } from '../../trace/model';
import type { ContextAnswer, SectionLedger } from '../assembly';
import { formatTokens } from '../ledgerText';
import type { Diagnostic, DocumentPath, ParsedDocument, Section } from '../model';
import { budgetChange } from './change';
import type { LanguageAction } from './model';
import { policiesFor } from './policies';
import { plural } from './words';

/** More would make the menu a list of everything. */
const MAX_PRIORITY_TRIES = 4;

export interface Try {
  does: LanguageAction['does'];
  sectionId?: string;
  changes: { path: DocumentPath; value: JsonValue }[];
  /** Whether it did what it is for, and the title that says by how much. */
  judge(after: Outcome): string | undefined;
}

/** A context as it is, or as it would be. */
export interface Outcome {
  answer: ContextAnswer;
  diagnostics: readonly Diagnostic[];
}

export const isAboutFit = ({ code }: Diagnostic): boolean =>
  code === 'over-budget' || code === 'does-not-fit' || code === 'required-does-not-fit';

export function triesFor(finding: Diagnostic, before: Outcome, parsed: ParsedDocument): Try[] {
  const base: Base = { finding, before, parsed, sections: parsed.document?.sections ?? [] };
  if (finding.code === 'over-budget' && isOwnBudget(base)) return ownBudgetTries(base);
  if (finding.sectionId !== undefined) return policyTries(base);
  if (finding.severity === 'error') return [...requiredTries(base), ...windowTries(base, excessOf(before.answer))];
  return [...priorityTries(base), ...windowTries(base, before.answer.overflow)];
}

interface Base {
  finding: Diagnostic;
  before: Outcome;
  parsed: ParsedDocument;
  sections: readonly Section[];
}

const rowOf = ({ answer }: Outcome, id: string | undefined): SectionLedger | undefined =>
  answer.sections.find((row) => row.id === id);

const limitOf = ({ window, reserve }: ContextAnswer): number => (window ?? Infinity) - reserve;
/** What is sent and does not fit. */
const excessOf = (answer: ContextAnswer): number => Math.max(0, answer.total.tokens - limitOf(answer));

const hasFitError = ({ diagnostics }: Outcome): boolean =>
  diagnostics.some((each) => isAboutFit(each) && each.severity === 'error');

/** Lint gives findings of assembly the rule's id: what a section's own budget is about says its row. */
function isOwnBudget({ finding, before }: Base): boolean {
  const row = rowOf(before, finding.sectionId);
  return row?.budget.max !== undefined && row.raw.tokens > row.budget.max;
}

const freeWords = ({ answer }: Outcome): string => {
  const free = limitOf(answer) - answer.total.tokens;
  return Number.isFinite(free) ? `; ${plural(free, 'token')} of the window stay free` : '';
};

function ownBudgetTries(base: Base): Try[] {
  const { finding, before, parsed, sections } = base;
  const index = sections.findIndex(({ id }) => id === finding.sectionId);
  const row = rowOf(before, finding.sectionId);
  const section = sections[index];
  if (!row || !section) return [];
  const was = row.budget.max ?? 0;
  const raise: Try = {
    does: 'budget',
    sectionId: section.id,
    changes: [budgetChange(parsed, index, row.raw.tokens)],
    judge: (after) => {
      const now = rowOf(after, section.id);
      const isWhole = now?.kept.tokens === row.raw.tokens && !isOverOwn(after, section.id);
      if (!isWhole || hasFitError(after)) return undefined;
      return `Set budget to ${formatTokens(row.raw.tokens)} (was ${formatTokens(was)}): ${section.id} is sent whole${freeWords(after)}`;
    },
  };
  return [raise, ...(finding.severity === 'error' ? policyTries(base) : [])];
}

const isOverOwn = ({ diagnostics }: Outcome, id: string): boolean =>
  diagnostics.some((each) => each.code === 'over-budget' && each.sectionId === id);

/** Each policy that makes sense and lets the context fit, the section's own and the window alike. */
function policyTries({ finding, before, sections }: Base): Try[] {
  const index = sections.findIndex(({ id }) => id === finding.sectionId);
  const section = sections[index];
  const row = rowOf(before, finding.sectionId);
  if (!section || !row || section.required) return [];
  const stated = section.overflow.declared ? section.overflow.policy : undefined;
  return policiesFor(section)
    .filter((policy) => policy !== stated)
    .map((policy): Try => ({
      does: 'overflow',
      sectionId: section.id,
      changes: [{ path: ['sections', index, 'overflow'], value: policy }],
      judge: (after) => {
        const now = rowOf(after, section.id);
        if (!now || hasFitError(after) || now.kept.tokens >= row.raw.tokens) return undefined;
        // A cut that leaves nothing is what "drop" says.
        if (now.kept.tokens === 0 && policy !== 'drop') return undefined;
        const title = stated === undefined ? 'Add overflow policy' : 'Change overflow policy to';
        return `${title}: ${policy} (${keptWords(now, row)})`;
      },
    }));
}

const keptWords = (now: SectionLedger, before: SectionLedger): string =>
  now.kept.tokens === 0
    ? `${now.id} goes: ${plural(before.raw.tokens, 'token')} are freed`
    : `keeps ${formatTokens(now.kept.tokens)} of ${formatTokens(before.raw.tokens)} tokens`;

/** A required section that may give way after all; never what the question or the instructions are. */
function requiredTries({ before, sections }: Base): Try[] {
  return sections.flatMap((section, index): Try[] => {
    const row = rowOf(before, section.id);
    const [policy] = policiesFor(section);
    if (!section.required || !row || section.kind === 'query' || section.kind === 'instructions' || !policy) return [];
    return [
      {
        does: 'required',
        sectionId: section.id,
        changes: [
          { path: ['sections', index, 'required'], value: false },
          { path: ['sections', index, 'overflow'], value: policy },
        ],
        judge: (after) => {
          const now = rowOf(after, section.id);
          if (!now || hasFitError(after)) return undefined;
          return `Let ${section.id} give way: required: false, overflow: ${policy} (${keptWords(now, row)})`;
        },
      },
    ];
  });
}

/** A larger window, where the model has one; else less kept free for the answer. */
function windowTries({ before, parsed }: Base, missing: number): Try[] {
  const { window, reserve, model } = before.answer;
  const { document } = parsed;
  if (window === null || missing <= 0 || !document) return [];
  const { known, entry } = lookupModel(model);
  const most = known ? (entry.window ?? Infinity) : Infinity;
  const needed = window + missing;
  const judge =
    (title: string) =>
    (after: Outcome): string | undefined =>
      after.answer.overflow < before.answer.overflow && !hasFitError(after) && excessOf(after.answer) === 0
        ? `${title}${after.answer.fits ? ': everything fits' : ''}`
        : undefined;
  const larger: Try[] =
    document.window !== undefined && needed <= most
      ? [
          {
            does: 'window',
            changes: [{ path: ['window'], value: needed }],
            judge: judge(`Set window to ${formatTokens(needed)} (was ${formatTokens(window)})`),
          },
        ]
      : [];
  const smaller: Try[] =
    reserve > missing
      ? [
          {
            does: 'reserve',
            changes: [{ path: ['reserve'], value: reserve - missing }],
            judge: judge(`Lower reserve to ${formatTokens(reserve - missing)} (was ${formatTokens(reserve)})`),
          },
        ]
      : [];
  return [...larger, ...smaller];
}

/** What gave way stays whole where another gives way before it. */
function priorityTries({ before, sections }: Base): Try[] {
  const lost = before.answer.sections.filter(
    ({ reason, kept, raw }) => reason.code === 'window-full' && kept.tokens < raw.tokens,
  );
  const tries = lost.flatMap((row) =>
    before.answer.sections
      .filter(
        (other) => other.id !== row.id && !other.required && other.kept.tokens > 0 && other.priority >= row.priority,
      )
      .flatMap((other) => priorityTry({ row, other, sections })),
  );
  return tries.slice(0, MAX_PRIORITY_TRIES);
}

function priorityTry({
  row,
  other,
  sections,
}: {
  row: SectionLedger;
  other: SectionLedger;
  sections: readonly Section[];
}): Try[] {
  const index = sections.findIndex(({ id }) => id === other.id);
  const priority = row.priority - 1;
  if (index < 0) return [];
  return [
    {
      does: 'priority',
      sectionId: other.id,
      changes: [{ path: ['sections', index, 'priority'], value: priority }],
      judge: (after) => {
        const [saved, given] = [rowOf(after, row.id), rowOf(after, other.id)];
        if (!saved || !given || saved.kept.tokens < row.raw.tokens || hasFitError(after)) return undefined;
        const loss = other.kept.tokens - given.kept.tokens;
        return `Lower priority of ${other.id} to ${formatTokens(priority)}: ${row.id} stays whole, ${other.id} gives up ${plural(loss, 'token')}`;
      },
    },
  ];
}
