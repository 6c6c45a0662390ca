import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import { WorkerClient } from '../../src/node/workerClient';
import type { RunProgress, RunWorkerEvents, RunWorkerMethods } from '../../src/protocol/runApi';

describe('run worker', function () {
  this.timeout(30_000);
  // Beside this bundle, from where the token tables are found.
  const bundle = path.join(__dirname, 'run.worker.js');
  let folder: string;
  let client: WorkerClient<RunWorkerMethods, RunWorkerEvents>;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-worker-'));
    const entry = inRoot('src/workers/run.worker.ts');
    await esbuild.build({
      entryPoints: [entry],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'error',
    });
    client = new WorkerClient('run', bundle);
  });
  after(async () => {
    await client.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
    fs.rmSync(bundle, { force: true });
  });

  it('reads the golden run', async () => {
    const run = await client.request('openRun', { path: inRoot('test/fixtures/golden/run.replay.jsonl') });
    assert.deepEqual([run.calls, run.ok, run.ended], [1, 1, 'finished']);
    const answer = await client.request('answer', { path: inRoot('test/fixtures/golden/run.replay.jsonl') });
    const golden = fs.readFileSync(inRoot('test/fixtures/golden/compare.answer.json'), 'utf8');
    assert.deepEqual(answer, JSON.parse(golden));
  });

  it('says in a sentence that there is no run', async () => {
    await assert.rejects(
      client.request('openRun', { path: path.join(folder, 'none.replay.jsonl') }),
      /There is no run/,
    );
  });

  it('plans a logged call, replays it and sends progress', async () => {
    const trace = path.join(folder, 'a.trace.jsonl');
    const messages = [
      { role: 'system', content: 'Returns are accepted within 30 days.' },
      { role: 'user', content: 'When are returns accepted?' },
    ];
    const response = { model: 'example-model', choices: [{ message: { role: 'assistant', content: 'Soon.' } }] };
    fs.writeFileSync(trace, JSON.stringify({ request: { model: 'example-model', messages }, response }) + '\n');
    const progress: RunProgress[] = [];
    client.on('progress', (one) => progress.push(one));
    const out = path.join(folder, 'run.replay.jsonl');
    const { planId, summary } = await client.request('plan', {
      paths: [trace],
      variants: [],
      samples: 1,
      provider: 'baseline',
      set: {},
      caps: {},
      concurrency: 1,
      deadlineMs: 1000,
      out,
      resume: false,
      now: 0,
    });
    assert.deepEqual([summary.calls, summary.requests], [1, 1]);
    const answer = await client.request('start', { planId }, { deadlineMs: 0 });
    assert.deepEqual([answer.planned, answer.ok], [1, 1]);
    assert.equal(progress.at(-1)?.isFinished, true);
    const { rows } = await client.request('grid', { path: out, start: 0, count: 10 });
    assert.equal(rows[0]?.logged.firstWords, 'Soon.');
    assert.equal(rows[0].cells[0]?.firstWords, 'Returns are accepted within 30 days.');
  });
});
