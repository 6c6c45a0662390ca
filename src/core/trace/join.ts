/**
 * Fragments of all files → calls and traces. Only leaf llm spans are calls (formats.md rule 6); message events are
 * merged by trace and span id; documents, sessions and feedback come from the same trace. Keeps summaries only, and
 * for each the origin from which the node side reads the content again. Pure; never throws.
 */
import type { Fragment } from './format';
import { findOuter, type Leafable } from './leaves';
import type { Feedback, IgnoredCount, Span } from './model';
import {
  emptySummary,
  hasToolCalls,
  summariseCall,
  summariseShare,
  type CallSummary,
  type ShareSummary,
} from './summary';

/** Where a fragment came from: the record (or the end of the file) and its place among the reader's fragments. */
export interface Origin {
  path: string;
  /** The file's place in the set. */
  file: number;
  at: 'record' | 'end';
  line?: number;
  index?: number;
  offsetBytes: number;
  lengthBytes: number;
  ordinal: number;
}

export interface CallEntry {
  /** Order of arrival: files in order, records in order. */
  order: number;
  origin?: Origin;
  summary: CallSummary;
  hasToolCalls: boolean;
}

export interface SpanEntry extends Leafable {
  order: number;
  origin: Origin;
  span: Omit<Span, 'attributes' | 'documents'>;
  documentCount: number;
  call?: CallEntry;
  unread?: string;
}

export interface ShareEntry {
  order: number;
  origin: Origin;
  share: ShareSummary;
}

export interface TraceEntry {
  id: string;
  sessionId?: string;
  userId?: string;
  spans: SpanEntry[];
  shares: Map<string, ShareEntry[]>;
  feedback: (Feedback & { spanId?: string })[];
  /** Grows with each fragment: what was made of the trace before holds as long as it does not. */
  changes: number;
}

/** A call as the set has it. `trace` and `shares` lead to what else belongs to it. */
export interface JoinedCall {
  entry: CallEntry;
  /** Order in the set: the call's own record's, or its first share's. */
  order: number;
  origin: Origin;
  trace?: TraceEntry;
  shares: ShareEntry[];
}

export interface JoinResult {
  /** In file order. */
  calls: JoinedCall[];
  ignored: IgnoredCount[];
}

export class Joiner {
  private order = 0;
  private readonly traces = new Map<string, TraceEntry>();
  private readonly joined = new WeakMap<TraceEntry, JoinedTrace>();
  private readonly loose: (CallEntry & { origin: Origin })[] = [];
  private readonly ignored = new IgnoredCounts();

  add(fragment: Fragment, origin: Origin): void {
    const order = this.order++;
    switch (fragment.type) {
      case 'call':
        this.loose.push(callEntry(fragment.call, order, origin));
        return;
      case 'span':
        this.addSpan(fragment, order, origin);
        return;
      case 'messages': {
        const trace = this.changed(fragment.traceId);
        push(trace.shares, fragment.spanId, { order, origin, share: summariseShare(fragment) });
        return;
      }
      case 'feedback': {
        const { type: _, traceId, ...feedback } = fragment;
        this.changed(traceId).feedback.push(feedback);
        return;
      }
      case 'ignored':
        this.ignored.add(fragment.path, fragment.reason);
        return;
      case 'error':
        // The index lists errors itself.
        return;
    }
  }

  ignore(path: string, reason: string, count = 1): void {
    this.ignored.add(path, reason, count);
  }

  private changed(id: string): TraceEntry {
    const trace = this.trace(id);
    trace.changes++;
    return trace;
  }

  private trace(id: string): TraceEntry {
    const found = this.traces.get(id);
    if (found) return found;
    const created: TraceEntry = { id, spans: [], shares: new Map(), feedback: [], changes: 0 };
    this.traces.set(id, created);
    return created;
  }

  private addSpan(fragment: Extract<Fragment, { type: 'span' }>, order: number, origin: Origin): void {
    const { attributes, documents, ...span } = fragment.span;
    const trace = this.changed(span.traceId);
    const { sessionId, userId, unread } = fragment;
    if (sessionId !== undefined) trace.sessionId ??= sessionId;
    if (userId !== undefined) trace.userId ??= userId;
    const scope = attributes['otel.scope.name'];
    const call = fragment.call && callEntry(fragment.call, order, origin);
    trace.spans.push({
      order,
      origin,
      span,
      documentCount: documents.length,
      ...(typeof scope === 'string' && { scope }),
      ...(call && { call }),
      ...(unread !== undefined && { unread }),
    });
  }

