/** A file or a sample that the document names and that cannot be read. Found while resolving; here it gets its name. */
import type { LintRule } from '../model';

export const missingSource: LintRule = {
  id: 'missing-source',
  title: 'A file or a sample that the document names cannot be read.',
  level: 'error',
  isDefault: true,
  codes: ['missing-file', 'missing-sample'],
};
