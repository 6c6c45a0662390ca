/** Replay (design §5): variants, plans, the run file's lines, the provider port. Types only. */
import type { ContextAnswer, ModelRequest } from '../context/assembly';
import type { Count } from '../tokens/count';
import type { CallError, JsonObject, JsonValue, Message, Money, Part, Replayability, Usage } from '../trace/model';

/** SHA-256 of UTF-8 text, lower-case hex. Core never hashes by itself. */
export type Sha256 = (text: string) => string;

/** What makes a variant's id. `base` is 'logged', or 'document:<hash>' / 'prompt:<hash>' of the file with every `file:` resolved. */
export interface VariantSpec {
  base: string;
  gitRev?: string;
  edits: JsonValue[];
  off: string[];
  set: { [name: string]: string };
  model?: string;
  window?: number;
  params?: JsonObject;
  provider?: string;
  origin?: string;
}
export interface Variant {
  /** First 12 hex digits of SHA-256 over the RFC 8785 canonical JSON of the spec. */
  id: string;
  name: string;
  spec: VariantSpec;
}

export type ProviderName = 'openai' | 'recorded' | 'baseline';
export type OutcomeStatus = 'ok' | 'failed' | 'capped' | 'cancelled';

export interface RunCaps {
  maxCostUsd?: number;
  maxCalls?: number;
}

export type RunLine = RunHeaderLine | RunVariantLine | RunCallLine | RunRequestLine | RunOutcomeLine | RunEndLine;
export interface RunHeaderLine {
  v: 1;
  type: 'run';
  id: string;
  /** ISO time. */
  createdAt: string;
  toolVersion: string;
  traces: { path: string; size: number; sha256: string }[];
  provider: ProviderName;
  origin?: string;
  samples: number;
  toolPolicy: 'none';
  caps: RunCaps;
}
export interface RunVariantLine extends Variant {
  v: 1;
  type: 'variant';
}
export interface RunCallLine {
  v: 1;
  type: 'call';
  id: string;
  traceId?: string;
  sessionId?: string;
  startTime?: number;
  query: string;
  loggedOutput: Message[];
  loggedUsage: Usage;
  loggedModel?: string;
  loggedDurationMs?: number;
  loggedError?: CallError;
  replayability: Replayability;
}
export interface RunRequestLine {
  v: 1;
  type: 'request';
  hash: string;
  callId: string;
  variantId: string;
  body: JsonObject;
  ledger: Pick<
    ContextAnswer,
    'model' | 'window' | 'total' | 'overflow' | 'fits' | 'sections' | 'framing' | 'decisions'
  >;
}
export interface RunOutcomeLine {
  v: 1;
  type: 'outcome';
  callId: string;
  variantId: string;
  /** From 0. */
  sample: number;
  step: 0;
  requestHash: string;
  /** From 1. */
  attempt: number;
  status: OutcomeStatus;
  output: Part[];
  finishReason?: string;
  usage: Usage;
  cost: Money;
  startTime: number;
  timeToFirstTokenMs?: number;
  durationMs: number;
  servedModel?: string;
  fingerprint?: string;
  error?: { code: string; message: string };
}
export interface RunEndLine {
  v: 1;
  type: 'end';
  /** ISO time. */
  at: string;
  status: 'finished' | 'cancelled' | 'capped';
}

/** A call that the plan leaves out, and why. */
export interface SkippedCall {
  callId: string;
  reason: string;
}
export interface PlannedRequest {
  callId: string;
  variantId: string;
  hash: string;
  body: JsonObject;
  request: ModelRequest;
  answer: ContextAnswer;
  /** What the call uses and the provider does not carry. */
  notCarried: string[];
}

/** Shown before anything is sent. */
export interface PlanSummary {
  calls: number;
  variants: { id: string; name: string; model: string }[];
  samples: number;
  requests: number;
  /** Of all requests × samples. */
  inputTokens: Count;
  /** The most that it may cost; unknown where a model has no price. */
  cost: Money;
  provider: ProviderName;
  endpoint?: string;
  /** Secrets found in what would be sent: kind → count. */
  secrets: { kind: string; count: number }[];
  skipped: SkippedCall[];
  warnings: string[];
}

export interface ProviderRequest {
  body: JsonObject;
  callId: string;
  variantId: string;
  sample: number;
  requestHash: string;
}
export interface ProviderAnswer {
  output: Part[];
  finishReason?: string;
  usage: Usage;
  servedModel?: string;
  fingerprint?: string;
  timeToFirstTokenMs?: number;
}
/** `retryable` failures are tried again by the run loop; `retryAfterMs` is the server's wish. */
export interface ProviderFailure {
  code: string;
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
  /** No later request can succeed (wrong key, dead endpoint): the run stops. */
  fatal?: boolean;
  /** What came before the failure. */
  partial?: ProviderAnswer;
}
export type ProviderReply = { ok: true; answer: ProviderAnswer } | { ok: false; failure: ProviderFailure };

/** The port to a provider. Never throws for what the network or the server did. */
export interface Provider {
  readonly name: ProviderName;
  /** The body that `send` will put on the wire. */
  render(request: ModelRequest): { body: JsonObject; notCarried: string[] };
  send(
    request: ProviderRequest,
    signal: { aborted: boolean; onAbort(callback: () => void): void },
  ): Promise<ProviderReply>;
}

/** The stable JSON of `ctxdbg replay --json`. */
export interface ReplayAnswer {
  run: string;
  planned: number;
  ok: number;
  failed: number;
  capped: number;
  cancelled: number;
  skipped: SkippedCall[];
  cost: Money;
  /** Why the run stopped before its end, with the next step: a wrong key, a dead endpoint. */
  message?: string;
}
