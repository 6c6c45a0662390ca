/**
 * What two lists of strings have in common, in order. Takes out what cannot be in common before the library sees it,
 * so that texts without any common line cost nothing. Deterministic but for the time limit passed on.
 */
import { commonPairs, type DiffLimit } from './jsdiff';

/** Indexes [left, right], ascending; undefined when the limit was reached. */
export function commonTokens(
  left: readonly string[],
  right: readonly string[],
  limit: DiffLimit,
): [number, number][] | undefined {
  const start = commonStart(left, right);
  const end = commonEnd(left, right, start);
  const middle = commonMiddle(left.slice(start, left.length - end), right.slice(start, right.length - end), limit);
  if (!middle) return undefined;
  const pairs: [number, number][] = [];
  for (let i = 0; i < start; i++) pairs.push([i, i]);
  for (const [i, j] of middle) pairs.push([i + start, j + start]);
  for (let i = end; i > 0; i--) pairs.push([left.length - i, right.length - i]);
  return pairs;
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  const most = Math.min(left.length, right.length);
  let count = 0;
  while (count < most && left[count] === right[count]) count++;
  return count;
}

function commonEnd(left: readonly string[], right: readonly string[], start: number): number {
  const most = Math.min(left.length, right.length) - start;
  let count = 0;
  while (count < most && left[left.length - 1 - count] === right[right.length - 1 - count]) count++;
  return count;
}

function commonMiddle(
  left: readonly string[],
  right: readonly string[],
  limit: DiffLimit,
): [number, number][] | undefined {
  const ids = new Map<string, number>();
  for (const token of left) if (!ids.has(token)) ids.set(token, ids.size);
  const onRight = new Set(right);
  const leftAt = indexesWhere(left, (token) => onRight.has(token));
  const rightAt = indexesWhere(right, (token) => ids.has(token));
  const idOf = (token: string | undefined): number => ids.get(token ?? '') ?? -1;
  const pairs = commonPairs(
    leftAt.map((index) => idOf(left[index])),
    rightAt.map((index) => idOf(right[index])),
    limit,
  );
  return pairs?.map(([i, j]) => [leftAt[i] ?? 0, rightAt[j] ?? 0]);
}

function indexesWhere(tokens: readonly string[], holds: (token: string) => boolean): number[] {
  const indexes: number[] = [];
  tokens.forEach((token, index) => {
    if (holds(token)) indexes.push(index);
  });
  return indexes;
}
