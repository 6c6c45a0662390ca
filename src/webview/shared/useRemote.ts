/** What a request to the host gave, for the present question. The last answer stays until the next one is here. */
import { useEffect, useState } from 'preact/hooks';
import type { CallOptions } from '../../protocol/rpcPeer';
import { sentenceOf } from './host';

export interface Remote<T> {
  value: T | undefined;
  failure: string | undefined;
  /** The value answers an earlier question. */
  isOld: boolean;
}

/** `ask` is called anew whenever `question` changes; undefined asks nothing. An open request is cancelled. */
export function useRemote<T>(question: string | undefined, ask: (options: CallOptions) => Promise<T>): Remote<T> {
  const [answer, setAnswer] = useState<{ question: string; value?: T; failure?: string } | undefined>();
  useEffect(() => {
    if (question === undefined) return undefined;
    let cancel: (() => void) | undefined;
    let isWanted = true;
    const settle = (result: { value?: T; failure?: string }): void => {
      cancel = undefined;
      if (isWanted) setAnswer({ question, ...result });
    };
    ask({ onStart: (stop) => (cancel = stop) }).then(
      (value) => settle({ value }),
      (error: unknown) => settle({ failure: sentenceOf(error) }),
    );
    return () => {
      isWanted = false;
      cancel?.();
    };
  }, [question]);
  return { value: answer?.value, failure: answer?.failure, isOld: answer?.question !== question };
}
