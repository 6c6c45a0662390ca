/** Where the bars of a trace stand on one axis. Pure; all in milliseconds from the first start. */
import type { TimingBar } from '../../protocol/traceApi';

export interface Bar {
  span: TimingBar;
  /** Absent where the log holds no times. */
  start?: number;
  durationMs?: number;
}
export interface Waterfall {
  totalMs: number;
  bars: Bar[];
}

/** An open span (no end) is drawn without length. Undefined if no span has a start. */
export function waterfallOf(spans: readonly TimingBar[]): Waterfall | undefined {
  const starts = spans.flatMap(({ startTime }) => startTime ?? []);
  if (starts.length === 0) return undefined;
  const origin = starts.reduce((least, start) => Math.min(least, start));
  let totalMs = 0;
  const bars = spans.map((span): Bar => {
    if (span.startTime === undefined) return { span };
    const start = span.startTime - origin;
    if (span.endTime === undefined) return { span, start };
    const durationMs = Math.max(0, span.endTime - span.startTime);
    totalMs = Math.max(totalMs, start + durationMs);
    return { span, start, durationMs };
  });
  return { totalMs, bars };
}
