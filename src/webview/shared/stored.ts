/** Where the user was (filter, selection, tab, scroll), kept by the editor while the view is hidden. Never content. */
import { useCallback, useState } from 'preact/hooks';
import { editorApi } from './editorApi';

type Simple = string | number | boolean;
const initial = editorApi.getState();
const state: Record<string, unknown> = typeof initial === 'object' && initial !== null ? { ...initial } : {};

export function readStored<T extends Simple>(key: string, fallback: T): T {
  const value = state[key];
  return typeof value === typeof fallback ? (value as T) : fallback;
}

export function store(key: string, value: Simple): void {
  if (state[key] === value) return;
  state[key] = value;
  editorApi.setState(state);
}

// Only the view can write the state that the editor gives back to the host when it revives the view.
const { hostState } = document.body.dataset;
if (hostState !== undefined) store('host', hostState);

/** Like useState, kept over hiding and reopening. */
export function useStored<T extends Simple>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => readStored(key, fallback));
  const set = useCallback(
    (next: T) => {
      store(key, next);
      setValue(() => next);
    },
    [key],
  );
  return [value, set];
}
