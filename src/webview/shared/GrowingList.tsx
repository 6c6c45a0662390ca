/** A long list that draws what is near the screen's end as one scrolls, and at once up to an index that is asked for. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface GrowingListProps {
  count: number;
  render: (index: number) => ComponentChildren;
  /** Drawn at least up to here. */
  upTo?: number;
  step?: number;
}

export function GrowingList({ count, render, upTo = 0, step = 120 }: GrowingListProps) {
  const [grown, setGrown] = useState(step);
  const end = useRef<HTMLDivElement>(null);
  const shown = Math.min(count, Math.max(grown, upTo + step));
  useEffect(() => {
    if (!end.current) return undefined;
    const grow = (entries: IntersectionObserverEntry[]): void => {
      if (entries.some((entry) => entry.isIntersecting)) setGrown(shown + step);
    };
    const observer = new IntersectionObserver(grow, { rootMargin: '600px' });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [shown, step]);
  return (
    <>
      {Array.from({ length: shown }, (_, index) => render(index))}
      {shown < count && <div class="growing-end" ref={end} aria-hidden="true" />}
    </>
  );
}
