/**
 * What goes whatever the window: content that is stale under `onStale: drop`, then items that say the same as another
 * under `dedupe`. A changed source alone drops nothing: what is sent must not hang on a clone's file times. Required
 * sections, and those tied to one, stay whole.
 */
import type { ResolvedSection } from './assembly';
import type { Taken } from './assembleSteps';
import { stagesOf } from './degrade';
import { isOfItems, type SectionFreshness, type UnitFreshness } from './freshness';
import type { Tally } from './ledger';

export interface ContentInput {
  sections: readonly ResolvedSection[];
  freshness: readonly SectionFreshness[];
  raw: Tally;
}

export function contentSteps(input: ContentInput): Taken[] {
  const taken: Taken[] = [];
  // Only where it is asked for: stages are not for nothing.
  const wanted = input.sections.some(({ section }) => section.freshness.onStale === 'drop' || section.dedupe);
  if (!wanted) return taken;
  const stages = stagesOf(input.sections);
  input.sections.forEach((resolved, section) => {
    const stage = stages.find(({ members }) => members.includes(section));
    if (!stage || resolved.section.required) return;
    const stale = resolved.section.freshness.onStale === 'drop' ? staleSteps(input, section, stage.canGo) : [];
    const isDropped = stale.some(({ step }) => step.type === 'section');
    taken.push(...stale);
    if (resolved.section.dedupe && !isDropped) taken.push(...duplicateSteps(input, section, stale));
  });
  return taken;
}

const isOut = (each: UnitFreshness | undefined): boolean => each !== undefined && (each.isStale || !!each.supersededBy);

function staleSteps(input: ContentInput, section: number, canGo: boolean): Taken[] {
  const resolved = input.sections[section];
  const { units, whole } = input.freshness[section] ?? { units: new Map<number, UnitFreshness>() };
  const count = resolved?.body.type === 'text' ? resolved.body.pieces.length : 0;
  const stale = [...units].flatMap(([unit, each]) => (isOut(each) ? [unit] : [])).sort((a, b) => a - b);
  if (isOut(whole) || (stale.length > 0 && stale.length === count)) {
    return canGo ? [{ section, step: { type: 'section', tokens: 0, framing: 0 }, reason: 'stale' }] : [];
  }
  return stale.map((unit) => unitStep(input, section, { unit, reason: 'stale' }));
}

/** The first, or the one with the highest score, stays. Two texts are the same if only their white space differs. */
function duplicateSteps(input: ContentInput, section: number, stale: readonly Taken[]): Taken[] {
  const resolved = input.sections[section];
  if (resolved?.body.type !== 'text' || !isOfItems(resolved)) return [];
  const gone = new Set(stale.flatMap(({ step }) => (step.type === 'unit' ? [step.unit] : [])));
  const { pieces } = resolved.body;
  const kept = new Map<string, number>();
  const textAt = (unit: number): string => {
    const piece = pieces[unit];
    return (piece?.ownText ?? piece?.text ?? '').replace(/\s+/g, ' ').trim();
  };
  const scoreAt = (unit: number | undefined): number =>
    unit === undefined ? -Infinity : (pieces[unit]?.score ?? -Infinity);
  const present = [...pieces.keys()].filter((unit) => !gone.has(unit) && textAt(unit) !== '');
  for (const unit of present) {
    const known = kept.get(textAt(unit));
    if (known === undefined || scoreAt(unit) > scoreAt(known)) kept.set(textAt(unit), unit);
  }
  return present.flatMap((unit): Taken[] => {
    const by = kept.get(textAt(unit));
    return by === undefined || by === unit ? [] : [unitStep(input, section, { unit, reason: 'duplicate', by })];
  });
}

type Which = { unit: number } & Pick<Taken, 'reason' | 'by'>;

function unitStep({ raw }: ContentInput, section: number, { unit, reason, by }: Which): Taken {
  const tokens = raw.units[section]?.get(unit)?.tokens ?? 0;
  const framing = raw.unitFraming[section]?.get(unit) ?? 0;
  return { section, step: { type: 'unit', unit, tokens, framing }, reason, ...(by === undefined ? {} : { by }) };
}
