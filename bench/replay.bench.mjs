// The run loop with its run file against the bare openai client, both streaming from a loopback server in a process of
// its own; and the memory of a long run.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import OpenAI from 'openai';
import { createReplayService } from '../src/node/replayService';
import { makeCall, tracesOf } from '../test/support/calls';
import { median, print, round } from './measure.mjs';

const CONCURRENCY = 32;
const CHUNKS = 40;
const SERVER = `
const event = (delta, reason = null) => 'data: ' + JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason: reason }] }) + '\\n\\n';
const text = Array.from({ length: ${CHUNKS} }, (_, i) => event({ content: 'word' + i + ' ' })).join('') + event({}, 'stop') + 'data: [DONE]\\n\\n';
require('node:http').createServer((request, response) => {
  request.resume();
  request.on('end', () => { response.writeHead(200, { 'content-type': 'text/event-stream' }); response.end(text); });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

let baseUrl = '';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-bench-'));

/** CPU seconds of this process. */
async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function plan(count, name) {
  const calls = Array.from({ length: count }, (_, index) => makeCall(`call-${index}`));
  const service = createReplayService({ openTraces: tracesOf(calls) });
  const out = path.join(folder, name);
  const request = { paths: ['made'], variants: [{}], samples: 1, provider: 'openai', baseUrl, set: {}, caps: {} };
  const limits = { concurrency: CONCURRENCY, deadlineMs: 60_000, out, resume: false, now: 0 };
  const { planId } = await service.plan({ ...request, ...limits });
  return () => service.start({ planId });
}

async function bare(count) {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 });
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const content = `Question call-${next++}?`;
      const messages = [
        { role: 'system', content: 'You are helpful.' },
        { role: 'user', content },
      ];
      const stream = await client.chat.completions.create({ model: 'example-model', messages, stream: true });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      if (text === '') throw new Error('no answer');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
}

async function cpuFigure() {
  const REQUESTS = 1000;
  await bare(200);
  await (
    await plan(200, 'warm.replay.jsonl')
  )();
  const ours = [];
  const theirs = [];
  for (let round = 0; round < 5; round++) {
    const start = await plan(REQUESTS, `round-${round}.replay.jsonl`);
    ours.push(await cpuOf(start));
    theirs.push(await cpuOf(() => bare(REQUESTS)));
  }
  const [mine, peer] = [ours, theirs].map((all) => (median(all.sort((a, b) => a - b)) / REQUESTS) * 1000);
  print({
    figure: `CPU a request, ${CHUNKS} chunks, run file included`,
    ours: round(mine),
    peer: round(peer),
    unit: 'ms',
    ratio: Number((peer / mine).toFixed(2)),
    goal: 'own work ≤ 10 % over the bare client (≥ 0.91×)',
    note: `peer: openai client alone; ${CONCURRENCY} at a time`,
  });
}

async function memoryFigure() {
  const start = await plan(10_000, 'long.replay.jsonl');
  globalThis.gc();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const answer = await start();
  clearInterval(watch);
  if (answer.ok !== 10_000) throw new Error(`only ${answer.ok} ok`);
  print({
    figure: '10,000 outcomes at 32 streams: most RSS of the process',
    ours: Math.round(most / 1e6),
    unit: 'MB',
    goal: '≤ 150 MB',
    note: `${Math.round(before / 1e6)} MB before, with tokenizer, client and 10,000 planned calls`,
  });
}

async function main() {
  const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(Number(data))));
    baseUrl = `http://127.0.0.1:${port}/v1`;
    await memoryFigure();
    await cpuFigure();
  } finally {
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
