/** Comparison, request bodies and conformance over the wire of the built workers. */
import assert from 'node:assert/strict';
import { inRoot } from '../../scripts/paths.mjs';
import { WorkerClient } from '../../src/node/workerClient';
import type { DocumentWorkerMethods } from '../../src/protocol/contextApi';
import type { ContextRef } from '../../src/protocol/contextRef';
import { RpcError } from '../../src/protocol/rpcPeer';
import type { TraceWorkerEvents, TraceWorkerMethods } from '../../src/protocol/traceApi';

const DOCUMENT = inRoot('examples/support.v2.context.yaml');
const TRACE = inRoot('examples/traces/support.trace.jsonl');
const reference = (overlay = {}): Extract<ContextRef, { type: 'document' }> => ({
  type: 'document',
  path: DOCUMENT,
  overlay,
  now: 0,
  title: 'support.v2.context.yaml',
});

describe('tools of the Context view', function () {
  this.timeout(60_000);
  let documents: WorkerClient<DocumentWorkerMethods, Record<string, never>>;
  let traces: WorkerClient<TraceWorkerMethods, TraceWorkerEvents>;
  beforeEach(() => {
    documents = new WorkerClient('document', inRoot('dist/workers/document.js'));
    traces = new WorkerClient('trace', inRoot('dist/workers/trace.js'));
  });
  afterEach(async () => {
    await Promise.all([documents.dispose(), traces.dispose()]);
  });

  it('compare a document with itself in another window, and with a call', async () => {
    const sides = { left: reference({ window: 4000 }), right: reference() };
    const { equal, sections, total } = await documents.request('compareContexts', sides);
    assert.equal(equal, false);
    assert.ok(total.difference.tokens > 0);
    assert.ok(sections.every(({ matchedBy }) => matchedBy === 'id'));
    await traces.request('open', { setId: 's', paths: [TRACE] });
    await traces.request('whenIndexed', { setId: 's' });
    const { rows } = await traces.request('rows', { setId: 's', filter: '', start: 0, count: 1 });
    const [first] = rows;
    assert.ok(first?.type === 'call');
    const { call } = await traces.request('call', { setId: 's', callId: first.row.id });
    const left: ContextRef = { type: 'call', call, overlay: {}, title: call.id };
    const compared = await documents.request('compareContexts', { left, right: reference() });
    assert.ok(compared.sections.some(({ matchedBy }) => matchedBy === 'binding'));
  });

  it('render a request in each shape', async () => {
    for (const shape of ['openai', 'anthropic', 'gemini'] as const) {
      const { body } = await documents.request('renderRequest', { ref: reference(), shape });
      assert.ok('messages' in body || 'contents' in body, shape);
    }
  });

  it('list no commits of what is in no repository', async () => {
    assert.deepEqual(await documents.request('fileCommits', { path: '/nowhere/a.context.yaml', most: 20 }), []);
  });

  it('check a document against a log, and tell how far they are', async () => {
    const told: number[] = [];
    traces.on('conformanceProgress', ({ jobId, done }) => {
      if (jobId === 'j') told.push(done);
    });
    const params = { jobId: 'j', document: reference(), paths: [TRACE] };
    const conformance = await traces.request('checkConformance', params, { deadlineMs: 0 });
    assert.equal(conformance.length, 43);
    assert.equal(conformance.filter(({ equal }) => equal).length, 12);
    assert.equal(told.at(-1), 43);
  });

  it('stop a check that is cancelled', async () => {
    let cancel = (): void => undefined;
    traces.on('conformanceProgress', () => cancel());
    const params = { jobId: 'j', document: reference(), paths: [TRACE] };
    const onStart = (stop: () => void): void => void (cancel = stop);
    const asked = traces.request('checkConformance', params, { deadlineMs: 0, onStart });
    await assert.rejects(asked, (error: unknown) => error instanceof RpcError && error.code === 'cancelled');
  });

  it('say that a trace cannot be read', async () => {
    const params = { jobId: 'j', document: reference(), paths: [inRoot('nowhere.jsonl')] };
    await assert.rejects(traces.request('checkConformance', params), RpcError);
  });
});
