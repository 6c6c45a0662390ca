/** More than the window leaves, or more than a section's own budget. Found by assembly; here it gets its name. */
import type { LintRule } from '../model';

export const overBudget: LintRule = {
  id: 'over-budget',
  title: 'More tokens than the window or the section’s own budget leaves.',
  level: 'error',
  isDefault: true,
  codes: ['over-budget', 'does-not-fit'],
};
