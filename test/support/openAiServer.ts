/**
 * A chat completions endpoint on 127.0.0.1 for tests and benchmarks. Records what it is sent, answers the same to the
 * same, and misbehaves as scripted.
 */
import { createHash } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../src/core/trace/model';

export type Behaviour =
  | { kind: 'answer'; text?: string }
  | { kind: 'status'; status: number; headers?: http.OutgoingHttpHeaders; body?: JsonObject }
  | { kind: 'disconnect'; afterChunks: number }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'redirect'; status: number; location: string }
  | { kind: 'toolCalls'; calls: { name: string; arguments: string }[] }
  | { kind: 'raw'; contentType: string; text: string };

export interface Received {
  path: string;
  headers: http.IncomingHttpHeaders;
  body: JsonObject;
}

export interface OpenAiServer {
  baseUrl: string;
  origin: string;
  received: Received[];
  /** How each request is answered; by default with a text made of the request. */
  behave(script: (request: Received, index: number) => Behaviour | undefined): void;
  close(): Promise<void>;
}

export async function startOpenAiServer(): Promise<OpenAiServer> {
  const received: Received[] = [];
  let script: (request: Received, index: number) => Behaviour | undefined = () => undefined;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as JsonObject;
      const entry = { path: request.url ?? '', headers: request.headers, body };
      received.push(entry);
      respond(response, entry, script(entry, received.length - 1) ?? { kind: 'answer' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: `${origin}/v1`,
    origin,
    received,
    behave: (next) => {
      script = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const modelOf = ({ model }: JsonObject): string => (typeof model === 'string' ? model : 'no model');

/** The answer to a body, so that a test can say what came back for what. */
export function answerTo(body: JsonObject): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(body['messages'] ?? null))
    .digest('hex');
  return `Answer ${hash.slice(0, 8)} of ${modelOf(body)}.`;
}

function respond(response: http.ServerResponse, { body }: Received, behaviour: Behaviour): void {
  switch (behaviour.kind) {
    case 'answer':
      complete(response, body, { content: behaviour.text ?? answerTo(body) });
      return;
    case 'toolCalls':
      complete(response, body, {
        tool_calls: behaviour.calls.map((call, index) => ({ id: `call_${index}`, type: 'function', function: call })),
      });
      return;
    case 'status':
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
      response.end(JSON.stringify(behaviour.body ?? { error: { message: `scripted ${behaviour.status}` } }));
      return;
    case 'disconnect':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let i = 0; i < behaviour.afterChunks; i++) response.write(event(body, { content: `piece ${i} ` }));
      setTimeout(() => response.destroy(), 20);
      return;
    case 'slow':
      setTimeout(() => complete(response, body, { content: answerTo(body) }), behaviour.delayMs);
      return;
    case 'redirect':
      response.writeHead(behaviour.status, { location: behaviour.location });
      response.end();
      return;
    case 'raw':
      response.writeHead(200, { 'content-type': behaviour.contentType });
      response.end(behaviour.text);
      return;
  }
}

interface Message {
  content?: string;
  tool_calls?: JsonObject[];
}

const about = (body: JsonObject): JsonObject => ({
  id: 'chatcmpl-test',
  created: 0,
  model: `${modelOf(body)}-served`,
  system_fingerprint: 'fp_test',
});

function usageOf(body: JsonObject, message: Message): JsonObject {
  const input = Math.ceil(JSON.stringify(body['messages'] ?? null).length / 4);
  const output = Math.ceil(JSON.stringify(message).length / 4);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function complete(response: http.ServerResponse, body: JsonObject, message: Message): void {
  const reason = message.tool_calls ? 'tool_calls' : 'stop';
  if (body['stream'] !== true) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: reason }];
    response.end(JSON.stringify({ ...about(body), object: 'chat.completion', choices, usage: usageOf(body, message) }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(event(body, { role: 'assistant', content: '' }));
  for (const piece of message.content?.match(/\S+\s*/g) ?? []) response.write(event(body, { content: piece }));
  message.tool_calls?.forEach((call, index) => streamToolCall(response, body, { index, ...call }));
  response.write(event(body, {}, reason));
  const usage = { ...about(body), object: 'chat.completion.chunk', choices: [], usage: usageOf(body, message) };
  response.write(`data: ${JSON.stringify(usage)}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** Name first, then the arguments in pieces, as OpenAI does. */
function streamToolCall(response: http.ServerResponse, body: JsonObject, call: JsonObject): void {
  const { index, id, type } = call;
  const called = call['function'] as { name: string; arguments: string };
  const first = { index: index ?? 0, id: id ?? '', type: type ?? '', function: { name: called.name, arguments: '' } };
  response.write(event(body, { tool_calls: [first] }));
  for (const piece of called.arguments.match(/[^]{1,5}/g) ?? []) {
    response.write(event(body, { tool_calls: [{ index: index ?? 0, function: { arguments: piece } }] }));
  }
}

function event(body: JsonObject, delta: JsonObject, reason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: reason }];
  return `data: ${JSON.stringify({ ...about(body), object: 'chat.completion.chunk', choices })}\n\n`;
}
