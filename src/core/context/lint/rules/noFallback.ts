/** A document that says when it is too late, or what may go, and not what takes its place. Documents only. */
import type { LintContext, LintFinding, LintRule } from '../model';

export const noFallback: LintRule = {
  id: 'no-fallback',
  title: 'Nothing takes the place of what is too late or is dropped whole.',
  level: 'info',
  isDefault: false,
  check: (context) => (context.of === 'call' ? [] : [...latencyFinding(context), ...sectionFindings(context)]),
};

function latencyFinding({ resolved }: LintContext): LintFinding[] {
  const { latency } = resolved.document;
  if (!latency || latency['fallback'] !== undefined) return [];
  const message =
    'The document limits latency and does not say what is answered when the time is over. Add "latency.fallback".';
  return [{ message, path: ['latency'], excerpt: 'latency' }];
}

function sectionFindings({ resolved }: LintContext): LintFinding[] {
  return resolved.sections.flatMap(({ section }, index): LintFinding[] => {
    const { policy, declared } = section.overflow;
    const mayGo = !section.required && declared && policy === 'drop' && section.budget.min === undefined;
    if (!mayGo || section.kind === 'tools' || section.kind === 'history') return [];
    const message = `Section '${section.id}' goes whole in a full window and nothing takes its place. State "overflow: { fallback: { text: … } }" with a shorter stand-in.`;
    return [{ sectionId: section.id, message, path: ['sections', index, 'overflow'], excerpt: section.id }];
  });
}
