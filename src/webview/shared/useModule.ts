/** Code that few views need, fetched when it is first drawn. `load` is the same function in every render. */
import { useEffect, useState } from 'preact/hooks';
import { sentenceOf } from './host';

export interface Module<T> {
  value?: T;
  failure?: string;
}

export function useModule<T>(load: () => Promise<T>): Module<T> {
  const [state, setState] = useState<Module<T>>({});
  useEffect(() => {
    load().then(
      (value) => setState({ value }),
      (error: unknown) => setState({ failure: sentenceOf(error) }),
    );
  }, [load]);
  return state;
}
