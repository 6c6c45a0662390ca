/** The only file that imports `openai`: a client of one endpoint that reads nothing from the environment. */
import type OpenAI from 'openai';
import type { JsonObject } from '../../core/trace/model';

export type ChatChunk = OpenAI.Chat.Completions.ChatCompletionChunk;

export interface ChatClient {
  stream(body: JsonObject, signal: AbortSignal): Promise<AsyncIterable<ChatChunk>>;
  /** What the server or the network said, where the error is one of the client's. */
  describe(error: unknown): ClientError;
}

/** `status` is absent where no answer came; `cause` is then why. */
export interface ClientError {
  status?: number;
  message: string;
  /** OpenAI's own code, e.g. 'insufficient_quota'. */
  code?: string;
  header(name: string): string | null;
  cause?: unknown;
}

export interface ChatClientOptions {
  baseUrl: string;
  apiKey?: string;
  organization?: string;
  project?: string;
  fetch: typeof fetch;
}

/** Imported when first asked for: loading the client takes about 0.1 s. */
export async function openChatClient(options: ChatClientOptions): Promise<ChatClient> {
  const { baseUrl, apiKey, organization = null, project = null, fetch } = options;
  const { default: Client, APIError } = await import('openai');
  const client = new Client({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization,
    project,
    webhookSecret: null,
    maxRetries: 0,
    // The run loop has the deadline; the client's own must never be the first.
    timeout: 24 * 3_600_000,
    logLevel: 'off',
    fetch,
    ...(apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
  return {
    stream: (body, signal) =>
      client.chat.completions.create(
        // A logged body is what it is: the server judges it, not these types.
        { ...(body as unknown as OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming), stream: true },
        { signal },
      ),
    describe: (error) => {
      if (!(error instanceof APIError)) return plainError(error);
      const headers = error.headers as Headers | undefined;
      return {
        ...(error.status === undefined ? {} : { status: error.status as number }),
        ...(typeof error.code === 'string' ? { code: error.code } : {}),
        message: error.message,
        header: (name) => headers?.get(name) ?? null,
        cause: error.cause,
      };
    },
  };
}

const plainError = (error: unknown): ClientError => ({
  message: error instanceof Error ? error.message : String(error),
  header: () => null,
  cause: error instanceof Error ? (error.cause ?? error) : error,
});
