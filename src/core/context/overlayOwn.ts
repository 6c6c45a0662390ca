/** What a document has without a what-if, so that the views can say what is changed. Never applies one; overlay.ts does. */
import { lookupModel } from '../tokens/catalogue';
import type { ResolvedDocument } from './assembly';
import type { BudgetSize, ContextDocument } from './model';
import type { OwnSettings, OwnSize } from './snapshotModel';

/** The window without a what-if: the document's own, else the catalogue's. */
export function ownWindowOf({ window, model }: ContextDocument): number | undefined {
  return window ?? lookupModel(model).entry.window;
}

/** What the what-if is measured against. Shares are of `window`, the one that is shown. */
export function ownSettingsOf({ document, sections }: ResolvedDocument, window: number | undefined): OwnSettings {
  const budgets: OwnSettings['budgets'] = Object.create(null) as OwnSettings['budgets'];
  for (const { section } of sections) {
    const max = ownSizeOf(section.budget.max, window);
    const min = ownSizeOf(section.budget.min, window);
    if (max || min) budgets[section.id] = { ...(max ? { max } : {}), ...(min ? { min } : {}) };
  }
  return { model: document.model ?? null, window: ownWindowOf(document) ?? null, budgets: { ...budgets } };
}

function ownSizeOf(size: BudgetSize | undefined, window: number | undefined): OwnSize | undefined {
  if (!size) return undefined;
  if ('tokens' in size) return { tokens: size.tokens };
  return window === undefined
    ? undefined
    : { tokens: Math.floor((window * size.percent) / 100), percent: size.percent };
}
