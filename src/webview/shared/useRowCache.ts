import { useEffect, useRef, useState } from 'preact/hooks';
import { RowCache, type LoadRows } from './RowCache';

/** A row cache that redraws its user. Another `load` is another list; another `version` the same list, changed. */
export function useRowCache<Row>(load: LoadRows<Row>, version: number): RowCache<Row> {
  const [, redraw] = useState(0);
  const [cache] = useState(() => new RowCache(load, () => redraw((count) => count + 1)));
  const known = useRef({ load, version });
  useEffect(() => {
    const old = known.current;
    known.current = { load, version };
    if (old.load !== load) cache.restart(load);
    else if (old.version !== version) cache.outdate();
  }, [cache, load, version]);
  return cache;
}
