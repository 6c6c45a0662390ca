import assert from 'node:assert/strict';
import { Abort } from '../../../src/core/replay/abort';
import type { ProviderFailure, ProviderReply } from '../../../src/core/replay/model';
import { parseEndpoint } from '../../../src/node/endpoint';
import { createOpenAiProvider } from '../../../src/node/openaiProvider';
import { answerTo, startOpenAiServer, type Behaviour, type OpenAiServer } from '../../support/openAiServer';

const KEY = 'test-key-of-this-origin';
const body = { model: 'example-model', messages: [{ role: 'user', content: 'Hi' }], stream: true };

describe('OpenAI-compatible provider', () => {
  let server: OpenAiServer;
  before(async () => {
    server = await startOpenAiServer();
  });
  beforeEach(() => {
    server.received.length = 0;
    server.behave(() => undefined);
  });
  after(() => server.close());

  const send = (
    behaviour?: Behaviour,
    options: { apiKey?: string; signal?: Abort; baseUrl?: string } = { apiKey: KEY },
  ) => {
    server.behave(() => behaviour);
    const { apiKey, signal = new Abort(), baseUrl = server.baseUrl } = options;
    const endpoint = parseEndpoint(baseUrl);
    const provider = createOpenAiProvider(apiKey === undefined ? { endpoint } : { endpoint, apiKey });
    return provider.send({ body, callId: 'a', variantId: 'v', sample: 0, requestHash: 'h' }, signal);
  };
  const failureOf = (reply: ProviderReply): ProviderFailure => {
    assert.ok(!reply.ok, 'expected a failure');
    return reply.failure;
  };

  it('puts a streamed answer together', async () => {
    const reply = await send();
    assert.ok(reply.ok);
    const { timeToFirstTokenMs, usage, ...answer } = reply.answer;
    assert.deepEqual(answer, {
      output: [{ type: 'text', text: answerTo(body) }],
      finishReason: 'stop',
      servedModel: 'example-model-served',
      fingerprint: 'fp_test',
    });
    assert.ok(timeToFirstTokenMs !== undefined && timeToFirstTokenMs > 0);
    assert.ok(usage.input !== undefined && usage.input > 0 && usage.output !== undefined && usage.output > 0);
  });

  it('sends the body as it is, its key to its own origin, and nothing from the environment', async () => {
    const environment = { ...process.env };
    Object.assign(process.env, {
      OPENAI_API_KEY: 'sk-env',
      OPENAI_ORG_ID: 'org-env',
      OPENAI_PROJECT_ID: 'proj-env',
      OPENAI_BASE_URL: 'http://127.0.0.1:1/',
      OPENAI_CUSTOM_HEADERS: 'X-Env: env\nAuthorization: Bearer sk-env\nOpenAI-Organization: org-env',
    });
    try {
      await send();
      await send(undefined, {});
    } finally {
      process.env = environment;
    }
    const [withKey, without] = server.received;
    assert.equal(withKey?.path, '/v1/chat/completions');
    assert.deepEqual(withKey.body, body);
    assert.equal(withKey.headers.authorization, `Bearer ${KEY}`);
    assert.equal(without?.headers.authorization, undefined);
    assert.doesNotMatch(JSON.stringify(server.received), /[^a-z]env"|-env/);
  });

  it('names organization and project where they are given', async () => {
    const endpoint = parseEndpoint(server.baseUrl);
    const provider = createOpenAiProvider({ endpoint, apiKey: KEY, organization: 'org-1', project: 'proj-2' });
    await provider.send({ body, callId: 'a', variantId: 'v', sample: 0, requestHash: 'h' }, new Abort());
    await send();
    const named = server.received.map(({ headers }) => [headers['openai-organization'], headers['openai-project']]);
    assert.deepEqual(named, [
      ['org-1', 'proj-2'],
      [undefined, undefined],
    ]);
  });

  it('reads tool calls that come in pieces', async () => {
    const calls = [
      { name: 'search', arguments: '{"query":"a b c"}' },
      { name: 'open', arguments: '{}' },
    ];
    const reply = await send({ kind: 'toolCalls', calls });
    assert.ok(reply.ok);
    assert.deepEqual(
      reply.answer.output,
      calls.map((call, index) => ({ type: 'toolCall', id: `call_${index}`, ...call })),
    );
    assert.equal(reply.answer.finishReason, 'tool_calls');
  });

  it('reads an answer that was not streamed', async () => {
    const completion = {
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Whole.' }, finish_reason: 'stop' }],
    };
    const reply = await send({ kind: 'raw', contentType: 'application/json', text: JSON.stringify(completion) });
    assert.ok(reply.ok);
    assert.deepEqual(reply.answer.output, [{ type: 'text', text: 'Whole.' }]);
  });

  const failures: [what: string, behaviour: Behaviour, expected: Partial<ProviderFailure>, message: RegExp][] = [
    [
      'a wrong key',
      { kind: 'status', status: 401 },
      { code: 'unauthorized', fatal: true, retryable: false },
      /key was refused.*401.*Set a key/,
    ],
    ['a key that may not', { kind: 'status', status: 403 }, { code: 'unauthorized', fatal: true }, /403/],
    [
      '429 with seconds',
      { kind: 'status', status: 429, headers: { 'retry-after': '3' } },
      { code: 'rate-limited', retryable: true, retryAfterMs: 3000 },
      /429/,
    ],
    [
      '429 for good',
      { kind: 'status', status: 429, body: { error: { code: 'insufficient_quota', message: 'no money' } } },
      { code: 'quota', fatal: true, retryable: false },
      /quota is used up.*no money/,
    ],
    ['500', { kind: 'status', status: 500 }, { code: 'server-error', retryable: true }, /500/],
    [
      '404',
      { kind: 'status', status: 404 },
      { code: 'not-found', retryable: false },
      /Check the model's name and the address/,
    ],
    [
      '400',
      { kind: 'status', status: 400, body: { error: { message: 'context_length_exceeded' } } },
      { code: 'bad-request', retryable: false },
      /context_length_exceeded/,
    ],
    [
      'a page instead of an answer',
      { kind: 'raw', contentType: 'text/html', text: '<html>' },
      { code: 'not-openai', fatal: true },
      /text\/html.*no chat completion.*\/v1/,
    ],
    [
      'a stream that is no JSON',
      { kind: 'raw', contentType: 'text/event-stream', text: 'data: {"choices\n\n' },
      { code: 'bad-answer' },
      /no JSON/,
    ],
    [
      'a stream that ends too soon',
      { kind: 'raw', contentType: 'text/event-stream', text: 'data: [DONE]\n\n' },
      { code: 'disconnected', retryable: true },
      /broke off/,
    ],
  ];
  for (const [what, behaviour, expected, message] of failures) {
    it(`says what happened: ${what}`, async () => {
      const failure = failureOf(await send(behaviour));
      for (const [key, value] of Object.entries(expected)) {
        assert.deepEqual(failure[key as keyof ProviderFailure], value, `${key}: ${JSON.stringify(failure)}`);
      }
      assert.match(failure.message, message);
      assert.ok(failure.message.includes(server.origin), failure.message);
    });
  }

  it('keeps what came before a disconnect', async () => {
    const failure = failureOf(await send({ kind: 'disconnect', afterChunks: 2 }));
    assert.deepEqual([failure.code, failure.retryable], ['disconnected', true]);
    assert.deepEqual(failure.partial?.output, [{ type: 'text', text: 'piece 0 piece 1 ' }]);
  });

  it('says that nothing listens', async () => {
    const gone = await startOpenAiServer();
    await gone.close();
    const failure = failureOf(await send(undefined, { baseUrl: gone.baseUrl }));
    assert.equal(failure.code, 'unreachable');
    assert.match(failure.message, /nothing listens there \(connection refused\)/);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`does not follow a ${status} to another origin`, async () => {
      const elsewhere = await startOpenAiServer();
      try {
        const failure = failureOf(
          await send({ kind: 'redirect', status, location: `${elsewhere.baseUrl}/chat/completions` }),
        );
        assert.deepEqual([failure.code, failure.fatal], ['redirected', true]);
        assert.match(failure.message, /were not sent there/);
        assert.equal(elsewhere.received.length, 0);
      } finally {
        await elsewhere.close();
      }
    });
  }

  it('follows a 308 inside its origin with the same body', async () => {
    server.behave(({ path }) =>
      path.startsWith('/v1') ? { kind: 'redirect', status: 308, location: '/v2/chat/completions' } : undefined,
    );
    const provider = createOpenAiProvider({ endpoint: parseEndpoint(server.baseUrl), apiKey: KEY });
    const reply = await provider.send({ body, callId: 'a', variantId: 'v', sample: 0, requestHash: 'h' }, new Abort());
    assert.ok(reply.ok);
    assert.deepEqual(server.received[1]?.body, body);
  });

  it('never repeats the key in a message', async () => {
    const failure = failureOf(
      await send({ kind: 'status', status: 401, body: { error: { message: `bad key ${KEY}` } } }),
    );
    assert.ok(!failure.message.includes(KEY), failure.message);
  });

  it('stops when told to', async () => {
    const signal = new Abort();
    const sending = send({ kind: 'slow', delayMs: 60_000 }, { signal });
    setTimeout(() => signal.abort(), 50);
    assert.equal((await sending).ok, false);
  });
});

describe('endpoint', () => {
  it('is known by its origin; loopback is told from the rest', () => {
    const local = parseEndpoint('http://localhost:8080/v1/');
    assert.deepEqual(local, {
      baseUrl: 'http://localhost:8080/v1',
      origin: 'http://localhost:8080',
      chatUrl: 'http://localhost:8080/v1/chat/completions',
      isLoopback: true,
    });
    assert.equal(parseEndpoint('https://localhost.example.com').isLoopback, false);
    assert.equal(parseEndpoint(undefined).origin, 'https://api.openai.com');
  });

  for (const [bad, message] of [
    ['nonsense', /no address/],
    ['ftp://x', /no address/],
    ['https://user:pass@x.example/v1', /user name or password/],
    ['https://x.example/v1?key=abc', /query/],
    ['http://models.example.com/v1', /not encrypted/],
  ] as const) {
    it(`refuses ${bad}`, () => assert.throws(() => parseEndpoint(bad), message));
  }
});
