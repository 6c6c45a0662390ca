/** A section that may be dropped whole although nobody said so. Documents only: a logged call states no policies. */
import type { Section } from '../../model';
import type { LintRule } from '../model';

export const noOverflowPolicy: LintRule = {
  id: 'no-overflow-policy',
  title: 'A section is neither required nor says how it gives way: it would be dropped whole.',
  level: 'warning',
  isDefault: true,
  check: ({ resolved, assembly, of }) =>
    // A section alone has nothing to give way to.
    of === 'call' || resolved.sections.length < 2
      ? []
      : resolved.sections.flatMap(({ section }, index) => {
          if (section.required || section.overflow.declared || section.content.type === 'tools') return [];
          // Assembly says it where it already happened.
          const own = assembly.sections[index];
          if (own?.reason.code === 'over-own-budget') return [];
          const policy = suggested(section);
          return [
            {
              sectionId: section.id,
              message: `Section '${section.id}' says neither that it is required nor how it gives way: in a full window it is dropped whole. State "overflow: ${policy}" or "required: true".`,
              path: ['sections', index, 'id'],
              excerpt: section.id,
              fix: {
                title: `State "overflow: ${policy}"`,
                edits: [{ path: ['sections', index, 'overflow'], value: policy }],
              },
            },
          ];
        }),
};

function suggested({ kind, content }: Section): string {
  if (kind === 'history') return 'drop-oldest';
  if (kind === 'documents' && (content.type === 'binding' || content.type === 'items')) return 'drop-lowest-score';
  return content.type === 'text' || content.type === 'file' ? 'truncate-end' : 'drop';
}
