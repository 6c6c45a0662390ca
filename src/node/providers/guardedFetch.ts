/**
 * fetch for one endpoint: a key goes to its origin only, no redirect leaves it, headers that the environment slipped in
 * are taken out, and an answer that was not streamed is read like a stream of one piece.
 */

export class EndpointError extends Error {
  constructor(
    readonly code: 'redirected' | 'not-openai',
    message: string,
  ) {
    super(message);
  }
}

/** Of the client's own. Who asks is stated by us: the environment could have put another key or account there. */
const HEADERS = /^(accept|content-type|user-agent|x-stainless-.*)$/i;
const MAX_HOPS = 3;

/** Who asks; what is absent is not sent. */
export interface Account {
  apiKey?: string;
  organization?: string;
  project?: string;
}

function accountHeaders({ apiKey, organization, project }: Account): [string, string | undefined][] {
  return [
    ['authorization', apiKey ? `Bearer ${apiKey}` : undefined],
    ['openai-organization', organization],
    ['openai-project', project],
  ];
}

export function guardedFetch(origin: string, account: Account): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    for (const name of [...headers.keys()]) if (!HEADERS.test(name)) headers.delete(name);
    for (const [name, value] of accountHeaders(account)) if (value) headers.set(name, value);
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; hop <= MAX_HOPS; hop++) {
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      if (response.status < 300 || response.status >= 400) return readAsStream(response, origin);
      await response.body?.cancel();
      url = redirectTarget(response, url, origin);
    }
    throw new EndpointError('redirected', `${origin} redirects without end. Check the address of the endpoint.`);
  };
}

/** 307 and 308 inside the origin keep the request as it is; nothing else is followed. */
function redirectTarget(response: Response, from: URL, origin: string): URL {
  const location = response.headers.get('location') ?? '';
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target?.origin === origin && (response.status === 307 || response.status === 308)) return target;
  const where = target && target.origin !== origin ? `to ${target.origin}` : `to ${target?.pathname ?? 'nowhere'}`;
  throw new EndpointError(
    'redirected',
    `${origin} redirects ${where}. The request and its key were not sent there. If that is the endpoint you mean, set its address.`,
  );
}

async function readAsStream(response: Response, origin: string): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || type.includes('event-stream')) return response;
  const text = await response.text();
  const chunk = chunkOf(text);
  if (chunk === undefined) {
    throw new EndpointError(
      'not-openai',
      `${origin} answered with ${type === '' ? 'something' : type} that is no chat completion. Check the address of the endpoint; it often ends in /v1.`,
    );
  }
  const headers = { 'content-type': 'text/event-stream' };
  return new Response(`data: ${chunk}\n\ndata: [DONE]\n\n`, { status: 200, headers });
}

/** A whole completion, its messages as deltas. Streamed answers without a content type pass as they are. */
function chunkOf(text: string): string | undefined {
  if (text.startsWith('data:')) return text.slice('data:'.length).trim();
  try {
    const value = JSON.parse(text) as { choices?: unknown } | null;
    if (!Array.isArray(value?.choices)) return undefined;
    const choices = value.choices.map((choice: { message?: { tool_calls?: object[] } }) => {
      const calls = choice.message?.tool_calls?.map((call, index) => ({ index, ...call }));
      return { ...choice, delta: { ...choice.message, ...(calls ? { tool_calls: calls } : {}) } };
    });
    return JSON.stringify({ ...value, choices });
  } catch {
    return undefined;
  }
}
