/** Findings over a whole log, by rule: how many calls, which sites, tokens in vain. Never one line a call. */
import { sumCounts, type Count } from '../../tokens/count';
import type { Call } from '../../trace/model';
import type { LoggedRule } from '../check';
import type { Diagnostic, Severity } from '../model';
import type { LintRuleId } from './ruleIds';

interface Tally {
  severity: Severity;
  calls: number;
  findings: number;
  sites: Map<string | undefined, number>;
  tokens: Count[];
  example: LoggedRule['example'];
}

const LOUDNESS: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

export class LogReport {
  private readonly byRule = new Map<LintRuleId, Tally>();

  add(call: Call, diagnostics: readonly Diagnostic[]): void {
    const counted = new Set<LintRuleId>();
    for (const { rule, severity, message, tokens, findings = 1 } of diagnostics) {
      if (!rule) continue;
      const tally = this.tallyOf(rule, severity, { callId: call.id, message });
      tally.findings += findings;
      if (LOUDNESS[severity] > LOUDNESS[tally.severity]) tally.severity = severity;
      if (tokens) tally.tokens = [sumCounts([...tally.tokens, tokens])];
      if (counted.has(rule)) continue;
      counted.add(rule);
      tally.calls++;
      tally.sites.set(call.site, (tally.sites.get(call.site) ?? 0) + 1);
    }
  }

  /** The loudest first, then by calls. */
  rules(): LoggedRule[] {
    const rules = [...this.byRule].map(([rule, { sites, tokens, ...tally }]): LoggedRule => {
      const places = [...sites].map(([site, calls]) => ({ site: site ?? null, calls }));
      const sum = sumCounts(tokens);
      return {
        rule,
        ...tally,
        sites: places.sort((a, b) => b.calls - a.calls),
        ...(sum.tokens > 0 ? { tokens: sum } : {}),
      };
    });
    return rules.sort((a, b) => LOUDNESS[b.severity] - LOUDNESS[a.severity] || b.calls - a.calls);
  }

  private tallyOf(rule: LintRuleId, severity: Severity, example: LoggedRule['example']): Tally {
    const known = this.byRule.get(rule);
    if (known) return known;
    const tally = { severity, calls: 0, findings: 0, sites: new Map(), tokens: [], example };
    this.byRule.set(rule, tally);
    return tally;
  }
}
