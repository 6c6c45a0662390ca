/**
 * Places that surely belong together in two lists: runs of tokens that occur exactly once on both sides, as the longest
 * chain that ascends on both. Owns how they are found, in O(n log n); never decides what lies between them.
 */

/** From `leftFrom` to before `leftEnd`, likewise right. */
export interface Gap {
  leftFrom: number;
  leftEnd: number;
  rightFrom: number;
  rightEnd: number;
}

const TWICE = -1;

/** Indexes [left, right] of single tokens, ascending on both sides. */
export function findAnchors(left: Int32Array, right: Int32Array, gap: Gap, runLength: number): [number, number][] {
  const onLeft = runsOnce(left, gap.leftFrom, gap.leftEnd - runLength, runLength);
  const onRight = runsOnce(right, gap.rightFrom, gap.rightEnd - runLength, runLength);
  const pairs: [number, number][] = [];
  // A Map keeps the order of insertion: ascending on the left.
  for (const [hash, i] of onLeft) {
    const j = onRight.get(hash) ?? TWICE;
    if (i === TWICE || j === TWICE) continue;
    if (isSame(left.subarray(i, i + runLength), right.subarray(j, j + runLength))) pairs.push([i, j]);
  }
  return longestAscending(pairs);
}

/** Start of each run by its hash; two runs of one hash are as good as one run twice. */
function runsOnce(tokens: Int32Array, from: number, last: number, runLength: number): Map<number, number> {
  const starts = new Map<number, number>();
  for (let at = from; at <= last; at++) {
    let hash = 0;
    for (let k = 0; k < runLength; k++) hash = (Math.imul(hash, 0x01000193) ^ (tokens[at + k] ?? 0)) | 0;
    starts.set(hash, starts.has(hash) ? TWICE : at);
  }
  return starts;
}

const isSame = (a: Int32Array, b: Int32Array): boolean => a.every((token, index) => token === b[index]);

/** By patience sorting on the right indexes; the left ones ascend already. */
function longestAscending(pairs: readonly [number, number][]): [number, number][] {
  const piles: number[] = [];
  const before = new Int32Array(pairs.length);
  pairs.forEach(([, j], index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[piles[middle] ?? 0]?.[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (piles[low - 1] ?? 0) : -1;
    piles[low] = index;
  });
  const chain: [number, number][] = [];
  for (let index = piles.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair) chain.push(pair);
  }
  return chain.reverse();
}
