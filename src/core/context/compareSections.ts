/**
 * Which section of one context is which of another, and what each costs there. By id first; then by what of a call they
 * bind (a rebuilt call's sections count as bound to their part of it); then by kind, in order. It never looks at texts.
 */
import { sumCounts, ZERO, type Count } from '../tokens/count';
import type { SectionLedger } from './assembly';
import type { ComparedCount, ComparedSection, ComparedSectionSide, SectionMatch } from './comparison';
import type { Section } from './model';

export interface SectionsOf {
  of: 'document' | 'call';
  sections: readonly Section[];
  ledger: readonly SectionLedger[];
}

/** Right − left. The basis is the weaker of the two; an expected error of a sum says nothing of a difference. */
export function difference(left: Count, right: Count): Count {
  const { tokens, basis } = sumCounts([right, { ...left, tokens: -left.tokens }]);
  return { tokens: tokens === 0 ? 0 : tokens, basis };
}

export const comparedCount = (left: Count, right: Count): ComparedCount => ({
  left,
  right,
  difference: difference(left, right),
});

/** In the order of the left side; what only the right one has stands after its neighbour there. */
export function compareSections(left: SectionsOf, right: SectionsOf): ComparedSection[] {
  const matches = matchSections(left, right);
  const rows = left.ledger.map((ledger): ComparedSection => {
    const match = matches.get(ledger.id);
    return rowOf(ledger, match && right.ledger.find(({ id }) => id === match.id), match?.by);
  });
  const taken = new Set([...matches.values()].map(({ id }) => id));
  let after = -1;
  for (const ledger of right.ledger) {
    if (taken.has(ledger.id)) after = rows.findIndex((row) => row.right?.id === ledger.id);
    else rows.splice(++after, 0, rowOf(undefined, ledger, undefined));
  }
  return rows;
}

const sideOf = ({ id, raw, kept, action }: SectionLedger): ComparedSectionSide => ({ id, raw, kept, action });

function rowOf(
  left: SectionLedger | undefined,
  right: SectionLedger | undefined,
  matchedBy: SectionMatch | undefined,
): ComparedSection {
  const shown = left ?? right;
  return {
    id: shown?.id ?? '',
    kind: shown?.kind ?? 'other',
    ...(left ? { left: sideOf(left) } : {}),
    ...(right ? { right: sideOf(right) } : {}),
    ...(matchedBy ? { matchedBy } : {}),
    difference: difference(left?.kept ?? ZERO, right?.kept ?? ZERO),
  };
}

/** What two sections have in common where they are the same one; undefined: this rule says nothing of the section. */
type Trait = (section: Section, of: SectionsOf['of']) => string | undefined;

const RULES: readonly (readonly [SectionMatch, Trait])[] = [
  ['id', ({ id }) => id],
  ['binding', bindingOf],
  ['kind', ({ kind }) => kind],
];

function bindingOf({ id, content }: Section, of: SectionsOf['of']): string | undefined {
  if (of === 'call') return `call.${id.replace(/-\d+$/, '')}`;
  return content.type === 'binding' ? content.from : undefined;
}

/** Left id → right id. Of several with the same trait the first goes with the first. */
function matchSections(left: SectionsOf, right: SectionsOf): Map<string, { id: string; by: SectionMatch }> {
  const matches = new Map<string, { id: string; by: SectionMatch }>();
  const taken = new Set<string>();
  for (const [by, trait] of RULES) {
    const open = new Map<string, string[]>();
    for (const section of right.sections) {
      const key = taken.has(section.id) ? undefined : trait(section, right.of);
      if (key !== undefined) open.set(key, [...(open.get(key) ?? []), section.id]);
    }
    for (const section of left.sections) {
      const key = matches.has(section.id) ? undefined : trait(section, left.of);
      const found = key === undefined ? undefined : open.get(key)?.shift();
      if (found === undefined) continue;
      matches.set(section.id, { id: found, by });
      taken.add(found);
    }
  }
  return matches;
}
