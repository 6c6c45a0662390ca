/** The ids of the lint rules, as they stand in settings, findings and the names of their pages. Types and ids only. */
export const LINT_RULE_IDS = [
  'over-budget',
  'required-does-not-fit',
  'no-overflow-policy',
  'unresolved-variable',
  'missing-source',
  'stale',
  'superseded',
  'duplicate-content',
  'near-duplicate',
  'oversized-item',
  'undeclared-truncation',
  'orphan-tool-result',
  'unused-tool-definition',
  'volatile-before-stable',
  'secret-in-context',
  'personal-data',
  'instructions-in-retrieved-text',
  'deterministic-work',
  'no-fallback',
  'query-missing',
] as const;

export type LintRuleId = (typeof LINT_RULE_IDS)[number];

export const isLintRuleId = (name: string): name is LintRuleId => (LINT_RULE_IDS as readonly string[]).includes(name);

export const LINT_LEVELS = ['off', 'info', 'warning', 'error'] as const;
export type LintLevel = (typeof LINT_LEVELS)[number];

/** What is asked of rules, by the setting, the command line or a document. */
export type LintLevels = { readonly [rule: string]: LintLevel };
