/** Which retrieval spans of its trace belong to a call. Pure. */
import type { JoinedCall, SpanEntry } from './join';

/** Instrumentations write a start in whole milliseconds and an end in parts of them: the end before can seem later. */
const CLOCK_RESOLUTION_MS = 1;

/** The retrieval spans whose documents the call could have been given, in order of time. */
export function retrievalsBefore({ trace, entry }: JoinedCall): SpanEntry[] {
  const { startTime, spanId } = entry.summary;
  const spans = (trace?.spans ?? []).filter(
    ({ span, documentCount }) =>
      documentCount > 0 &&
      span.id !== spanId &&
      (startTime === undefined || span.endTime === undefined || span.endTime <= startTime + CLOCK_RESOLUTION_MS),
  );
  const retrievals = spans.filter(({ span }) => span.kind === 'retrieval');
  // Reranked documents are the retrieved ones once more.
  const used = retrievals.length > 0 ? retrievals : spans;
  return used.sort((a, b) => (a.span.startTime ?? 0) - (b.span.startTime ?? 0));
}
