// The run loop with its run file against the bare openai client, both streaming from a loopback server in a process of
// its own: CPU a request in turns in one process, and the most memory of a long run in a process each.
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import OpenAI from 'openai';
import { createReplayService } from '../src/node/replayService';
import { makeCall } from '../test/support/calls';
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
  const ids = Array.from({ length: count }, (_, index) => `call-${index}`);
  // Made when asked for, as a trace's calls are read when asked for.
  const traces = { files: [], callIds: async () => ids, call: async (id) => makeCall(id), close() {} };
  const service = createReplayService({ openTraces: async () => traces });
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

/** Run by memoryOf in a process of its own. */
async function longRun(kind, count) {
  if (kind === 'bare') await bare(count);
  if (kind === 'ours') {
    const answer = await (await plan(count, 'long.replay.jsonl'))();
    if (answer.ok !== count) throw new Error(`only ${answer.ok} ok`);
  }
  const most = process.resourceUsage().maxRSS;
  globalThis.gc();
  console.log(JSON.stringify({ most: most / 1000, live: process.memoryUsage().heapUsed / 1e6 }));
}

function memoryOf(kind, count, limits = []) {
  const args = ['--expose-gc', ...limits, process.argv[1], kind, String(count), baseUrl];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function memoryFigures() {
  const [few, many, idle] = [memoryOf('ours', 1000), memoryOf('ours', 10_000), memoryOf('none', 0)];
  const tight = memoryOf('ours', 10_000, ['--max-old-space-size=96', '--max-semi-space-size=4']);
  const figure = '10,000 outcomes at 32 streams: most RSS of a process';
  print({
    figure,
    ours: Math.round(many.most),
    peer: Math.round(memoryOf('bare', 10_000).most),
    unit: 'MB',
    goal: '≤ 150 MB',
    note: `peer: openai client alone, no tokenizer; an idle process has ${Math.round(idle.most)} MB; garbage not yet collected included`,
  });
  print({
    figure: 'the same, heap held to 96 MB',
    ours: Math.round(tight.most),
    peer: Math.round(memoryOf('bare', 10_000, ['--max-old-space-size=96', '--max-semi-space-size=4']).most),
    unit: 'MB',
    goal: '≤ 150 MB',
    note: 'what is needed rather than what Node takes when memory is free',
  });
  print({
    figure: 'live heap after 10,000 outcomes',
    ours: Math.round(many.live),
    unit: 'MB',
    note: `after 1,000: ${Math.round(few.live)} MB; idle: ${Math.round(idle.live)} MB`,
  });
}

async function main() {
  const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(Number(data))));
    baseUrl = `http://127.0.0.1:${port}/v1`;
    await cpuFigure();
    memoryFigures();
  } finally {
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function child([kind, count, url]) {
  baseUrl = url;
  await longRun(kind, Number(count));
  fs.rmSync(folder, { recursive: true, force: true });
}

const args = process.argv.slice(2);
(args.length > 0 ? child(args) : main()).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
