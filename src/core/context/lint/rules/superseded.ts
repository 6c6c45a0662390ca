/**
 * Content that is no longer valid. That a source changed is found by assembly and gets its name here; this rule says of
 * each kept item that a newer one of the same source is in the context too.
 */
import type { ItemLedger } from '../../assembly';
import type { DocumentPath } from '../../model';
import type { LintFinding, LintRule } from '../model';

export const superseded: LintRule = {
  id: 'superseded',
  title: 'Content whose source has changed since, or of which a newer version is in the context too.',
  level: 'warning',
  isDefault: true,
  codes: ['superseded'],
  check: ({ assembly, resolved }) =>
    assembly.sections.flatMap(({ id, items = [], action }, index) => {
      if (action === 'dropped' || action === 'stale') return [];
      const isInline = resolved.sections[index]?.section.content.type === 'items';
      return items.flatMap((item, at) => {
        const path = ['sections', index, 'items', at];
        return itemFindings(item, id, isInline ? path : undefined);
      });
    }),
};

function itemFindings(
  { id, isKept, supersededBy, raw, source }: ItemLedger,
  sectionId: string,
  path: DocumentPath | undefined,
): LintFinding[] {
  if (!isKept || supersededBy === undefined) return [];
  const message = `Item '${id}' of section '${sectionId}' is superseded: '${supersededBy}' is of the same source '${source ?? ''}' and newer. Leave the older one out.`;
  const fix = path && { title: `Remove the superseded item '${id}'`, edits: [{ path }] };
  return [
    { sectionId, unitId: id, message, tokens: raw, excerpt: id, ...(path ? { path } : {}), ...(fix ? { fix } : {}) },
  ];
}
