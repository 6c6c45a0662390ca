/** What a tool shows in place of table and payload: asked for once, then told. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ContextToolPane } from '../../protocol/contextTools';
import type { ContextSource } from './contextSource';

export function useToolPane(source: ContextSource): { pane: ContextToolPane | null; close: () => void } {
  const [pane, setPane] = useState<ContextToolPane | null>(null);
  useEffect(() => {
    let isTold = false;
    const stop = source.onToolPane((next) => {
      isTold = true;
      setPane(next);
    });
    source.toolPane().then(
      (found) => {
        if (!isTold) setPane(found);
      },
      // A tool that shows nothing is no failure of the view.
      () => undefined,
    );
    return stop;
  }, [source]);
  const close = useCallback(() => {
    setPane(null);
    source.closeToolPane().catch(() => undefined);
  }, [source]);
  return { pane, close };
}
