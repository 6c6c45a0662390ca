/**
 * One context document that is open in the editor: sends its text to the worker after each change and keeps the newest
 * results. At most one request is under way; what was typed meanwhile goes in the next one.
 */
import type * as vscode from 'vscode';
import type { ContextOverlay, ContextSnapshot, DocumentResult } from '../../protocol/contextApi';
import { contextFormat } from '../contextFiles';
import { sentenceOf } from '../messages';
import { isTrusted, lintSettings } from '../settings';
import type { Workers } from '../workers';

const DEBOUNCE_MS = 60;

export class OpenDocument {
  /** What the text alone gives; Problems, CodeLens and the status bar show this. */
  base: DocumentResult = { diagnostics: [], dependencies: [] };
  /** What the view shows: `base.snapshot`, or the same under the view's what-if. */
  view: ContextSnapshot | undefined;
  /** Why there is nothing newer, as a sentence. */
  failure: string | undefined;
  overlay: ContextOverlay = {};
  /** The editor's version of the text that `base` belongs to. */
  baseTextVersion = -1;

  private version = 0;
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  /** How often an update was asked for. */
  private wanted = 0;
  private readonly life = { isClosed: false };

  constructor(
    readonly document: vscode.TextDocument,
    private readonly workers: Workers,
    private readonly onChange: (changed: OpenDocument) => void,
  ) {
    this.schedule(0);
  }

  schedule(delayMs = DEBOUNCE_MS): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), delayMs);
  }

  setOverlay(overlay: ContextOverlay): void {
    this.overlay = overlay;
    this.schedule(0);
  }

  close(): void {
    this.life.isClosed = true;
    clearTimeout(this.timer);
    this.workers.document.request('close', { path: this.document.uri.fsPath }).catch(() => undefined);
  }

  private async update(): Promise<void> {
    this.wanted++;
    if (this.isRunning) return;
    this.isRunning = true;
    const taken = this.wanted;
    try {
      await this.recompute();
      this.failure = undefined;
    } catch (error) {
      this.failure = sentenceOf(error);
    }
    this.isRunning = false;
    if (this.life.isClosed) return;
    this.onChange(this);
    if (this.wanted > taken) this.schedule(0);
  }

  private async recompute(): Promise<void> {
    const { overlay } = this;
    const textVersion = this.document.version;
    const base = await this.ask({});
    const isPlain = overlay.window === undefined && overlay.model === undefined;
    const shown = isPlain ? base : await this.ask(overlay);
    // A text that is no document right now keeps the last good snapshot on the screen.
    const snapshot = base.snapshot ?? (this.base.snapshot && { ...this.base.snapshot, isOutdated: true });
    this.base = snapshot ? { ...base, snapshot } : base;
    this.baseTextVersion = textVersion;
    this.view = shown.snapshot ?? (this.view && { ...this.view, version: this.version, isOutdated: true });
  }

  private ask(overlay: ContextOverlay): Promise<DocumentResult> {
    return this.workers.document.request('update', {
      path: this.document.uri.fsPath,
      format: contextFormat(this.document.uri) ?? 'yaml',
      text: this.document.getText(),
      version: ++this.version,
      overlay,
      now: Date.now(),
      lint: lintSettings(),
      isTrusted: isTrusted(),
    });
  }
}
