/**
 * `example-model`: a loopback OpenAI-compatible server for recording the examples. It is no model: it answers with the
 * baseline's sentences, seeded per request to vary their choice and order, and calls `lookup_order` when a question
 * names an order and the tool is offered.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { baselineAnswer } from '../../src/core/replay/baseline';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { JsonObject } from '../../src/core/trace/model';
import { counterFor } from '../../src/node/tokenizer';

export interface ExampleModel {
  baseUrl: string;
  /** The next request fails with status 500. */
  failNext(): void;
  stop(): Promise<void>;
}

interface ChatBody extends JsonObject {
  messages: { role: string; content: string | null }[];
}
interface Answer {
  message: JsonObject;
  finishReason: string;
  text: string;
}

export async function startExampleModel(): Promise<ExampleModel> {
  let requests = 0;
  let isFailing = false;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await textOf(request)) as ChatBody;
    requests += 1;
    await pause(20 + (requests % 7) * 12);
    if (isFailing) {
      isFailing = false;
      send(response, { status: 500, body: { error: { message: 'The model is overloaded.', type: 'server_error' } } });
      return;
    }
    const id = createHash('sha256').update(`${String(requests)}${JSON.stringify(body)}`).digest('hex');
    const answer = answerTo(body, Number.parseInt(id.slice(0, 8), 16));
    if (body['stream'] === true) stream(response, chunksOf(body, id, answer));
    else send(response, { status: 200, body: completionOf(body, id, answer) });
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      send(response, { status: 400, body: { error: { message: String(error), type: 'invalid_request_error' } } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    failNext: () => (isFailing = true),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body }: { status: number; body: JsonObject }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stream(response: ServerResponse, chunks: JsonObject[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
}

function answerTo(body: ChatBody, seed: number): Answer {
  const last = body.messages.at(-1);
  const order = /\border (\d{4})\b/.exec(last?.content ?? '')?.[1];
  if (body['tools'] && last?.role === 'user' && order) {
    const call = {
      id: `call_${String(seed)}`,
      type: 'function',
      function: { name: 'lookup_order', arguments: JSON.stringify({ order_number: order }) },
    };
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    return { message, finishReason: 'tool_calls', text: JSON.stringify(call.function) };
  }
  const part = baselineAnswer(body, { seed }).output[0];
  const text = part?.type === 'text' ? part.text : '';
  return { message: { role: 'assistant', content: text }, finishReason: 'stop', text };
}

function usageOf(body: ChatBody, text: string): JsonObject {
  const { entry } = lookupModel('example-model');
  const counter = counterFor(entry);
  const count = (text: string): number => counter.count(text).tokens;
  const { perMessage, replyPrimer } = entry.framing;
  const tools = body['tools'] ? count(JSON.stringify(body['tools'])) : 0;
  const sent = body.messages.reduce((sum, { content }) => sum + perMessage + count(content ?? ''), 0);
  const prompt = sent + replyPrimer + tools;
  const completion = count(text);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function completionOf(body: ChatBody, id: string, { message, finishReason, text }: Answer): JsonObject {
  return {
    id: `chatcmpl-${id.slice(0, 24)}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: 'example-model',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage: usageOf(body, text),
  };
}

function chunksOf(body: ChatBody, id: string, { message, finishReason, text }: Answer): JsonObject[] {
  const base = { id: `chatcmpl-${id.slice(0, 24)}`, object: 'chat.completion.chunk', created: 0, model: 'example-model' };
  const calls = message['tool_calls'];
  const delta = Array.isArray(calls)
    ? { role: 'assistant', tool_calls: calls.map((call, index) => ({ index, ...(call as JsonObject) })) }
    : { role: 'assistant', content: text };
  return [
    { ...base, choices: [{ index: 0, delta }] },
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: finishReason }] },
    { ...base, choices: [], usage: usageOf(body, text) },
  ];
}
