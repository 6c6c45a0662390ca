/** The table of lint rules. To add one: its id in ruleIds.ts, a file in rules/, a row here, a page docs/lint/<id>.md. */
import type { LintRule } from './model';
import { deterministicWork } from './rules/deterministicWork';
import { duplicateContent } from './rules/duplicateContent';
import { instructionsInRetrievedText } from './rules/instructionsInRetrievedText';
import { missingSource } from './rules/missingSource';
import { nearDuplicate } from './rules/nearDuplicate';
import { noFallback } from './rules/noFallback';
import { noOverflowPolicy } from './rules/noOverflowPolicy';
import { orphanToolResult } from './rules/orphanToolResult';
import { overBudget } from './rules/overBudget';
import { oversizedItem } from './rules/oversizedItem';
import { personalData } from './rules/personalData';
import { queryMissing } from './rules/queryMissing';
import { requiredDoesNotFit } from './rules/requiredDoesNotFit';
import { secretInContext } from './rules/secretInContext';
import { stale } from './rules/stale';
import { superseded } from './rules/superseded';
import { undeclaredTruncation } from './rules/undeclaredTruncation';
import { unresolvedVariable } from './rules/unresolvedVariable';
import { unusedToolDefinition } from './rules/unusedToolDefinition';
import { volatileBeforeStable } from './rules/volatileBeforeStable';

export const LINT_RULES: readonly LintRule[] = [
  overBudget,
  requiredDoesNotFit,
  noOverflowPolicy,
  unresolvedVariable,
  missingSource,
  stale,
  superseded,
  duplicateContent,
  nearDuplicate,
  oversizedItem,
  undeclaredTruncation,
  orphanToolResult,
  unusedToolDefinition,
  volatileBeforeStable,
  secretInContext,
  // On request only.
  personalData,
  instructionsInRetrievedText,
  deterministicWork,
  noFallback,
  queryMissing,
];
