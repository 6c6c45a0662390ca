import assert from 'node:assert/strict';
import { inRoot } from '../../scripts/paths.mjs';
import { WorkerClient } from '../../src/node/workerClient';
import { RpcError } from '../../src/protocol/rpcPeer';
import type { TraceSetState, TraceWorkerEvents, TraceWorkerMethods } from '../../src/protocol/traceApi';
import { tempFolder, type TempFolder } from '../support/files';
import { writeLargeLog } from '../support/largeLog';
import { LLM, spanId, spansRequest } from '../support/otlp';

describe('the trace worker over the wire', () => {
  let folder: TempFolder;
  let worker: WorkerClient<TraceWorkerMethods, TraceWorkerEvents>;
  before(() => {
    folder = tempFolder();
    worker = new WorkerClient('trace', inRoot('dist/workers/trace.js'));
  });
  after(async () => {
    await worker.dispose();
    folder.remove();
  });

  it('opens at once, sends states, and answers while it indexes', async () => {
    const file = folder.write('large.jsonl', '');
    const calls = writeLargeLog(file, 8 * 1024 * 1024);
    const states: TraceSetState[] = [];
    const seen = new Promise<void>((resolve) => {
      worker.on('traceSet', (state) => {
        states.push(state);
        resolve();
      });
    });
    const opened = await worker.request('open', { setId: 'large', paths: [file] });
    assert.deepEqual([opened.setId, opened.isIndexing], ['large', true]);
    await seen;
    const { rows, total } = await worker.request('rows', { setId: 'large', filter: '', start: 0, count: 5 });
    assert.deepEqual(
      rows.map((row) => row.type === 'call' && row.row.id),
      ['r0', 'r1', 'r2', 'r3', 'r4'],
    );
    const indexed = await worker.request('whenIndexed', { setId: 'large' });
    assert.ok(total < indexed.calls, 'rows came only after the end');
    assert.deepEqual([indexed.calls, indexed.isIndexing, states.at(-1)?.isIndexing], [calls, false, false]);
  }).timeout(60_000);

  it('gives call, context, raw record and stable JSON', async () => {
    const attributes = {
      ...LLM,
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.prompt': 'How are you?',
      'gen_ai.completion': 'Fine.',
    };
    const file = folder.write(
      'a.jsonl',
      `${JSON.stringify(spansRequest([{ id: 'a', from: 0, to: 5, attributes }]))}\n`,
    );
    await worker.request('open', { setId: 's', paths: [file] });
    await worker.request('whenIndexed', { setId: 's' });
    const params = { setId: 's', callId: spanId('a') };
    const { call, timing } = await worker.request('call', params);
    assert.deepEqual([call.messages.length, timing.length], [1, 1]);
    const context = await worker.request('callContext', { ...params, overlay: {}, version: 1 });
    const { ledger } = await worker.request('callAnswer', params);
    assert.deepEqual(context.answer, ledger);
    const raw = await worker.request('raw', { ...params, source: 0 });
    assert.match(raw.text, /^\{\n {2}"resourceSpans"/);
    const answer = await worker.request('answer', { setId: 's', filter: '' });
    assert.equal(answer.calls.length, 1);
    await worker.request('close', { setId: 's' });
    await assert.rejects(
      worker.request('rows', { setId: 's', filter: '', start: 0, count: 1 }),
      (error) => error instanceof RpcError && error.code === 'no-such-set',
    );
  }).timeout(30_000);

  it('says what is wrong with a file', async () => {
    await worker.request('open', { setId: 'bad', paths: [folder.write('bad.txt', 'hello\n')] });
    const { failure } = await worker.request('whenIndexed', { setId: 'bad' });
    assert.match(failure ?? '', /is no trace/);
  });
});