  /** Again only where the trace has grown. */
  private joinTrace(trace: TraceEntry): JoinedTrace {
    const known = this.joined.get(trace);
    if (known?.changes === trace.changes) return known;
    const joined = callsOfTrace(trace);
    this.joined.set(trace, joined);
    return joined;
  }

  result(): JoinResult {
    const ignored = this.ignored.copy();
    const calls: JoinedCall[] = this.loose.map((entry) => {
      const trace = entry.summary.traceId === undefined ? undefined : this.traces.get(entry.summary.traceId);
      return { entry, order: entry.order, origin: entry.origin, shares: [], ...(trace && { trace }) };
    });
    for (const trace of this.traces.values()) {
      const joined = this.joinTrace(trace);
      for (const call of joined.calls) calls.push(call);
      for (const { path, reason } of joined.ignored) ignored.add(path, reason);
    }
    calls.sort((a, b) => inFileOrder(a.origin, b.origin) || a.order - b.order);
    return { calls, ignored: ignored.list() };
  }
}

interface JoinedTrace {
  changes: number;
  calls: JoinedCall[];
  ignored: { path: string; reason: string }[];
}

/** By file, then by place in it. */
export const inFileOrder = (a: Pick<Origin, 'file' | 'offsetBytes'>, b: Pick<Origin, 'file' | 'offsetBytes'>): number =>
  a.file - b.file || a.offsetBytes - b.offsetBytes;

function callEntry(call: Parameters<typeof summariseCall>[0], order: number, origin: Origin) {
  return { order, origin, summary: summariseCall(call), hasToolCalls: hasToolCalls(call) };
}

function callsOfTrace(trace: TraceEntry): JoinedTrace {
  const outer = findOuter(trace.spans);
  const calls: JoinedCall[] = [];
  const ignored: JoinedTrace['ignored'] = [];
  const seen = new Set<string>();
  for (const entry of trace.spans) {
    const shares = sharesOnce(trace.shares.get(entry.span.id) ?? []);
    seen.add(entry.span.id);
    const reason = outer.get(entry) ?? (entry.call || shares.length > 0 ? undefined : reasonFor(entry));
    if (reason !== undefined) {
      ignored.push({ path: entry.origin.path, reason });
      continue;
    }
    const call = entry.call ?? spanWithShares(entry);
    calls.push({ entry: call, order: entry.order, origin: entry.origin, trace, shares });
  }
  for (const [spanId, list] of trace.shares) {
    const shares = seen.has(spanId) ? [] : sharesOnce(list);
    const [first] = shares;
    if (!first) continue;
    const entry = callOfShares(trace.id, spanId, first);
    calls.push({ entry, order: first.order, origin: first.origin, trace, shares });
  }
  return { changes: trace.changes, calls, ignored };
}

const reasonFor = (entry: SpanEntry): string => entry.unread ?? `span is no model call (${entry.span.kind})`;

/** The same record in two files of the set (an export and a copy of it) counts once; a repeat inside a file stays. */
function sharesOnce(shares: ShareEntry[]): ShareEntry[] {
  const kept = new Map<string, number>();
  let path: string | undefined;
  let inFile = new Map<string, number>();
  return shares.filter(({ origin, share }) => {
    if (origin.path !== path) {
      path = origin.path;
      inFile = new Map();
    }
    const count = (inFile.get(share.fingerprint) ?? 0) + 1;
    inFile.set(share.fingerprint, count);
    if (count <= (kept.get(share.fingerprint) ?? 0)) return false;
    kept.set(share.fingerprint, count);
    return true;
  });
}

/** A span that says nothing of a call itself, but has message events. */
function spanWithShares({ span, order, origin }: SpanEntry): CallEntry {
  const { parentId, startTime, endTime, error } = span;
  const summary = { ...emptySummary(span.traceId, span.id, origin.line), parentId, startTime, endTime, error };
  return { order, origin, summary, hasToolCalls: false };
}

/** Log records whose span is not in the set: a call without times. */
function callOfShares(traceId: string, spanId: string, { order, origin }: ShareEntry): CallEntry {
  return { order, summary: emptySummary(traceId, spanId, origin.line), hasToolCalls: false };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

class IgnoredCounts {
  constructor(private readonly counts = new Map<string, IgnoredCount>()) {}

  add(path: string, reason: string, more = 1): void {
    const key = `${path}\n${reason}`;
    const count = this.counts.get(key)?.count ?? 0;
    this.counts.set(key, { path, reason, count: count + more });
  }

  copy(): IgnoredCounts {
    return new IgnoredCounts(new Map(this.counts));
  }

  list(): IgnoredCount[] {
    return [...this.counts.values()];
  }
}
