/** Between the Context view, the host and the worker that computes contexts. Types only. */
import type { LintLevels } from '../core/context/lint/ruleIds';
import type { LadderRung } from '../core/context/assembly';
import type { ContextComparison } from '../core/context/comparison';
import type { CreatedDocument } from '../core/context/convert/documentFromCall';
import type { ConvertedText } from '../core/context/convert/foreignDocument';
import type { WrittenFormat } from '../core/context/convert/writeDocument';
import type { Diagnostic } from '../core/context/model';
import type { ContextOverlay, ContextSnapshot, OverlayEdits } from '../core/context/snapshotModel';
import type { ContextPartMethods } from '../core/context/snapshotParts';
import type { RevealAnswer } from '../core/reveal/model';
import type { ProviderShape } from '../core/replay/renderAs';
import type { RenderedRequest } from '../core/replay/requestParts';
import type { Call } from '../core/trace/model';
import type { ContextRef } from './contextRef';
import type { ContextToolMethods, ContextToolPane } from './contextTools';

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
  /**
   * While one types: git, the times of sources and lint are not asked again, the snapshot keeps their findings of the last
   * whole update. The findings of the text itself always come.
   */
  isFast?: boolean;
}
export interface DocumentResult {
  snapshot?: ContextSnapshot;
  diagnostics: Diagnostic[];
  /** Absolute paths that the result depends on, to be watched. */
  dependencies: string[];
  /** A fast update's answer: its `diagnostics` may keep older findings of lint; a whole update follows. */
  isFast?: boolean;
}
/** The parts of a context that `update` gave, by its version. */
export type DocumentWorkerMethods = ContextPartMethods<{ path: string }> & {
  update: { params: DocumentUpdate; result: DocumentResult };
  close: { params: { path: string }; result: null };
  models: { params: null; result: { id: string; window: number | null }[] };
  /** Of the document's last valid state. `now`: milliseconds since the epoch. */
  ladder: { params: { path: string; overlay: ContextOverlay; now: number }; result: LadderRung[] };
  /** Where a section's text is written in the code. Ends by its deadline with what was found until then. */
  revealInCode: { params: RevealParams; result: RevealAnswer };
  /** A new context document that makes the call's request again. */
  documentFromCall: { params: { call: Call; trace?: string; format?: WrittenFormat }; result: CreatedDocument };
  /** A prompt file of another program as a new context document; rejects with a sentence where it cannot be. */
  convertDocument: { params: { path: string; text: string; format?: WrittenFormat }; result: ConvertedText };
  /** Left against right, both loaded anew. */
  compareContexts: { params: { left: ContextRef; right: ContextRef }; result: ContextComparison };
  /** The body that a provider's API takes. */
  renderRequest: { params: { ref: ContextRef; shape: ProviderShape }; result: RenderedRequest };
  /** Commits of a document's file, the newest first. Git is asked: trusted workspaces only. */
  fileCommits: { params: { path: string; most: number }; result: FileCommit[] };
  /** The edits that write the what-if into this text, or why there are none. */
  overlayEdits: { params: OverlayEditsParams; result: OverlayEdits };
};
/** A commit in which a file changed; `time` in milliseconds since the epoch. */
export interface FileCommit {
  commit: string;
  time: number;
  subject: string;
}
export interface RevealParams {
  ref: ContextRef;
  sectionId: string;
  /** Absolute paths of the folders to search. */
  folders: string[];
  /** Absolute paths that are no code, besides the document and the call's own log. */
  exclude: string[];
  /** Whether git may be asked which files are ignored, and for the last commits. */
  isTrusted: boolean;
  deadlineMs?: number;
}
export interface OverlayEditsParams {
  path: string;
  format: 'yaml' | 'json';
  text: string;
  overlay: ContextOverlay;
}

/** What was written, as a sentence. */
export interface ApplyResult {
  message: string;
}

/** What the panel's header offers; each is a palette command, too. */
export type ContextActionId =
  'createDocument' | 'convertDocument' | 'compareWith' | 'copyRequest' | 'checkLog' | 'revealInCode';

/** Context view (webview) → host. The host answers `ready` with nothing and sends `snapshot` events. */
export type ContextViewMethods = ContextPartMethods<unknown> &
  ContextToolMethods<unknown> & {
    ready: { params: null; result: null };
    setOverlay: { params: ContextOverlay; result: null };
    /** Shows the section in the document's text editor. */
    revealSection: { params: { sectionId: string }; result: null };
    /** 'replay' and the like: the buttons of the view's header. */
    runAction: { params: { action: 'replay' }; result: null };
    /** An action of the header's menu on what is on screen; `sectionId`: the section that is lit. */
    contextAction: { params: { action: ContextActionId; sectionId: string | null }; result: null };
    /** Of the context on screen, under its what-if. */
    ladder: { params: null; result: LadderRung[] };
    /** Writes the what-if into the text; rejects with a sentence where the text moved on since. */
    applyOverlay: { params: null; result: ApplyResult };
  };
export type ContextViewEvents = {
  snapshot: ContextSnapshot;
  /** Sent when there is nothing to show. */
  failure: { message: string };
  /** The section at the text cursor. */
  selectedSection: { sectionId: string | null };
  /** What a tool shows in place of table and payload; null: nothing any more. */
  toolPane: { pane: ContextToolPane | null };
};
