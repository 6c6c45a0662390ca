/** Small calls for tests, and a trace set made of them. */
import type { Call, Message, Role } from '../../src/core/trace/model';
import type { TraceSource } from '../../src/node/traceSource';

export const message = (role: Role, text: string): Message => ({ role, parts: [{ type: 'text', text }] });

export function makeCall(id: string, changes: Partial<Call> = {}): Call {
  return {
    id,
    sources: [],
    format: 'test',
    requestedModel: 'example-model',
    params: {},
    messages: [message('system', 'You are helpful.'), message('user', `Question ${id}?`)],
    tools: [],
    output: [message('assistant', `Logged answer ${id}.`)],
    finishReasons: ['stop'],
    usage: { input: 10, output: 4 },
    documents: [],
    feedback: [],
    tags: [],
    metadata: {},
    replayability: { level: 'complete', fields: [] },
    ...changes,
  };
}

export function tracesOf(calls: readonly Call[]): () => Promise<TraceSource> {
  return () =>
    Promise.resolve({
      files: [],
      callIds: () => Promise.resolve(calls.map(({ id }) => id)),
      call: (id) => {
        const call = calls.find((one) => one.id === id);
        return call ? Promise.resolve(call) : Promise.reject(new Error(`no call ${id}`));
      },
      close: () => undefined,
    });
}
