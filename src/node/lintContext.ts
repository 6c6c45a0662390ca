/** Runs lint where the counter is at hand: over an assembled document and over a rebuilt call. */
import type { Assembly, ResolvedDocument } from '../core/context/assembly';
import { lint } from '../core/context/lint/lint';
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

/** `earlier`: the findings of parsing, resolving and assembly. */
export function lintDocument(
  subject: LintSubject & { parsed: ParsedDocument },
  earlier: readonly Diagnostic[],
  options: LintOptions,
): Diagnostic[] {
  const counter = counterFor(lookupModel(subject.resolved.document.model).entry);
  return lint({ ...subject, of: 'document', counter }, earlier, options);
}

export function lintCall(subject: LintSubject & { call: Call }, options: LintOptions = {}): Diagnostic[] {
  const counter = counterFor(lookupModel(subject.assembly.model).entry);
  return lint({ ...subject, of: 'call', counter }, subject.assembly.diagnostics, options);
}
