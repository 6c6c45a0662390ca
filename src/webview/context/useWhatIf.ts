/** The what-if as the user moves it: at once here, a little later at the host, and the host's again once it answered. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContextOverlay, ContextSnapshot } from '../../protocol/contextApi';
import { isSame } from './whatIfState';

export interface WhatIfState {
  overlay: ContextOverlay;
  change: (overlay: ContextOverlay) => void;
  /** Tells the host now what it has not been told yet. */
  flush: () => void;
  /** The host has written it: what the host shows counts. */
  settle: () => void;
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
    if (timer.current !== undefined) return undefined;
    const { overlay, toldAt } = latest.current;
    const leftMs = toldAt + FORGET_AFTER_MS - performance.now();
    if (isSame(snapshot.overlay, overlay) || leftMs <= 0) {
      setDraft(undefined);
      return undefined;
    }
    // An answer to an earlier question would move the handle back under the hand; it counts if no other comes.
    const wait = window.setTimeout(() => {
      if (latest.current.toldAt === toldAt) setDraft(undefined);
    }, leftMs);
    return () => window.clearTimeout(wait);
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
  const settle = (): void => {
    latest.current = { overlay: {}, toldAt: 0 };
    setDraft(undefined);
  };
  return { overlay: draft ?? snapshot.overlay, change, flush, settle };
}
