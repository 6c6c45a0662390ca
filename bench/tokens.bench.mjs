// Token counting beside tiktoken, js-tiktoken, gpt-tokenizer and ai-tokenizer in one run: throughput of a first count,
// start and memory (each in a process of its own), a keystroke, and texts without a break.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createTokenCounter } from '../src/core/tokens/counter.ts';
import { loadTokenizer } from '../src/node/tokenizer.ts';
import { chinese, json, median, milliseconds, percentile, print, round, seeded } from './measure.mjs';

const ROUNDS = 7;
/** Peers by name: each gives its best call that only counts. */
const PEERS = {
  tiktoken: async () => {
    const encoding = (await import('tiktoken')).get_encoding('o200k_base');
    return (text) => encoding.encode_ordinary(text).length;
  },
  'js-tiktoken': async () => {
    const encoding = (await import('js-tiktoken')).getEncoding('o200k_base');
    return (text) => encoding.encode(text, [], []).length;
  },
  'gpt-tokenizer': async () => (await import('gpt-tokenizer/encoding/o200k_base')).countTokens,
  'ai-tokenizer': async () => {
    const { Tokenizer } = await import('ai-tokenizer');
    const tokenizer = new Tokenizer(await import('ai-tokenizer/encoding/o200k_base'));
    return (text) => tokenizer.count(text);
  },
};
const newCounter = () => createTokenCounter(loadTokenizer('o200k_base'), { exact: true });
const countOurs = async () => (text) => newCounter().count(text).tokens;

/** Lines of prose out of the documentation of the packages that are installed, each once. */
function readProse() {
  const lines = new Set();
  const files = fs.readdirSync('node_modules', { recursive: true }).filter((file) => /\.(md|txt)$/i.test(file));
  for (const file of files.sort()) {
    for (const line of fs.readFileSync(path.join('node_modules', file), 'utf8').split('\n')) {
      if (/^ *[-*>]? *[A-Z][^{}<>|=]{40,}$/.test(line)) lines.add(line);
    }
  }
  return [...lines].join('\n');
}

/** What a trace looks like: prose and numbers inside JSON. */
function traceJson(english) {
  const record = (text, index) => ({
    span_id: (index * 2654435761).toString(16),
    role: 'user',
    tokens: index % 977,
    text,
  });
  return english
    .split('\n')
    .map((text, index) => JSON.stringify(record(text, index)))
    .join('\n');
}

/** A text for each round, none seen before, so that no cache of whole texts or rare words is measured. */
function textsOf(english) {
  const source = fs.readFileSync('node_modules/typescript/lib/typescript.js', 'utf8');
  const cut = (text, index) => {
    const length = Math.min(1e6, Math.floor(text.length / ROUNDS));
    return text.slice(index * length, (index + 1) * length);
  };
  const trace = traceJson(english);
  return {
    English: (index) => cut(english, index),
    TypeScript: (index) => cut(source, index),
    'JSON trace': (index) => cut(trace, index),
    Chinese: (index) => chinese(350_000, index + 1),
    'generated JSON': (index) => json(1e6, index + 1),
  };
}

