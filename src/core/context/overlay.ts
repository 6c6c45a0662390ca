/**
 * The what-if of a context: another model or window, other sizes of sections. Puts the sizes over a resolved document.
 * Never changes what it is given, and never writes a document; overlayEdits.ts does.
 */
import type { ResolvedDocument, ResolvedSection } from './assembly';
import type { Budget, BudgetSize } from './model';
import type { ContextOverlay } from './snapshotModel';

type SizeChange = NonNullable<ContextOverlay['budgets']>[string];

const hasChange = ({ max, min }: SizeChange): boolean => max !== undefined || min !== undefined;

/** Nothing is changed by it: the context is as it is written, or as it was sent. */
export const isPlainOverlay = ({ window, model, budgets }: ContextOverlay): boolean =>
  window === undefined && model === undefined && !Object.values(budgets ?? {}).some(hasChange);

/** The sections under the what-if's sizes. A required section keeps its whole content all the same. */
export function withBudgets(resolved: ResolvedDocument, { budgets }: ContextOverlay): ResolvedDocument {
  if (!budgets) return resolved;
  const changed = (each: ResolvedSection): ResolvedSection => {
    // Section ids are any text, 'constructor' among them.
    const change = Object.hasOwn(budgets, each.section.id) ? budgets[each.section.id] : undefined;
    if (!change || !hasChange(change)) return each;
    return { ...each, section: { ...each.section, budget: budgetWith(each.section.budget, change) } };
  };
  return { ...resolved, sections: resolved.sections.map(changed) };
}

function budgetWith(own: Budget, { max, min }: SizeChange): Budget {
  const size = (change: number | null | undefined, before: BudgetSize | undefined): BudgetSize | undefined =>
    change === undefined ? before : change === null ? undefined : { tokens: change };
  const [most, least] = [size(max, own.max), size(min, own.min)];
  return { ...(most ? { max: most } : {}), ...(least ? { min: least } : {}) };
}
