/** Runs lint where the counter is at hand: over an assembled document and over a rebuilt call. */
import type { Assembly, ResolvedDocument } from '../core/context/assembly';
import { keptFindings } from '../core/context/lint/keptFindings';
import { joinFindings, lint, ruleFindings } from '../core/context/lint/lint';
import type { LintOptions } from '../core/context/lint/levels';
import type { ToolUse } from '../core/context/lint/model';
import type { Diagnostic, ParsedDocument } from '../core/context/model';
import { lookupModel } from '../core/tokens/catalogue';
import type { Call } from '../core/trace/model';
import { counterFor } from './tokenizer';

export interface LintSubject {
  assembly: Assembly;
  resolved: ResolvedDocument;
  call?: Call;
  toolUse?: ToolUse;
}

export interface DocumentLint {
  diagnostics: Diagnostic[];
  /** Of the rules alone. */
  found: readonly Diagnostic[];
}

/**
 * `earlier`: the findings of parsing, resolving and assembly. `found`: what the rules found a moment ago, where they are
 * not asked again.
 */
export function lintDocument(
  subject: LintSubject & { parsed: ParsedDocument },
  { earlier, found: known }: { earlier: readonly Diagnostic[]; found?: readonly Diagnostic[] | undefined },
  options: LintOptions,
): DocumentLint {
  const counter = counterFor(lookupModel(subject.resolved.document.model).entry);
  const input = { ...subject, of: 'document' as const, counter };
  const { sections } = subject.resolved.document;
  const found = known ? keptFindings(known, sections) : ruleFindings(input, options);
  return { diagnostics: joinFindings(input, { earlier, found }, options), found };
}

export function lintCall(subject: LintSubject & { call: Call }, options: LintOptions = {}): Diagnostic[] {
  const counter = counterFor(lookupModel(subject.assembly.model).entry);
  return lint({ ...subject, of: 'call', counter }, subject.assembly.diagnostics, options);
}
