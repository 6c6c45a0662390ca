/** What must stay is more than the window leaves. Found by assembly; here it gets its name. */
import type { LintRule } from '../model';

export const requiredDoesNotFit: LintRule = {
  id: 'required-does-not-fit',
  title: 'The required sections alone are more than the window leaves.',
  level: 'error',
  isDefault: true,
  codes: ['required-does-not-fit'],
};
