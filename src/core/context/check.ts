/** The stable JSON of `ctxdbg check --json` (docs/cli.md). Types only. */
import type { Conformance } from './conformance';
import type { LintRuleId } from './lint/ruleIds';
import type { Range, Severity } from './model';
import type { Count } from '../tokens/count';

/** A finding of a document. `rule` is the lint rule, or the code of a finding that is no lint's. */
export interface CheckFinding {
  rule: string;
  severity: Severity;
  section: string | null;
  range: Range | null;
  message: string;
  tokens?: Count;
}

export interface CheckedDocument {
  file: string;
  diagnostics: CheckFinding[];
  /** With `--trace`: one entry a call. */
  conformance?: Conformance[];
}

/** What a rule finds over a log. */
export interface LoggedRule {
  rule: LintRuleId;
  severity: Severity;
  /** Calls in which it is found, and how often in all. */
  calls: number;
  findings: number;
  /** The places of the program, with their calls; `null` where the log names none. */
  sites: { site: string | null; calls: number }[];
  /** Tokens sent in vain, over all calls. */
  tokens?: Count;
  /** The message of the first finding, as an example. */
  example: { callId: string; message: string };
}

export interface LintAnswer {
  calls: number;
  rules: LoggedRule[];
}

export interface CheckAnswer {
  documents: CheckedDocument[];
  /** Where a trace is checked by itself. */
  log?: LintAnswer;
}