/** CPU time of the process, garbage collection included: what other programs take does not count. */
function cpuMilliseconds(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const bestOf = (ratios) => Object.entries(ratios).sort(([, a], [, b]) => b - a)[0];

function measureThroughput(peers, textOf) {
  const speeds = Object.fromEntries(Object.keys(peers).map((peer) => [peer, []]));
  const wrong = new Set();
  for (let index = 0; index < ROUNDS; index++) {
    const text = textOf(index);
    const megabytes = Buffer.byteLength(text) / 1e6;
    const expected = peers.tiktoken(text);
    for (const [peer, count] of Object.entries(peers)) {
      let tokens;
      speeds[peer].push((megabytes / milliseconds(() => (tokens = count(text)))) * 1000);
      if (tokens !== expected) wrong.add(peer);
    }
  }
  // The best, not the median: what other programs take is nobody's own.
  const best = Object.entries(speeds).map(([peer, each]) => [peer, Math.max(...each)]);
  return { speeds: Object.fromEntries(best), wrong: [...wrong] };
}

function throughput(peers, english) {
  for (const [name, textOf] of Object.entries(textsOf(english))) {
    const { speeds, wrong } = measureThroughput(peers, textOf);
    const { ours, ...others } = speeds;
    const [fastest, speed] = bestOf(others);
    const listed = Object.entries(others).map(([peer, each]) => `${peer} ${round(each)}`);
    const note = [
      `peer: ${fastest}`,
      `${round(ours / others.tiktoken)}× tiktoken (${listed.join(', ')})`,
      'each the best of its rounds',
      wrong.length === 0 ? 'all counts equal' : `counts other than tiktoken: ${wrong.join(', ')}`,
    ];
    const goal = name === 'Chinese' ? '≥ 1× tiktoken' : '≥ 3× the fastest, ≥ 4× tiktoken';
    const [own, peer, ratio] = [round(ours), round(speed), round(ours / speed)];
    print({ figure: `throughput, ${name}`, ours: own, peer, unit: 'MB/s', ratio, goal, note: note.join('; ') });
  }
}

/** Load and first count, and what memory it took, in a process of its own. */
async function startOf(name) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const startTime = performance.now();
  const count = await (name === 'ours' ? countOurs() : PEERS[name]());
  count('warm');
  const ms = performance.now() - startTime;
  print({ ms, megabytes: (process.memoryUsage().rss - before) / 1e6 });
}

function starts() {
  const measured = {};
  for (const name of ['ours', ...Object.keys(PEERS)]) {
    const runs = Array.from({ length: 3 }, () =>
      JSON.parse(execFileSync(process.execPath, ['--expose-gc', process.argv[1], name], { encoding: 'utf8' })),
    );
    measured[name] = {
      ms: median(runs.map(({ ms }) => ms).sort((a, b) => a - b)),
      megabytes: median(runs.map(({ megabytes }) => megabytes).sort((a, b) => a - b)),
    };
  }
  const { ours, ...others } = measured;
  const listed = (key) =>
    Object.entries(others)
      .map(([peer, each]) => `${peer} ${round(each[key])}`)
      .join(', ');
  for (const [key, figure, unit, goal] of [
    ['ms', 'start: load and first count', 'ms', '≤ 100 ms'],
    ['megabytes', 'memory of it', 'MB', '≤ 60 MB'],
  ]) {
    const best = Math.min(...Object.values(others).map((each) => each[key]));
    print({
      figure,
      ours: round(ours[key]),
      peer: round(best),
      unit,
      ratio: round(best / ours[key]),
      goal,
      note: `peer: the best; ${listed(key)}`,
    });
  }
}

/** A thousand keystrokes, the same each time it is called. */
function typeOnce(text) {
  const counter = newCounter();
  counter.count(text);
  const next = seeded(7);
  let edited = text;
  const type = (_, index) => {
    const at = next(edited.length);
    edited = `${edited.slice(0, at)}${'etaoin shrdlu'[next(13)]}${edited.slice(at)}`;
    // The editor hands over a flat text; neither joining it nor clearing away the one before is counting.
    /$./.test(edited);
    globalThis.gc?.({ type: index % 20 === 0 ? 'major' : 'minor' });
    return milliseconds(() => counter.count(edited));
  };
  return { times: Array.from({ length: 1_000 }, type), edited };
}

/** Of each keystroke the least of five times: what other programs take is not its own. Before the peers fill the heap. */
function typeInto(text) {
  const runs = Array.from({ length: 5 }, () => typeOnce(text));
  const least = runs[0].times.map((_, index) => Math.min(...runs.map(({ times }) => times[index])));
  return { edited: runs[0].edited, times: least.sort((a, b) => a - b) };
}

