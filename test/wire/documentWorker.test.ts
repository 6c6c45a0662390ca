import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { WorkerClient } from '../../src/node/workerClient';
import type { DocumentUpdate, DocumentWorkerMethods } from '../../src/protocol/contextApi';
import { RpcError } from '../../src/protocol/rpcPeer';

type Nothing = Record<string, never>;

describe('document worker', () => {
  const bundle = inRoot('dist/workers/document.js');
  let worker: WorkerClient<DocumentWorkerMethods, Nothing>;
  beforeEach(() => {
    assert.ok(fs.existsSync(bundle), 'dist/workers/document.js is missing: run npm run build');
    worker = new WorkerClient('document', bundle);
  });
  afterEach(async () => worker.dispose());

  const update = (text: string, version = 1): DocumentUpdate => ({
    path: '/nowhere/a.context.yaml',
    format: 'yaml',
    text,
    version,
    overlay: {},
    now: 0,
  });

  it('shows the golden document as its answer says', async () => {
    const golden = inRoot('test/fixtures/golden/support.context.yaml');
    const text = fs.readFileSync(golden, 'utf8');
    const { snapshot, diagnostics } = await worker.request('update', { ...update(text), path: golden });
    const answer = JSON.parse(fs.readFileSync(inRoot('test/fixtures/golden/context.answer.json'), 'utf8'));
    assert.ok(snapshot);
    assert.deepEqual(snapshot.answer.total, answer.total);
    assert.deepEqual(
      snapshot.answer.sections.map(({ id, raw, kept, action }) => ({ id, raw, kept, action })),
      answer.sections.map(({ id, raw, kept, action }: never) => ({ id, raw, kept, action })),
    );
    assert.deepEqual(
      diagnostics.map(({ code, range }) => ({ code, range })),
      [{ code: answer.diagnostics[0].code, range: answer.diagnostics[0].range }],
    );
  });

  it('answers a text that is no document', async () => {
    const { snapshot, diagnostics } = await worker.request('update', update('version: ['));
    assert.equal(snapshot, undefined);
    assert.equal(diagnostics[0]?.code, 'syntax');
  });

  it('computes the newest of many edits', async () => {
    const edits = Array.from({ length: 30 }, (_, index) =>
      worker.request('update', update(`version: 1\nsections: [{ id: s${index}, text: hello }]`, index + 1)),
    );
    const settled = await Promise.allSettled(edits);
    const last = settled.at(-1);
    assert.equal(last?.status === 'fulfilled' && last.value.snapshot?.answer.sections[0]?.id, 's29');
    for (const each of settled) {
      if (each.status === 'rejected') assert.equal((each.reason as RpcError).code, 'superseded');
    }
    assert.ok(settled.some(({ status }) => status === 'rejected'));
  });

  it('gives the payload of an update by rows, and says when it holds it no longer', async () => {
    const { snapshot } = await worker.request('update', update('version: 1\nsections: [{ id: a, text: hello }]'));
    assert.deepEqual(snapshot?.payload, { messages: 1, sent: 1, rows: 2, firstRows: { a: 1 } });
    const range = { path: '/nowhere/a.context.yaml', version: 1, from: 1, count: 5 };
    const { rows } = await worker.request('payload', range);
    assert.deepEqual(
      rows.map((row) => row.type === 'block' && row.segments.map(({ text }) => text)),
      [['hello']],
    );
    const old = worker.request('payload', { ...range, version: 9 });
    await assert.rejects(old, { code: 'not-shown' });
  });

  it('lists models and closes documents', async () => {
    const models = await worker.request('models', null);
    assert.ok(models.some(({ id, window }) => id === 'example-model' && window === 8_000));
    assert.equal(await worker.request('close', { path: '/nowhere/a.context.yaml' }), null);
  });

  it('refuses what is asked after it was shut down', async () => {
    await worker.request('models', null);
    const open = worker
      .request('update', update('version: 1\nsections: [{ id: a, text: x }]'))
      .catch((error: unknown) => error);
    await worker.dispose();
    assert.ok((await open) instanceof RpcError);
    await assert.rejects(worker.request('models', null), /shut down/);
  });
});

describe('worker client', () => {
  const write = (code: string): string => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'worker-client-'));
    const file = path.join(folder, 'w.cjs');
    fs.writeFileSync(file, code);
    return file;
  };
  type Echo = { die: { params: null; result: null }; pid: { params: null; result: number } };
  const ECHO = `const { parentPort, threadId } = require('node:worker_threads');
    parentPort.on('message', ({ id, method }) => {
      if (method === 'die') process.exit(3);
      parentPort.postMessage({ kind: 'event', name: 'asked', payload: method });
      parentPort.postMessage({ kind: 'ok', id, result: threadId });
    });`;

  it('rejects what was open when a worker dies, and starts it anew', async () => {
    const client = new WorkerClient<Echo, { asked: string }>('echo', write(ECHO));
    const heard: string[] = [];
    client.on('asked', (method) => heard.push(method));
    const first = await client.request('pid', null);
    await assert.rejects(client.request('die', null), (error: RpcError) => {
      assert.equal(error.code, 'worker-gone');
      assert.match(error.message, /exit code 3.*Try again/);
      return true;
    });
    assert.notEqual(await client.request('pid', null), first);
    assert.deepEqual(heard, ['pid', 'pid']);
    await client.dispose();
  });

  it('says why a worker does not start', async () => {
    for (const file of [
      path.join(os.tmpdir(), 'there-is-none.cjs'),
      'relative.cjs',
      write('throw new Error("at load")'),
    ]) {
      const client = new WorkerClient<Echo, { asked: string }>('echo', file);
      await assert.rejects(client.request('pid', null), (error: RpcError) => error.code === 'worker-gone');
      await client.dispose();
    }
  });
});
