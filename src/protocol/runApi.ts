/** Between the Compare view, the host and the run worker (replay and compare). Types only. */
import type { CompareAnswer, GridRow, Pair, RunSummary, SideId } from '../core/compare/model';
import type { PlanSummary, ProviderName, ReplayAnswer, RunCaps } from '../core/replay/model';
import type { JsonObject } from '../core/trace/model';

/** One variant to run. Neither `file` nor a change = unchanged. */
export interface VariantRequest {
  name?: string;
  /** A context document or a plain prompt file. */
  file?: string;
  model?: string;
  params?: JsonObject;
}
export interface PlanRequest {
  paths: string[];
  /** Absent = every call (that matches the filter). */
  callIds?: string[];
  filter?: string;
  variants: VariantRequest[];
  samples: number;
  provider: ProviderName;
  /** For 'openai': e.g. https://api.openai.com/v1. */
  baseUrl?: string;
  /** For 'openai': named to the endpoint in headers of their own; absent = none. */
  organization?: string;
  project?: string;
  /** For 'recorded': a run file or a trace. */
  recordedFrom?: string;
  set: { [name: string]: string };
  caps: RunCaps;
  concurrency: number;
  /** Per request. */
  deadlineMs: number;
  /** Where the run file goes; resumed if it exists and `resume` is set. */
  out: string;
  resume: boolean;
  now: number;
}
export interface PlanResult {
  planId: string;
  summary: PlanSummary;
}
export interface RunProgress {
  planId: string;
  out: string;
  done: number;
  total: number;
  failed: number;
  running: number;
  isFinished: boolean;
  message?: string;
}
export type RunWorkerMethods = {
  plan: { params: PlanRequest; result: PlanResult };
  /** `apiKey` is held in memory for this run only. */
  start: { params: { planId: string; apiKey?: string }; result: ReplayAnswer };
  cancel: { params: { planId: string }; result: null };
  /** Compare: a run file, read anew where it grew. */
  openRun: { params: { path: string }; result: RunSummary };
  grid: { params: { path: string; start: number; count: number }; result: { total: number; rows: GridRow[] } };
  pair: { params: PairParams; result: Pair };
  answer: { params: { path: string; left?: SideId; right?: SideId }; result: CompareAnswer };
};
export interface PairParams {
  path: string;
  callId: string;
  left: SideId;
  right: SideId;
  leftSample: number;
  rightSample: number;
}
export type RunWorkerEvents = { progress: RunProgress };

/** Compare view (webview) → host. The host fills in the path. */
export type CompareViewMethods = {
  ready: { params: null; result: RunSummary };
  grid: { params: { start: number; count: number }; result: { total: number; rows: GridRow[] } };
  pair: { params: Omit<PairParams, 'path'>; result: Pair };
  openInDiffEditor: { params: Omit<PairParams, 'path'>; result: null };
  resume: { params: null; result: null };
};
export type CompareViewEvents = {
  run: RunSummary;
  progress: RunProgress;
  failure: { message: string };
};
