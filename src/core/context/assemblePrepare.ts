/**
 * What assembly and the ladder start from: everything counted once, budgets in tokens, ages, and what goes whatever
 * the window. Never takes a step of degradation.
 */
import type { ModelLookup } from '../tokens/catalogueModel';
import type { TokenCounter } from '../tokens/count';
import { draftOf, WHOLE } from './assembleDraft';
import type { SectionBudget, Start } from './assembleSteps';
import type { ResolvedDocument, ResolvedSection } from './assembly';
import { contentSteps } from './contentSteps';
import { freshnessOf, type SectionFreshness, type SourceChanges } from './freshness';
import { tally } from './ledger';
import type { BudgetSize } from './model';

export interface AssembleOptions {
  lookup: ModelLookup;
  /** Tokens; beats the document's window, which beats the catalogue's. */
  window?: number;
  counter: TokenCounter;
  /** Milliseconds since the epoch. */
  now: number;
  /** 'as-sent' keeps everything, whatever the window: what a logged call held. */
  mode: 'assemble' | 'as-sent';
  /** When sources changed, up to `now`; without it nothing is said about them. */
  sourceChanges?: SourceChanges;
}

export interface Prepared {
  start: Start;
  freshness: SectionFreshness[];
  /** Absent where neither option, document nor catalogue gives one. */
  window?: number;
}

export function prepare({ document, sections }: ResolvedDocument, options: AssembleOptions): Prepared {
  const { lookup, counter, now, sourceChanges } = options;
  const window = options.window ?? document.window ?? lookup.entry.window;
  const counting = { counter, framing: lookup.entry.framing };
  const rawDraft = draftOf(
    sections,
    sections.map(() => WHOLE),
  );
  const raw = tally(rawDraft, sections.length, counting, true);
  const freshness = freshnessOf({ sections, now, sourceChanges });
  const prior = contentSteps({ sections, freshness, raw });
  const start = { sections, budgets: budgetsOf(sections, window), counting, rawDraft, raw, prior };
  return { start, freshness, ...(window === undefined ? {} : { window }) };
}

export const budgetsOf = (sections: readonly ResolvedSection[], window: number | undefined): SectionBudget[] =>
  sections.map((each) => budgetOf(each, window));

function budgetOf({ section }: ResolvedSection, window: number | undefined): SectionBudget {
  const max = sizeOf(section.budget.max, window);
  const min = sizeOf(section.budget.min, window);
  return { ...(max === undefined ? {} : { max }), ...(min === undefined ? {} : { min }) };
}

function sizeOf(size: BudgetSize | undefined, window: number | undefined): number | undefined {
  if (!size) return undefined;
  if ('tokens' in size) return size.tokens;
  return window === undefined ? undefined : Math.floor((window * size.percent) / 100);
}
