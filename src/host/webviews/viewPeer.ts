/** One end of the wire between the host and a webview. */
import type * as vscode from 'vscode';
import { nodeTimers } from '../../node/workerClient';
import type { Events, Methods, Port } from '../../protocol/rpc';
import { RpcPeer, type Handlers } from '../../protocol/rpcPeer';

type Nothing = Record<string, never>;

/** Serves the webview's requests and sends it events; a hidden webview loses events, so each carries a whole snapshot. */
export function viewPeer<M extends Methods, E extends Events>(
  panel: vscode.WebviewPanel,
  handlers: Handlers<M>,
): RpcPeer<Nothing, M, Nothing, E> {
  const port: Port = {
    post: (message) => void panel.webview.postMessage(message),
    onMessage: (handler) => void panel.webview.onDidReceiveMessage(handler),
  };
  const peer = new RpcPeer<Nothing, M, Nothing, E>(port, handlers, nodeTimers);
  panel.onDidDispose(() => peer.close('closed', 'The view was closed.'));
  return peer;
}
