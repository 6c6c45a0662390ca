/**
 * One context document that is open in the editor: sends its text to the worker as one types and keeps the newest results.
 * A key is answered by a fast update at once, and a whole one (lint, git) follows after a pause. At most one request is
 * under way; what was typed meanwhile goes in the next one.
 */
import type * as vscode from 'vscode';
import { isPlainOverlay } from '../../core/context/overlay';
import type { ContextPartMethods } from '../../core/context/snapshotParts';
import type { ContextOverlay, ContextSnapshot, DocumentResult } from '../../protocol/contextApi';
import { RpcError, type Handlers } from '../../protocol/rpcPeer';
import { contextFormat } from '../contextFiles';
import { sentenceOf } from '../messages';
import { isTrusted, lintSettings } from '../settings';
import type { Workers } from '../workers';

/** Files that change together make one update. */
const DEBOUNCE_MS = 60;
/** From the answer to the last key to the whole update. */
const PAUSE_MS = 300;

type Kind = 'fast' | 'whole';
/** What the worker says of a document that it does not hold. */
const FORGOTTEN = ['not-shown', 'worker-gone'];

export class OpenDocument {
  /**
   * What the text alone gives. Its diagnostics and dependencies are those of the last whole update; its snapshot may be
   * newer. Problems, CodeLens and the status bar show this.
   */
  base: DocumentResult = { diagnostics: [], dependencies: [] };
  /** What the view shows: `base.snapshot`, or the same under the view's what-if. */
  view: ContextSnapshot | undefined;
  /** Why there is nothing newer, as a sentence. */
  failure: string | undefined;
  overlay: ContextOverlay = {};
  /** The editor's version of the text that `base.diagnostics` belong to. */
  baseTextVersion = -1;
  /** The editor's version of the text that `view` belongs to. */
  viewTextVersion = -1;

  private version = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: { kind: Kind; cancel: () => void } | undefined;
  private readonly waiting = { fast: false, whole: false };
  private readonly life = { isClosed: false };

  constructor(
    readonly document: vscode.TextDocument,
    readonly workers: Workers,
    private readonly onUpdate: (changed: OpenDocument, isFast: boolean) => void,
  ) {
    this.schedule(0);
  }

  /** The text changed by a key. */
  typed(): void {
    clearTimeout(this.timer);
    this.start('fast');
  }

  /** A whole update, soon: what the document depends on changed. */
  schedule(delayMs = DEBOUNCE_MS): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start('whole'), delayMs);
  }

  setOverlay(overlay: ContextOverlay): void {
    this.overlay = overlay;
    this.typed();
  }

  close(): void {
    this.life.isClosed = true;
    clearTimeout(this.timer);
    this.workers.document.request('close', { path: this.document.uri.fsPath }).catch(() => undefined);
  }

  /** Where the sections stand in the newest text that was a document. */
  get sectionRanges(): ContextSnapshot['sectionRanges'] {
    return (this.view ?? this.base.snapshot)?.sectionRanges ?? {};
  }

  /** Answers the view's questions about the context that it shows. */
  get parts(): Handlers<ContextPartMethods<unknown>> {
    const { document: worker } = this.workers;
    const path = this.document.uri.fsPath;
    return {
      payload: (range) => this.held(worker.request('payload', { ...range, path })),
      payloadText: (range) => this.held(worker.request('payloadText', { ...range, path })),
      items: (range) => this.held(worker.request('items', { ...range, path })),
      decisions: (range) => this.held(worker.request('decisions', { ...range, path })),
    };
  }

  /** A worker that was started anew knows of no document: it gets the text again, and the view asks anew. */
  private async held<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof RpcError && FORGOTTEN.includes(error.code) && !this.life.isClosed) this.schedule(0);
      throw error;
    }
  }

  private start(kind: Kind): void {
    this.waiting[kind] = true;
    if (kind === 'fast') {
      // A key does not wait for lint: the whole update comes again after the pause.
      this.waiting.whole = false;
      if (this.running?.kind === 'whole') this.running.cancel();
    }
    if (!this.running) void this.run();
  }

  private next(): Kind | undefined {
    if (this.life.isClosed) return undefined;
    if (this.waiting.fast) return 'fast';
    return this.waiting.whole ? 'whole' : undefined;
  }

  private async run(): Promise<void> {
    try {
      for (let kind = this.next(); kind; kind = this.next()) {
        this.waiting[kind] = false;
        this.running = { kind, cancel: () => undefined };
        const isSettled = await this.settle(kind);
        if (this.life.isClosed) return;
        if (isSettled) this.onUpdate(this, kind === 'fast');
        // From the answer on: a machine that is slow now would only be held up by more work.
        if (kind === 'fast' && !this.next()) this.schedule(PAUSE_MS);
      }
    } finally {
      this.running = undefined;
    }
  }

  /** Whether there is something new to show. */
  private async settle(kind: Kind): Promise<boolean> {
    try {
      await (kind === 'fast' ? this.recomputeFast() : this.recompute());
      this.failure = undefined;
      return true;
    } catch (error) {
      if (error instanceof RpcError && ['cancelled', 'superseded'].includes(error.code)) return false;
      this.failure = sentenceOf(error);
      return true;
    }
  }

  private async recompute(): Promise<void> {
    const { overlay } = this;
    const textVersion = this.document.version;
    const base = await this.ask({}, false);
    const shown = isPlainOverlay(overlay) ? base : await this.ask(overlay, false);
    const snapshot = this.lastGood(base.snapshot, this.base.snapshot);
    this.base = snapshot ? { ...base, snapshot } : base;
    this.baseTextVersion = textVersion;
    this.view = this.lastGood(shown.snapshot, this.view);
    this.viewTextVersion = textVersion;
  }

  /** One request: under a what-if, what the text alone gives waits for the whole update. */
  private async recomputeFast(): Promise<void> {
    const { overlay } = this;
    const textVersion = this.document.version;
    const { snapshot } = await this.ask(overlay, true);
    this.view = this.lastGood(snapshot, this.view);
    this.viewTextVersion = textVersion;
    if (isPlainOverlay(overlay) && this.view) this.base = { ...this.base, snapshot: this.view };
  }

  /** A text that is no document right now keeps the last good snapshot on the screen. */
  private lastGood(next: ContextSnapshot | undefined, last: ContextSnapshot | undefined): ContextSnapshot | undefined {
    return next ?? (last && { ...last, version: this.version, isOutdated: true });
  }

  private ask(overlay: ContextOverlay, isFast: boolean): Promise<DocumentResult> {
    return this.workers.document.request(
      'update',
      {
        path: this.document.uri.fsPath,
        format: contextFormat(this.document.uri) ?? 'yaml',
        text: this.document.getText(),
        version: ++this.version,
        overlay,
        now: Date.now(),
        lint: lintSettings(),
        isTrusted: isTrusted(),
        isFast,
      },
      { onStart: (cancel) => this.running && (this.running.cancel = cancel) },
    );
  }
}
