/**
 * Runs the rules of lint over a context and joins what they find with the findings of earlier steps: what means the
 * same is said once, under the rule's id. It never changes the context and reads no settings: levels are an argument.
 */
import { sumCounts } from '../../tokens/count';
import type { Diagnostic } from '../model';
import { isLoud, Levels, type LintOptions } from './levels';
import { LINT_RULES } from './rules';
import { textsOf } from './texts';
import type { LintContext, LintFinding, LintInput, LintRule } from './model';

/** More of one rule would bury the others. */
const MAX_FINDINGS = 50;

/** `earlier`: what parsing, resolving and assembly had to tell. */
export function lint(input: LintInput, earlier: readonly Diagnostic[], options: LintOptions = {}): Diagnostic[] {
  return joinFindings(input, { earlier, found: ruleFindings(input, options) }, options);
}

/** What the rules alone find. */
export function ruleFindings(input: LintInput, options: LintOptions = {}): Diagnostic[] {
  const context: LintContext = { ...input, texts: textsOf(input.resolved, input.assembly) };
  const levels = new Levels(input.resolved.document, options);
  return LINT_RULES.flatMap((rule) => {
    if (!rule.check || !levels.isWanted(rule.id, rule.isDefault)) return [];
    const findings = rule.check(context).filter((each) => isLoud(levels.of(rule.id, each.sectionId), rule.isDefault));
    return listed(findings).map((finding) => diagnosticOf(finding, rule, levels));
  });
}

interface Findings {
  earlier: readonly Diagnostic[];
  /** Of the rules; while one types, those of a moment ago. */
  found: readonly Diagnostic[];
}

/** Earlier findings under the names of their rules, then what the rules found besides. */
export function joinFindings(
  input: Pick<LintInput, 'assembly' | 'resolved' | 'of'>,
  { earlier, found }: Findings,
  options: LintOptions = {},
): Diagnostic[] {
  const levels = new Levels(input.resolved.document, options);
  const told = withoutRepeated(earlier, input).flatMap((diagnostic) => named(diagnostic, levels));
  const said = new Set(told.map(keyOf));
  const isSaid = (each: Diagnostic): boolean =>
    said.has(keyOf(each)) || said.has(keyOf({ ...each, unitId: undefined }));
  return [...told, ...found.filter((each) => !isSaid(each)), ...levels.unknown.map(unknownName)];
}

/** What is not listed is counted. */
function listed(findings: LintFinding[]): LintFinding[] {
  const more = findings.length - MAX_FINDINGS;
  if (more <= 0) return findings;
  const sum = sumCounts(findings.slice(MAX_FINDINGS).flatMap(({ tokens }) => (tokens ? [tokens] : [])));
  const message = `${more} more findings of this rule are not listed. Mend those above first.`;
  return [...findings.slice(0, MAX_FINDINGS), { message, findings: more, ...(sum.tokens > 0 ? { tokens: sum } : {}) }];
}

type Key = Pick<Diagnostic, 'rule' | 'code' | 'sectionId'> & { unitId?: string | undefined };

/** Two steps may see one thing: rule and section are then the same, and the unit where both name one. */
const keyOf = ({ rule, code, sectionId, unitId }: Key): string =>
  JSON.stringify([rule ?? code, sectionId ?? null, unitId ?? null]);

/** Where sections fit once each is cut to its own budget, those budgets say it all. */
function withoutRepeated(
  earlier: readonly Diagnostic[],
  { assembly, of }: Pick<LintInput, 'assembly' | 'of'>,
): readonly Diagnostic[] {
  const isByBudgets =
    of === 'document' &&
    earlier.some(({ code }) => code === 'over-budget') &&
    !assembly.sections.some(({ reason }) => reason.code === 'window-full');
  return isByBudgets
    ? earlier.filter(({ code, severity }) => code !== 'does-not-fit' || severity === 'error')
    : earlier;
}

/** A finding that means a rule takes its id and its level; where the rule is off it goes. */
function named(diagnostic: Diagnostic, levels: Levels): Diagnostic[] {
  const rule = LINT_RULES.find(({ id, codes }) => diagnostic.rule === id || codes?.includes(diagnostic.code));
  if (!rule) return [diagnostic];
  const level = levels.of(rule.id, diagnostic.sectionId);
  if (level === 'off') return [];
  return [{ ...diagnostic, rule: rule.id, ...(level === undefined ? {} : { severity: level }) }];
}

function diagnosticOf(finding: LintFinding, rule: LintRule, levels: Levels): Diagnostic {
  const level = levels.of(rule.id, finding.sectionId);
  const { severity = rule.level, ...rest } = finding;
  return { code: rule.id, rule: rule.id, ...rest, severity: level === undefined || level === 'off' ? severity : level };
}

function unknownName({ path, name, why }: Levels['unknown'][number]): Diagnostic {
  const message =
    why === 'rule'
      ? `There is no lint rule '${name}'. The rules are listed in docs/lint.`
      : `The level of '${name}' is one of off, info, warning, error.`;
  return { code: 'schema', severity: 'warning', message, path: [...path, name] };
}
