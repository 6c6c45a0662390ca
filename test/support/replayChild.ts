/** A replay in a process of its own, to be killed. Arguments: address, run file, prompt file. */
import { createReplayService } from '../../src/node/replayService';
import { makeCall, tracesOf } from './calls';

const CALLS = 20;

async function main(): Promise<void> {
  const [baseUrl = '', out = '', prompt = ''] = process.argv.slice(2);
  const calls = Array.from({ length: CALLS }, (_, index) => makeCall(`call-${index}`));
  const service = createReplayService({ openTraces: tracesOf(calls) });
  const { planId } = await service.plan({
    paths: ['made'],
    variants: [{}, { file: prompt }],
    samples: 1,
    provider: 'openai',
    baseUrl,
    set: {},
    caps: {},
    concurrency: 4,
    deadlineMs: 10_000,
    out,
    resume: true,
    now: 0,
  });
  process.stdout.write(JSON.stringify(await service.start({ planId })));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
