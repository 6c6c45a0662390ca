/** How loud each rule is where: what was asked for, then `x-lint:` of the section, of the document, then the setting. */
import type { JsonValue } from '../../trace/model';
import type { ContextDocument, DocumentPath } from '../model';
import { isLintRuleId, LINT_LEVELS, type LintLevel, type LintLevels, type LintRuleId } from './ruleIds';

export interface LintOptions {
  /** Of the editor's setting. */
  settings?: LintLevels;
  /** Of the command line: beats all others. */
  asked?: LintLevels;
}

interface UnknownName {
  path: DocumentPath;
  name: string;
  why: 'rule' | 'level';
}

/** `{rule: level}` as a user wrote it; YAML 1.1 tools write `off` as false. */
export function readLevels(value: JsonValue | undefined): { levels: LintLevels; unknown: Omit<UnknownName, 'path'>[] } {
  const levels: { [rule: string]: LintLevel } = {};
  const unknown: Omit<UnknownName, 'path'>[] = [];
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  for (const [name, written] of Object.entries(isMapping ? value : {})) {
    const level = written === false ? 'off' : LINT_LEVELS.find((each) => each === written);
    if (!isLintRuleId(name)) unknown.push({ name, why: 'rule' });
    else if (!level) unknown.push({ name, why: 'level' });
    else levels[name] = level;
  }
  return { levels, unknown };
}

/** The levels that hold in a document. */
export class Levels {
  private readonly own: LintLevels;
  private readonly bySection = new Map<string, LintLevels>();
  readonly unknown: UnknownName[] = [];

  constructor(
    document: ContextDocument,
    private readonly options: LintOptions,
  ) {
    this.own = this.read(document.lint, ['x-lint']);
    document.sections.forEach(({ id, lint }, index) => {
      if (lint !== undefined) this.bySection.set(id, this.read(lint, ['sections', index, 'x-lint']));
    });
  }

  /** `undefined` where the rule has its own level. */
  of(rule: LintRuleId, sectionId?: string): LintLevel | undefined {
    const section = sectionId === undefined ? undefined : this.bySection.get(sectionId)?.[rule];
    return this.options.asked?.[rule] ?? section ?? this.own[rule] ?? this.options.settings?.[rule];
  }

  /** Whether a rule may find anything in any section. */
  isWanted(rule: LintRuleId, isDefault: boolean): boolean {
    const sections = [...this.bySection.keys(), undefined];
    return sections.some((id) => isLoud(this.of(rule, id), isDefault));
  }

  private read(value: JsonValue | undefined, path: DocumentPath): LintLevels {
    const { levels, unknown } = readLevels(value);
    this.unknown.push(...unknown.map((each) => ({ ...each, path })));
    return levels;
  }
}

export const isLoud = (level: LintLevel | undefined, isDefault: boolean): boolean =>
  level === undefined ? isDefault : level !== 'off';
