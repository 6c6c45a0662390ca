/** What tools show in the Context view in place of table and payload, and how the view asks for it. Types only. */
import type { ContextComparison } from '../core/context/comparison';
import type { Conformance } from '../core/context/conformance';

/** A document against all calls of a log. The same values as `ctxdbg check DOC --trace PATH --json`. */
export interface ConformanceReport {
  /** What the views call the trace. */
  trace: string;
  /** Of every call, in the log's order. */
  conformance: Conformance[];
}

export type ContextToolPane =
  { type: 'comparison'; comparison: ContextComparison } | { type: 'conformance'; report: ConformanceReport };

/** `Subject` says of which call, where the view shows several. */
export type ContextToolMethods<Subject> = {
  /** What is to be shown now: a view that was hidden has heard nothing. */
  toolPane: { params: Subject; result: ContextToolPane | null };
  closeToolPane: { params: Subject; result: null };
  /** Shows a call of the report's trace in the Trace view. */
  openReportedCall: { params: Subject & { reported: string }; result: null };
};
