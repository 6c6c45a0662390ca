/** Walking through the changes of a comparison: buttons and F7 go to the next one, which is brought into view. */
import { useEffect, useState } from 'preact/hooks';

export interface ChangeWalk {
  /** Of the change that is marked; -1 before the first step. */
  change: number;
  go: (step: 1 | -1) => void;
}

/** `changes`: how many there are. `compared`: another value begins anew. `box` holds the row `.is-current`. */
export function useChangeWalk(
  changes: number,
  compared: unknown,
  box: { readonly current: HTMLElement | null },
): ChangeWalk {
  const [change, setChange] = useState(-1);
  useEffect(() => setChange(-1), [compared]);
  useEffect(() => {
    const row = change < 0 ? null : box.current?.querySelector('.is-current');
    if (row) toMiddle(row);
  }, [change]);
  const go = (step: 1 | -1): void => {
    if (changes > 0) setChange((old) => (Math.max(old, step === 1 ? -1 : 0) + step + changes) % changes);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'F7') return;
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
  return { change, go };
}

/** In the box that scrolls it, and in no other: `scrollIntoView` would move the page, too. */
function toMiddle(row: Element): void {
  let scroller = row.parentElement;
  while (scroller && (scroller.scrollHeight <= scroller.clientHeight || !isScroller(scroller))) {
    scroller = scroller.parentElement;
  }
  if (!scroller) return;
  const [outer, inner] = [scroller.getBoundingClientRect(), row.getBoundingClientRect()];
  scroller.scrollTop += inner.top - outer.top - (scroller.clientHeight - inner.height) / 2;
}

const isScroller = (element: Element): boolean => /auto|scroll/.test(getComputedStyle(element).overflowY);
