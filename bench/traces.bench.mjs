// Indexing a trace log against JSON.parse of every line, the least that a program without an index does.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { openTraceSet } from '../src/node/traceSet.ts';
import { writeLargeLog } from '../test/support/largeLog.ts';
import { median, print, round } from './measure.mjs';

const SIZE = 100 * 1024 * 1024;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctxdbg-bench-'));
const file = path.join(folder, 'large.jsonl');
const calls = writeLargeLog(file, SIZE);
const megabytes = fs.statSync(file).size / 1e6;

async function parseLines() {
  let count = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    if (JSON.parse(line)) count++;
  }
  return count;
}

async function index() {
  const start = performance.now();
  let firstRows;
  const set = openTraceSet([file], {
    onState: (state) => {
      if (state.calls >= 20) firstRows ??= performance.now() - start;
    },
  });
  await set.whenIndexed();
  return { set, firstRows, all: performance.now() - start };
}

async function main() {
  const times = { ours: [], peer: [], first: [], search: [], call: [] };
  let kept = 0;
  for (let run = 0; run < 3; run++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const { set, firstRows, all } = await index();
    globalThis.gc?.();
    if (run === 0) kept = process.memoryUsage().heapUsed - before;
    let start = performance.now();
    await set.rows('zebra', 0, 50);
    times.search.push(performance.now() - start);
    start = performance.now();
    await set.call(`r${calls - 2}`);
    times.call.push(performance.now() - start);
    set.close();
    times.ours.push(all);
    times.first.push(firstRows);
    start = performance.now();
    await parseLines();
    times.peer.push(performance.now() - start);
  }
  fs.rmSync(folder, { recursive: true });

  const middle = Object.fromEntries(
    Object.entries(times).map(([name, list]) => [name, median(list.sort((a, b) => a - b))]),
  );
  print({
    figure: `index of a log of 100 MB, ${calls} calls`,
    ours: round((megabytes / middle.ours) * 1000),
    peer: round((megabytes / middle.peer) * 1000),
    unit: 'MB/s',
    ratio: round(middle.peer / middle.ours),
    note: 'peer: readline and JSON.parse a line, nothing kept',
  });
  print({ figure: 'first rows of it', ours: round(middle.first), unit: 'ms', goal: '≤ 20 ms' });
  print({ figure: 'memory kept a call', ours: round(kept / calls), unit: 'bytes' });
  print({ figure: 'a word that occurs nowhere', ours: round((megabytes / middle.search) * 1000), unit: 'MB/s' });
  print({ figure: 'a call read again', ours: round(middle.call), unit: 'ms' });
}

void main();
