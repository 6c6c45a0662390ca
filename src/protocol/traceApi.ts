/** Between the Trace view, the host and the trace worker. The view asks for ranges and gets snapshots. Types only. */
import type { Call, IgnoredCount, SourceRange, Span, TraceError } from '../core/trace/model';
import type { CallRow } from '../core/trace/format';
import type { CallAnswer, TraceAnswer } from '../core/trace/answers';
import type { LadderRung } from '../core/context/assembly';
import type { Conformance } from '../core/context/conformance';
import type { ContextPartMethods } from '../core/context/snapshotParts';
import type { ContextActionId, ContextOverlay, ContextSnapshot } from './contextApi';
import type { ContextRef } from './contextRef';
import type { ContextToolMethods, ContextToolPane } from './contextTools';

/** State of a trace set; sent as an event while it indexes and whenever a file changed. */
export interface TraceSetState {
  setId: string;
  title: string;
  /** Format titles found. */
  formats: string[];
  files: string[];
  sizeBytes: number;
  indexedBytes: number;
  isIndexing: boolean;
  calls: number;
  records: number;
  errors: number;
  ignored: IgnoredCount[];
  /** Grows with each change. */
  version: number;
  /** Why nothing can be shown: no trace, empty, unreadable. One sentence with the next step. */
  failure?: string;
}

/** A line of the list: a call, or a record that could not be read, in file order. */
export type ListRow = { type: 'call'; row: CallRow } | { type: 'error'; error: TraceError };
export interface RowsParams {
  setId: string;
  /** Text filter; every word must occur in the call (case-insensitive); "quoted words" as one. */
  filter: string;
  start: number;
  count: number;
}
export interface RowsResult {
  /** Rows that match. */
  total: number;
  start: number;
  rows: ListRow[];
  version: number;
  /** Ids of all matching calls when there are at most 10,000: for "replay what is filtered". */
  matchingCalls: string[];
}
export interface CallParams {
  setId: string;
  callId: string;
}
/** One bar of the call's timing: spans of the same trace. */
export interface TimingBar {
  spanId: string;
  name: string;
  kind: Span['kind'];
  startTime?: number;
  endTime?: number;
  isThisCall: boolean;
  error?: string;
}
export interface CallDetail {
  call: Call;
  timing: TimingBar[];
}
export interface RawParams extends CallParams {
  source: number;
}
export interface RawResult {
  source: SourceRange;
  /** The first megabyte at most; pretty-printed where it is JSON. */
  text: string;
  isCut: boolean;
}
/** The parts of a call's context under a what-if need no version. */
export type TraceWorkerMethods = ContextPartMethods<CallParams & { overlay: ContextOverlay }> & {
  /**
   * `paths`: files, folders or globs. Returns at once; indexing goes on and sends `traceSet` events. `sources`: where
   * the sources of retrieved documents are looked for, and whether git may be asked when they changed.
   */
  open: {
    params: { setId: string; paths: string[]; sources?: { folder: string; mayRunGit: boolean } };
    result: TraceSetState;
  };
  /** Resolves when indexing is finished. */
  whenIndexed: { params: { setId: string }; result: TraceSetState };
  rows: { params: RowsParams; result: RowsResult };
  call: { params: CallParams; result: CallDetail };
  callContext: { params: CallParams & { overlay: ContextOverlay; version: number }; result: ContextSnapshot };
  callLadder: { params: CallParams & { overlay: ContextOverlay }; result: LadderRung[] };
  raw: { params: RawParams; result: RawResult };
  answer: { params: { setId: string; filter: string }; result: TraceAnswer };
  callAnswer: { params: CallParams; result: CallAnswer };
  /** The document against every call of a trace; `jobId` is in the events of its progress. */
  checkConformance: { params: ConformanceParams; result: Conformance[] };
  close: { params: { setId: string }; result: null };
};
export interface ConformanceParams {
  jobId: string;
  document: Extract<ContextRef, { type: 'document' }>;
  /** Files, folders or globs. */
  paths: string[];
}
export type TraceWorkerEvents = {
  traceSet: TraceSetState;
  conformanceProgress: { jobId: string; done: number; all: number };
};

export interface CallActionParams {
  callId: string;
  overlay: ContextOverlay;
  action: ContextActionId;
  sectionId: string | null;
}

/** Trace view (webview) → host. The host fills in setId. */
export type TraceViewMethods = ContextPartMethods<{ callId: string; overlay: ContextOverlay }> &
  ContextToolMethods<{ callId: string }> & {
    ready: { params: null; result: TraceSetState };
    rows: { params: Omit<RowsParams, 'setId'>; result: RowsResult };
    call: { params: { callId: string }; result: CallDetail };
    callContext: { params: { callId: string; overlay: ContextOverlay; version: number }; result: ContextSnapshot };
    callLadder: { params: { callId: string; overlay: ContextOverlay }; result: LadderRung[] };
    contextAction: { params: CallActionParams; result: null };
    raw: { params: { callId: string; source: number }; result: RawResult };
    replay: { params: { callIds: string[] }; result: null };
    reopenAsText: { params: null; result: null };
  };
export type TraceViewEvents = {
  traceSet: TraceSetState;
  /** Select and show this call. */
  goToCall: { callId: string };
  /** What a tool shows of this call; null: nothing any more. */
  toolPane: { callId: string; pane: ContextToolPane | null };
};