/** Beyond Latin-1 a string has two bytes a character, and finding what was typed reads twice as much. */
function keystrokeTexts(english) {
  // eslint-disable-next-line no-control-regex -- all of Latin-1
  const narrow = Buffer.from(english.replace(/[^\x00-\xff]/g, ''), 'latin1').toString('latin1');
  const latin = narrow.slice(0, 950_000);
  return [
    ['a 200k-token document', latin],
    ['the same in one line', latin.replaceAll('\n', ' ')],
    ['the same with Chinese in it', `${latin}字`],
  ];
}

function keystrokes(typed, peers) {
  for (const [name, { edited, times }] of typed) {
    const full = Object.entries(peers)
      .filter(([peer]) => peer !== 'ours')
      .map(([, count]) =>
        median([1, 2, 3, 4, 5].map(() => cpuMilliseconds(() => count(edited))).sort((a, b) => a - b)),
      );
    const best = Math.min(...full);
    print({
      figure: `a keystroke in ${name}, p50`,
      ours: round(median(times)),
      peer: round(best),
      unit: 'ms',
      ratio: round(best / median(times)),
      goal: '≥ 500×',
      note: 'peer: the fastest library counts the whole text, CPU time',
    });
    const p99 = round(percentile(times, 0.99));
    print({
      figure: `a keystroke in ${name}, p99`,
      ours: p99,
      unit: 'ms',
      goal: '≤ 1 ms',
      note: 'each the least of five times',
    });
  }
}

const next = seeded(3);
const letters = (length) => Array.from({ length }, () => String.fromCharCode(97 + next(26))).join('');
const WORST = {
  'one character': (length) => 'a'.repeat(length),
  spaces: (length) => ' '.repeat(length),
  letters,
  base64: (length) => Buffer.from(letters(length)).toString('base64').slice(0, length),
};

/** In a process of its own: a library that hangs cannot be stopped otherwise. Loading is not measured. */
async function worstOf(name, kind) {
  const count = await PEERS[name]();
  count('warm');
  const text = WORST[kind](MEGABYTE);
  print({ ms: cpuMilliseconds(() => count(text)) });
}

const MEGABYTE = 1_000_000;
const CAP_MS = 10_000;

/** Milliseconds; undefined where it takes longer than the cap, or traps. */
function worstOfPeer(name, kind) {
  try {
    const args = ['--expose-gc', process.argv[1], name, kind];
    const options = { encoding: 'utf8', timeout: CAP_MS, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'ignore'] };
    return JSON.parse(execFileSync(process.execPath, args, options)).ms;
  } catch {
    return undefined;
  }
}

function worst() {
  for (const [name, make] of Object.entries(WORST)) {
    const [small, large] = [MEGABYTE / 10, MEGABYTE].map((length) => {
      const text = make(length);
      return median([1, 2, 3].map(() => cpuMilliseconds(() => newCounter().count(text))).sort((a, b) => a - b));
    });
    const peers = Object.keys(PEERS).map((peer) => [peer, worstOfPeer(peer, name)]);
    const listed = peers.map(([peer, ms]) => `${peer} ${ms === undefined ? `over ${CAP_MS} or failed` : round(ms)}`);
    const best = Math.min(...peers.map(([, ms]) => ms ?? CAP_MS));
    print({
      figure: `1 MB of ${name} without a break`,
      ours: round(large),
      peer: round(best),
      unit: 'ms',
      ratio: round(best / large),
      goal: '≤ 1000 ms',
      note: `CPU time; ${round(large / small)}× the time of 100 KB (goal ≤ 25×); ${listed.join(', ')}`,
    });
  }
}

async function main() {
  const [, , peer, kind] = process.argv;
  if (kind) return worstOf(peer, kind);
  if (peer) return startOf(peer);
  starts();
  const english = readProse();
  const typed = keystrokeTexts(english).map(([name, text]) => [name, typeInto(text)]);
  const peers = { ours: await countOurs() };
  for (const [name, load] of Object.entries(PEERS)) peers[name] = await load();
  throughput(peers, english);
  keystrokes(typed, peers);
  worst();
}

main();
