/** The what-if as the user moves it: at once here, a little later at the host, and the host's again once it answered. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContextOverlay, ContextSnapshot } from '../../protocol/contextApi';
import { isSame } from './whatIfState';

export interface WhatIfState {
  overlay: ContextOverlay;
  change: (overlay: ContextOverlay) => void;
  /** Tells the host now what it has not been told yet. */
  flush: () => void;
}

/** While a handle moves, the host is told at most this often. */
const TELL_EVERY_MS = 60;
/** After so long the host's own what-if counts again, whatever was asked of it. */
const FORGET_AFTER_MS = 2_000;

export function useWhatIf(snapshot: ContextSnapshot, onOverlay: (overlay: ContextOverlay) => void): WhatIfState {
  const [draft, setDraft] = useState<ContextOverlay | undefined>();
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef({ overlay: snapshot.overlay, toldAt: 0 });
  const tell = useRef(onOverlay);
  tell.current = onOverlay;
  useEffect(() => {
    if (timer.current !== undefined) return;
    const { overlay, toldAt } = latest.current;
    // An answer to an earlier question would move the handle back under the hand.
    if (isSame(snapshot.overlay, overlay) || performance.now() - toldAt > FORGET_AFTER_MS) setDraft(undefined);
  }, [snapshot]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const change = (overlay: ContextOverlay): void => {
    latest.current = { overlay, toldAt: performance.now() };
    setDraft(overlay);
    timer.current ??= window.setTimeout(flush, TELL_EVERY_MS);
  };
  const flush = (): void => {
    if (timer.current === undefined) return;
    window.clearTimeout(timer.current);
    timer.current = undefined;
    tell.current(latest.current.overlay);
  };
  return { overlay: draft ?? snapshot.overlay, change, flush };
}
