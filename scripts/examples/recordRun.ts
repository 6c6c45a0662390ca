/**
 * Records examples/runs/support.replay.jsonl: the calls of one hand-picked set replayed unchanged and against
 * support.v2.context.yaml, five samples each, through the real `openai` client against example-model on loopback.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createReplayService } from '../../src/node/replayService';
import { openTraceSet } from '../../src/node/traceSet';
import { startExampleModel } from './exampleModel';

const CALLS = 8;
const SAMPLES = 5;

async function main(): Promise<void> {
  // Paths in the run file are relative to the examples folder, wherever it lies.
  process.chdir(path.resolve(process.argv[2] ?? 'examples'));
  const trace = 'traces/support.trace.jsonl';
  const out = 'runs/support.replay.jsonl';
  rmSync(out, { force: true });
  const server = await startExampleModel();
  const service = createReplayService({});
  try {
    const { planId, summary } = await service.plan({
      paths: [trace],
      callIds: await pickCalls(trace),
      variants: [{ name: 'unchanged' }, { name: 'v2', file: 'support.v2.context.yaml' }],
      samples: SAMPLES,
      provider: 'openai',
      baseUrl: server.baseUrl,
      set: {},
      caps: {},
      concurrency: 2,
      deadlineMs: 30_000,
      out,
      resume: false,
      now: Date.now(),
    });
    const answer = await service.start({ planId, apiKey: 'none' });
    const expected = CALLS * 2 * SAMPLES;
    if (answer.ok !== expected) throw new Error(`${String(answer.ok)} of ${String(expected)} are ok: ${JSON.stringify(summary)}`);
    console.log(`${String(answer.ok)} outcomes → examples/${out}`);
  } finally {
    await server.stop();
  }
}

/** Calls about money back, every second with many documents: where the defect shows. */
async function pickCalls(trace: string): Promise<string[]> {
  const set = openTraceSet([trace]);
  try {
    await set.whenIndexed();
    return (await set.callIds('money')).slice(0, CALLS);
  } finally {
    set.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
