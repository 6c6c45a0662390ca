/** Changes of a what-if, and what it changes in words. Pure; useWhatIf.ts holds it. */
import type { OwnSize } from '../../core/context/snapshotModel';
import type { ContextOverlay, ContextSnapshot } from '../../protocol/contextApi';
import { formatNumber } from '../shared/format';

type Budgets = NonNullable<ContextOverlay['budgets']>;
export type SizeKey = 'max' | 'min';

export function withWindow(overlay: ContextOverlay, window: number | undefined): ContextOverlay {
  const { window: _before, ...rest } = overlay;
  return window === undefined ? rest : { ...rest, window };
}

export function withModel(overlay: ContextOverlay, model: string | undefined): ContextOverlay {
  const { model: _before, ...rest } = overlay;
  return model === undefined ? rest : { ...rest, model };
}

/** Without `tokens` the section's own size counts again. */
export function withSize(
  overlay: ContextOverlay,
  id: string,
  key: SizeKey,
  tokens: number | undefined,
): ContextOverlay {
  const { budgets = {}, ...rest } = overlay;
  const own = sizesIn(budgets, id);
  const { [key]: _before, ...other } = own;
  const sizes = tokens === undefined ? other : { ...own, [key]: tokens };
  // Ids are any text: entries make no prototype's key of them.
  const others = Object.entries(budgets).filter(([each]) => each !== id);
  const all = Object.keys(sizes).length === 0 ? others : [...others, [id, sizes] as const];
  return all.length === 0 ? rest : { ...rest, budgets: Object.fromEntries(all) };
}

const sizesIn = (budgets: Budgets, id: string): Budgets[string] =>
  Object.hasOwn(budgets, id) ? (budgets[id] ?? {}) : {};

export const sizesOf = ({ budgets = {} }: ContextOverlay, id: string): Budgets[string] => sizesIn(budgets, id);

export const isSame = (a: ContextOverlay, b: ContextOverlay): boolean => signatureOf(a) === signatureOf(b);

function signatureOf({ window, model, budgets = {} }: ContextOverlay): string {
  const sizes = Object.entries(budgets).map(([id, { max, min }]) => JSON.stringify([id, max, min]));
  return JSON.stringify([window, model, sizes.sort()]);
}

/** As the hand has it; what was taken back counts at once, before the host has answered. */
export function shownWindow(snapshot: ContextSnapshot, { window }: ContextOverlay): number | undefined {
  const { answer, own, overlay } = snapshot;
  return window ?? (overlay.window === undefined ? answer.window : own?.window) ?? undefined;
}

export const ownSizesOf = ({ own }: ContextSnapshot, id: string): { max?: OwnSize; min?: OwnSize } =>
  own && Object.hasOwn(own.budgets, id) ? (own.budgets[id] ?? {}) : {};

/** '6,000', or '10% (800)' where the document gives a share of the window. */
export const ownSizeText = ({ tokens, percent }: OwnSize): string =>
  percent === undefined ? formatNumber(tokens) : `${String(percent)}% (${formatNumber(tokens)})`;

/** 'window 7,910 (was 8,000)', one for each thing that is changed. */
export function changesOf(snapshot: ContextSnapshot, overlay: ContextOverlay): string[] {
  const { own } = snapshot;
  const was = (text: string | undefined): string => (text === undefined ? '' : ` (was ${text})`);
  const { window, model, budgets = {} } = overlay;
  const sizes = Object.entries(budgets).flatMap(([id, change]) => {
    const before = ownSizesOf(snapshot, id);
    return (['max', 'min'] as const).flatMap((key) => {
      const size = change[key];
      if (size === undefined) return [];
      const now = size === null ? 'none' : formatNumber(size);
      return [`${id} ${key} ${now}${was(before[key] && ownSizeText(before[key]))}`];
    });
  });
  return [
    ...(model === undefined ? [] : [`model ${model}${was(own?.model ?? undefined)}`]),
    ...(window === undefined
      ? []
      : [`window ${formatNumber(window)}${was(own?.window ? formatNumber(own.window) : undefined)}`]),
    ...sizes,
  ];
}
