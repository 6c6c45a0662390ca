/** Tells a running request to stop. Owns nothing else; the editor's and Node's own signals are made of it at the edge. */

export interface AbortView {
  readonly aborted: boolean;
  onAbort(callback: () => void): void;
}

export class Abort implements AbortView {
  private readonly callbacks = new Set<() => void>();
  aborted = false;

  onAbort(callback: () => void): void {
    if (this.aborted) callback();
    else this.callbacks.add(callback);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const callback of this.callbacks) callback();
    this.callbacks.clear();
  }

  /** A child that is aborted with its parent; `release` forgets it, so that a long run keeps no list of ended requests. */
  child(): { abort: Abort; release: () => void } {
    const abort = new Abort();
    const forward = (): void => abort.abort();
    this.onAbort(forward);
    return { abort, release: () => void this.callbacks.delete(forward) };
  }
}
