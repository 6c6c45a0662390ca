import { useEffect, useRef, useState } from 'preact/hooks';

/** Follows a value, but changes at most once in so many milliseconds; the last value always arrives. */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    const show = (): void => {
      changedAt.current = performance.now();
      setShown(() => value);
    };
    const timer = window.setTimeout(show, Math.max(0, changedAt.current + everyMs - performance.now()));
    return () => window.clearTimeout(timer);
  }, [value, everyMs]);
  return shown;
}
