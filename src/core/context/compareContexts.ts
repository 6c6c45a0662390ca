/**
 * Two assembled contexts side by side: tokens by section with their difference, and what changed in the payload. Equal
 * input gives equal output; it never assembles or counts anything itself.
 */
import type { Assembly, ResolvedDocument } from './assembly';
import { comparePayloads } from './comparePayloads';
import type { ComparedContext, ContextComparison } from './comparison';
import { comparedCount, compareSections, type SectionsOf } from './compareSections';

export interface ContextToCompare {
  title: string;
  of: 'document' | 'call';
  assembly: Assembly;
  resolved: ResolvedDocument;
}

export function compareContexts(left: ContextToCompare, right: ContextToCompare): ContextComparison {
  const { messages, coarse } = comparePayloads(left.assembly.payload, right.assembly.payload);
  const sections = compareSections(sectionsOf(left), sectionsOf(right));
  const sides = { left: contextOf(left), right: contextOf(right) };
  const isSameWindow = sides.left.model === sides.right.model && sides.left.window === sides.right.window;
  const isSameLedger = sections.every(
    (row) => row.left && row.right && row.difference.tokens === 0 && row.left.raw.tokens === row.right.raw.tokens,
  );
  return {
    equal: isSameWindow && isSameLedger && messages.every(({ state }) => state === 'equal'),
    coarse,
    ...sides,
    sections,
    framing: comparedCount(left.assembly.framing, right.assembly.framing),
    total: comparedCount(left.assembly.total, right.assembly.total),
    messages,
  };
}

const sectionsOf = ({ of, assembly, resolved }: ContextToCompare): SectionsOf => ({
  of,
  sections: resolved.sections.map(({ section }) => section),
  ledger: assembly.sections,
});

const contextOf = ({ title, assembly }: ContextToCompare): ComparedContext => ({
  title,
  model: assembly.model,
  window: assembly.window ?? null,
  total: assembly.total,
});
