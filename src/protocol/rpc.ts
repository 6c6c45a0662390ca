/**
 * The wire: one typed request/reply/cancel/event peer for host↔worker and host↔webview. It owns message ids,
 * deadlines and errors; it never looks into a payload.
 */

export interface Port {
  post(message: unknown): void;
  onMessage(handler: (message: unknown) => void): void;
}

export type WireMessage =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'ok'; id: number; result: unknown }
  | { kind: 'error'; id: number; error: WireError }
  | { kind: 'cancel'; id: number }
  | { kind: 'event'; name: string; payload: unknown };

/** An error that crossed the wire: a code for programs and a sentence for people. */
export interface WireError {
  code: string;
  message: string;
}

/** Methods by name: `{ rows: { params: RowsParams; result: RowsResult } }`. */
export type Methods = { [name: string]: { params: unknown; result: unknown } };
/** Events by name. Each carries a whole snapshot, never a delta. */
export type Events = { [name: string]: unknown };

/** `signal` of a handler: aborted when the other side cancels or goes away. */
export interface CancelSignal {
  readonly aborted: boolean;
  onAbort(callback: () => void): void;
}
