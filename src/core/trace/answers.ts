/** The stable JSON of `ctxdbg trace --json` (design §9). The Trace view shows the same values. Types only. */
import type { ContextAnswer } from '../context/assembly';
import type { ContextDocument } from '../context/model';
import type { Call, IgnoredCount, Replayability } from './model';

export interface TraceAnswerCall {
  id: string;
  file: string;
  line: number | null;
  traceId: string | null;
  spanId: string | null;
  sessionId: string | null;
  site: string | null;
  model: string | null;
  provider: string | null;
  startTime: number | null;
  durationMs: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  error: string | null;
  replayability: Replayability;
}
export interface TraceAnswer {
  /** The formats found, joined by ' + '. */
  format: string;
  files: string[];
  /** Records read, ignored and failed ones included. */
  rows: number;
  calls: TraceAnswerCall[];
  errors: { file: string; line: number | null; message: string }[];
  ignored: { file: string; reason: string; count: number }[];
}
export interface CallAnswer {
  call: Call;
  /** The context document that the call is rebuilt as. */
  context: ContextDocument;
  ledger: ContextAnswer;
  replayability: Replayability;
}
export type IgnoredRow = IgnoredCount;
