// Token counting against tiktoken itself: throughput of a first count, a keystroke, and texts without a break.
import * as fs from 'node:fs';
import { get_encoding } from 'tiktoken';
import { createTokenCounter } from '../src/core/tokens/counter.ts';
import { loadTokenizer } from '../src/node/tokenizer.ts';
import { chinese, json, median, milliseconds, percentile, print, prose, round, samples, seeded } from './measure.mjs';

const raw = get_encoding('o200k_base');
const countRaw = (text) => raw.encode_ordinary(text).length;
const start = milliseconds(() => loadTokenizer('o200k_base').tokenLengths('warm'));
const newCounter = () => createTokenCounter(loadTokenizer('o200k_base'), { exact: true });

print({ figure: 'start of the tokenizer', ours: round(start), unit: 'ms' });
const source = fs.readFileSync('node_modules/typescript/lib/typescript.js', 'utf8');
const TEXTS = { English: prose(1e6), JavaScript: source.slice(2e6, 3e6), JSON: json(1e6), Chinese: chinese(350_000) };

for (const [name, text] of Object.entries(TEXTS)) {
  const megabytes = Buffer.byteLength(text) / 1e6;
  const ours = [];
  const peer = [];
  for (let round = 0; round < 5; round++) {
    const counter = newCounter();
    ours.push(milliseconds(() => counter.count(text)));
    peer.push(milliseconds(() => countRaw(text)));
  }
  const [own, other] = [ours, peer].map((times) => (megabytes / median(times.sort((a, b) => a - b))) * 1000);
  print({
    figure: `throughput, ${name}`,
    ours: round(own),
    peer: round(other),
    unit: 'MB/s',
    ratio: round(own / other),
    note: 'peer: tiktoken; first count, nothing cached',
  });
}

for (const [name, text] of [
  ['a 200k-token document', prose(950_000)],
  ['the same in one line', prose(950_000).replaceAll('\n', ' ')],
]) {
  const counter = newCounter();
  counter.count(text);
  const next = seeded(7);
  let edited = text;
  const keystrokes = Array.from({ length: 300 }, () => {
    const at = next(edited.length);
    edited = `${edited.slice(0, at)}${'etaoin shrdlu'[next(13)]}${edited.slice(at)}`;
    // The editor hands over a flat text; joining it is not counting.
    /$./.test(edited);
    return milliseconds(() => counter.count(edited));
  }).sort((a, b) => a - b);
  const full = median(samples(7, () => countRaw(edited)));
  print({
    figure: `a keystroke in ${name}, p50`,
    ours: round(median(keystrokes)),
    peer: round(full),
    unit: 'ms',
    ratio: round(full / median(keystrokes)),
    note: 'peer: tiktoken counts the whole text',
  });
  print({
    figure: `a keystroke in ${name}, p99`,
    ours: round(percentile(keystrokes, 0.99)),
    unit: 'ms',
    goal: '≤ 1 ms',
  });
}

const next = seeded(3);
const letters = (length) => Array.from({ length }, () => String.fromCharCode(97 + next(26))).join('');
const WORST = {
  'one character': (length) => 'a'.repeat(length),
  spaces: (length) => ' '.repeat(length),
  letters,
  base64: (length) => Buffer.from(letters(length)).toString('base64').slice(0, length),
};
for (const [name, make] of Object.entries(WORST)) {
  const [small, large] = [100_000, 1_000_000].map((length) => {
    const text = make(length);
    return median(samples(3, () => newCounter().count(text)));
  });
  print({
    figure: `1 MB of ${name} without a break`,
    ours: round(large),
    unit: 'ms',
    goal: '≤ 1000 ms',
    note: `${round(large / small)}× the time of 100 KB (goal ≤ 25×)`,
  });
}
