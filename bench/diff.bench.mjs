// Our text diff (lines, then words, under a limit) against jsdiff's diffWords on the same texts.
import { diffWords } from 'diff';
import { textDiff } from '../src/core/compare/textDiff';
import { median, print, prose, round, samples, seeded } from './measure.mjs';

const PEER_LIMIT_MS = 10_000;

/** Replaces about one word in `every`. */
function changed(text, every, seed = 7) {
  const next = seeded(seed);
  return text.replace(/\w+/g, (word) => (next(every) === 0 ? `changed${next(1000)}` : word));
}

/** What, the two texts, and how many samples of ours and of the peer. */
const cases = [
  ['500 tokens, similar', prose(2_000), changed(prose(2_000), 40), [31, 31]],
  ['4k tokens, moderate', prose(16_000), changed(prose(16_000), 5), [21, 5]],
  ['32k tokens, heavy', prose(128_000), changed(prose(128_000), 2), [7, 1]],
  ['1 MB, similar', prose(1_000_000), changed(prose(1_000_000), 200), [7, 3]],
  [
    '1 MB in one line',
    prose(1_000_000).replaceAll('\n', ' '),
    changed(prose(1_000_000), 200).replaceAll('\n', ' '),
    [5, 3],
  ],
  ['1 MB, different', prose(1_000_000, 1), prose(1_000_000, 2), [7, 1]],
];

for (const [figure, left, right, [count, peerCount]] of cases) {
  const ours = median(samples(count, () => textDiff(left, right)));
  const { coarse } = textDiff(left, right);
  let finished = true;
  const peer = median(
    samples(peerCount, () => {
      finished = diffWords(left, right, { timeout: PEER_LIMIT_MS }) !== undefined;
    }),
  );
  print({
    figure,
    ours: round(ours),
    peer: round(peer),
    unit: 'ms',
    ratio: round(peer / ours),
    goal: figure.startsWith('4k') ? '≥ 50×' : figure.endsWith('different') ? '≤ 500 ms' : undefined,
    note: [coarse ? 'ours: coarse' : '', finished ? '' : 'jsdiff gave up at 10 s'].filter(Boolean).join('; '),
  });
}
