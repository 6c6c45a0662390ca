/** The screen's end of the wire to the host. */
import type { Events, Methods } from '../../protocol/rpc';
import { RpcPeer } from '../../protocol/rpcPeer';
import { editorApi } from './editorApi';

/** This end serves no method and sends no event. */
type Nothing = Record<string, never>;
/** Asks the host and hears its events; serves and sends nothing itself. */
export type Host<M extends Methods, E extends Events> = RpcPeer<M, Nothing, E, Nothing>;

export function connect<M extends Methods, E extends Events>(): Host<M, E> {
  const port = {
    post: (message: unknown) => editorApi.postMessage(message),
    onMessage: (handler: (message: unknown) => void) =>
      window.addEventListener('message', (event: MessageEvent<unknown>) => handler(event.data)),
  };
  const timers = {
    set: (callback: () => void, ms: number) => window.setTimeout(callback, ms),
    clear: (handle: unknown) => window.clearTimeout(handle as number | undefined),
  };
  return new RpcPeer<M, Nothing, E, Nothing>(port, {}, timers);
}

/** The sentence to show for whatever a request rejected with. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
