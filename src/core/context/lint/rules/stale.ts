/**
 * Content that is older than its section allows: assembly finds it; here it gets its name. What this rule adds is a hint
 * where a section limits an age that nobody can know.
 */
import type { LintRule } from '../model';

export const stale: LintRule = {
  id: 'stale',
  title: 'Content that is older than its section allows.',
  level: 'warning',
  isDefault: true,
  codes: ['stale'],
  check: ({ assembly, resolved }) =>
    assembly.sections.flatMap(({ id, freshness, action }, index) => {
      const maxAgeMs = resolved.sections[index]?.section.freshness.maxAgeMs;
      if (freshness || maxAgeMs === undefined || action === 'unbound' || action === 'dropped') return [];
      const message = `Section '${id}' allows an age of ${ageText(maxAgeMs)} and has no "asOf", so its age cannot be judged. Add "asOf" to the section or its items.`;
      const path = ['sections', index, 'freshness', 'maxAge'];
      return [{ sectionId: id, severity: 'info' as const, message, path, excerpt: 'no asOf' }];
    }),
};

const UNITS: readonly [name: string, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** In the largest unit of which there are two, or the smallest. */
function ageText(ms: number): string {
  const [name, unit] = UNITS.find(([, each]) => ms >= 2 * each) ?? ['second', 1000];
  const count = Math.floor(ms / unit);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
