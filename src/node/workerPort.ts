/** The worker's own end of the wire. */
import { parentPort } from 'node:worker_threads';
import type { Port } from '../protocol/rpc';

export function workerPort(): Port {
  const port = parentPort;
  if (!port) throw new Error('This file runs as a worker thread only.');
  return {
    post: (message) => port.postMessage(message),
    onMessage: (handler) => void port.on('message', handler),
  };
}
