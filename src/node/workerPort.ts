/** The worker's own end of the wire. Messages wait, in their order, until `ready`. */
import { parentPort } from 'node:worker_threads';
import type { Port } from '../protocol/rpc';

export function workerPort(ready: Promise<unknown> = Promise.resolve()): Port {
  const port = parentPort;
  if (!port) throw new Error('This file runs as a worker thread only.');
  return {
    post: (message) => port.postMessage(message),
    onMessage: (handler) => void port.on('message', (message) => void ready.then(() => handler(message))),
  };
}
