/**
 * Which llm spans are not calls of their own: those around another model call, and those that tell the same call once
 * more (formats.md rule 6). Pure.
 */
import type { CallSummary } from './summary';
import type { Span } from './model';

export interface Leafable {
  span: Omit<Span, 'attributes' | 'documents'>;
  call?: { summary: CallSummary };
  /** The instrumentation that wrote the span. */
  scope?: string;
}

export const OUTER = 'span around a model call that is listed itself';
export const REPEATED = 'span that tells a listed call once more';

/** The spans of one trace that are no calls though they hold one, with the reason. */
export function findOuter<T extends Leafable>(spans: readonly T[]): Map<T, string> {
  const result = new Map<T, string>();
  const llm = spans.filter((entry) => entry.call);
  if (llm.length < 2) return result;
  const byId = new Map<string, T[]>();
  for (const entry of spans) byId.set(entry.span.id, [...(byId.get(entry.span.id) ?? []), entry]);
  for (const entry of llm) markAncestors(entry, byId, result);
  markRepeats(llm, result);
  return result;
}

function markRepeats<T extends Leafable>(llm: readonly T[], result: Map<T, string>): void {
  if (new Set(llm.map(({ scope }) => scope)).size < 2) return;
  const byAnswer = new Map<string, T[]>();
  for (const entry of llm) {
    const key = entry.call?.summary.outputKey ?? entry.call?.summary.responseId;
    if (key !== undefined && !result.has(entry)) byAnswer.set(key, [...(byAnswer.get(key) ?? []), entry]);
  }
  for (const same of byAnswer.values()) {
    for (const entry of same) {
      if (same.some((other) => !result.has(other) && isRepeat(entry, other))) result.set(entry, REPEATED);
    }
  }
}

/** Up to the root, or to a tool: a model that a tool runs is no part of the call that asked for the tool. */
function markAncestors<T extends Leafable>(entry: T, byId: Map<string, T[]>, result: Map<T, string>): void {
  const walked = new Set<string>([entry.span.id]);
  let parentId = entry.span.parentId;
  while (parentId !== undefined && !walked.has(parentId)) {
    walked.add(parentId);
    const parents = byId.get(parentId);
    if (!parents || parents.some(({ span }) => span.kind === 'tool')) return;
    for (const parent of parents) if (parent.call) result.set(parent, OUTER);
    parentId = parents[0]?.span.parentId;
  }
}

/** `entry` surrounds `other` in time, was written by another instrumentation, and holds the same answer. */
function isRepeat(entry: Leafable, other: Leafable): boolean {
  if (entry === other || entry.span.id === other.span.id || entry.scope === other.scope) return false;
  const [a, b] = [entry.call?.summary, other.call?.summary];
  if (!a || !b || !surrounds(entry.span, other.span)) return false;
  if (a.responseId !== undefined && b.responseId !== undefined) return a.responseId === b.responseId;
  return a.outputKey !== undefined && a.outputKey === b.outputKey;
}

function surrounds(a: Leafable['span'], b: Leafable['span']): boolean {
  if (a.startTime === undefined || a.endTime === undefined || b.startTime === undefined || b.endTime === undefined) {
    return false;
  }
  return a.startTime <= b.startTime && a.endTime >= b.endTime;
}
