/**
 * OpenAI-compatible endpoints. Sends one chat completion, streamed for the time to the first token, and says what went
 * wrong in a sentence. Never retries (the run loop does), never logs, and takes address and key as arguments only.
 */
import type { Provider, ProviderFailure, ProviderReply, ProviderRequest } from '../core/replay/model';
import { renderOpenAiChat } from '../core/replay/renderOpenAiChat';
import { parseRetryAfter } from '../core/replay/retry';
import type { JsonObject } from '../core/trace/model';
import type { CancelSignal } from '../protocol/rpc';
import { ChatStream } from './providers/chatStream';
import { OPENAI_BASE_URL, type Endpoint } from './endpoint';
import { EndpointError, guardedFetch, type Account } from './providers/guardedFetch';
import { openChatClient, type ChatClient, type ClientError } from './providers/openai';

/** The key is that of this endpoint's origin; absent for a server that asks for none. */
export interface OpenAiProviderOptions extends Account {
  endpoint: Endpoint;
}

export function createOpenAiProvider({ endpoint, ...account }: OpenAiProviderOptions): Provider {
  let client: Promise<ChatClient> | undefined;
  const open = (): Promise<ChatClient> => {
    const options = { baseUrl: endpoint.baseUrl, fetch: guardedFetch(endpoint.origin, account) };
    return (client ??= openChatClient({ ...options, ...account }));
  };
  return {
    name: 'openai',
    render: (request) => {
      const { body, notCarried } = renderOpenAiChat(request);
      if (Number(body['n'] ?? 1) > 1) notCarried.push('answers after the first (n)');
      return { body: { ...body, ...ownModelName(body, endpoint), ...STREAMED }, notCarried };
    },
    send: async (request, signal) =>
      send(await open(), request, { signal, origin: endpoint.origin, apiKey: account.apiKey }),
  };
}

const STREAMED = { stream: true, stream_options: { include_usage: true } };

/** Documents and gateways write provider/model; OpenAI itself does not know its own prefix. */
function ownModelName({ model }: JsonObject, { origin }: Endpoint): JsonObject {
  if (origin !== new URL(OPENAI_BASE_URL).origin || typeof model !== 'string') return {};
  return { model: model.replace(/^openai\//, '') };
}

interface SendContext {
  signal: CancelSignal;
  origin: string;
  apiKey: string | undefined;
}

async function send(client: ChatClient, request: ProviderRequest, context: SendContext): Promise<ProviderReply> {
  const abort = new AbortController();
  context.signal.onAbort(() => abort.abort());
  const stream = new ChatStream();
  const startedAt = performance.now();
  try {
    for await (const chunk of await client.stream(request.body, abort.signal)) {
      stream.add(chunk, performance.now() - startedAt);
    }
    if (stream.isFinished) return { ok: true, answer: stream.answer() };
    return { ok: false, failure: withPartial(brokenOff(context.origin), stream) };
  } catch (error) {
    const failure = failureOf(client.describe(error), context, stream);
    return { ok: false, failure: withPartial(withoutKey(failure, context.apiKey), stream) };
  }
}

function withPartial(failure: ProviderFailure, stream: ChatStream): ProviderFailure {
  return stream.hasBegun ? { ...failure, partial: stream.answer() } : failure;
}

/** A server may repeat what it was sent. */
function withoutKey(failure: ProviderFailure, apiKey: string | undefined): ProviderFailure {
  if (apiKey === undefined || apiKey === '') return failure;
  return { ...failure, message: failure.message.replaceAll(apiKey, '(key)') };
}

const brokenOff = (origin: string): ProviderFailure => ({
  code: 'disconnected',
  message: `${origin} broke off in the middle of its answer. What came is kept; resume the run to ask again.`,
  retryable: true,
});

function failureOf(error: ClientError, context: SendContext, stream: ChatStream): ProviderFailure {
  const { origin } = context;
  if (error.status !== undefined) return statusFailure(error, error.status, context);
  const cause = rootCause(error.cause);
  if (cause instanceof EndpointError) {
    return { code: cause.code, message: cause.message, retryable: false, fatal: true };
  }
  if (error.cause instanceof SyntaxError) {
    const message = `${origin} sent a piece of its answer that is no JSON: ${error.message}`;
    return { code: 'bad-answer', message, retryable: false };
  }
  if (stream.hasBegun) return brokenOff(origin);
  const code = codeOf(cause);
  const said = cause instanceof Error && cause.message !== '' ? cause.message : error.message;
  const reason = NETWORK[code] ?? said;
  const isUnreachable = code in NETWORK || /CERT|TLS|SSL|CONNECT_TIMEOUT/.test(code) || said === 'bad port';
  const next = isUnreachable ? 'Start the server or check the address, then resume the run.' : 'Try again later.';
  return { code: isUnreachable ? 'unreachable' : 'network', message: `${origin}: ${reason}. ${next}`, retryable: true };
}

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

/** The client wraps fetch's error, which wraps the socket's; several addresses of a host give an AggregateError. */
function rootCause(error: unknown): unknown {
  let cause = error;
  for (let depth = 0; depth < 6 && cause instanceof Error; depth++) {
    const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : [];
    const inner = first ?? cause.cause;
    if (inner === undefined) break;
    cause = inner;
  }
  return cause;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function statusFailure(error: ClientError, status: number, { origin, apiKey }: SendContext): ProviderFailure {
  const said = `${origin} answered ${error.message}`;
  if (status === 401 || status === 403) {
    const what = apiKey === undefined ? 'No key is set for this endpoint' : 'The key was refused';
    const message = `${what}: ${said}. Set a key for ${origin} and resume the run.`;
    return { code: 'unauthorized', message, retryable: false, fatal: true };
  }
  if (error.code === 'insufficient_quota') {
    const message = `The account's quota is used up: ${said}.`;
    return { code: 'quota', message, retryable: false, fatal: true };
  }
  if (status === 429) return { code: 'rate-limited', message: `${said}.`, retryable: true, ...retryAfter(error) };
  if (status === 408 || status >= 500) {
    return { code: 'server-error', message: `${said}.`, retryable: true, ...retryAfter(error) };
  }
  if (status === 404) {
    const message = `${said}. Check the model's name and the address of the endpoint.`;
    return { code: 'not-found', message, retryable: false };
  }
  return { code: 'bad-request', message: `${said}.`, retryable: false };
}

function retryAfter(error: ClientError): { retryAfterMs?: number } {
  const exact = Number(error.header('retry-after-ms') ?? NaN);
  const retryAfterMs = exact >= 0 ? exact : parseRetryAfter(error.header('retry-after'), Date.now());
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
