/** Between the Context view, the host and the worker that computes contexts. Types only. */
import type { LintLevels } from '../core/context/lint/ruleIds';
import type { Diagnostic } from '../core/context/model';
import type { ContextOverlay, ContextSnapshot } from '../core/context/snapshotModel';

export type { ContextOverlay, ContextSnapshot };

/** Host → document worker. */
export interface DocumentUpdate {
  /** Absolute path of the document; `file:` and `sample:` are relative to its folder. */
  path: string;
  format: 'yaml' | 'json';
  text: string;
  version: number;
  overlay: ContextOverlay;
  /** Milliseconds since the epoch. */
  now: number;
  set?: { [name: string]: string };
  /** A call to bind in place of the document's `sample:`. */
  bind?: { trace: string; call: string };
  /** Whether git may be asked when sources changed. Default: false. */
  isTrusted?: boolean;
  /** Whether `answer.ladder` is wanted. */
  withLadder?: boolean;
  /** Levels of lint rules by the user's setting. */
  lint?: LintLevels;
}
export interface DocumentResult {
  snapshot?: ContextSnapshot;
  diagnostics: Diagnostic[];
  /** Absolute paths that the result depends on, to be watched. */
  dependencies: string[];
}
export type DocumentWorkerMethods = {
  update: { params: DocumentUpdate; result: DocumentResult };
  close: { params: { path: string }; result: null };
  models: { params: null; result: { id: string; window: number | null }[] };
};

/** Context view (webview) → host. The host answers `ready` with nothing and sends `snapshot` events. */
export type ContextViewMethods = {
  ready: { params: null; result: null };
  setOverlay: { params: ContextOverlay; result: null };
  /** Shows the section in the document's text editor. */
  revealSection: { params: { sectionId: string }; result: null };
  /** 'replay' and the like: the buttons of the view's header. */
  runAction: { params: { action: 'replay' }; result: null };
};
export type ContextViewEvents = {
  snapshot: ContextSnapshot;
  /** Sent when there is nothing to show. */
  failure: { message: string };
  /** The section at the text cursor. */
  selectedSection: { sectionId: string | null };
};
