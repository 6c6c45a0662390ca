/** The only file that imports `diff`: what two lists have in common, under a limit. */
import { diffArrays, type ArrayChange } from 'diff';

export interface DiffLimit {
  /** Insertions plus deletions after which the search gives up; its work grows with the square of this. */
  maxEditLength: number;
  timeoutMs: number;
}

/** Indexes [left, right] of what is common, ascending on both sides; undefined when the limit was reached. */
export function commonPairs(
  left: Int32Array,
  right: Int32Array,
  { maxEditLength, timeoutMs }: DiffLimit,
): [number, number][] | undefined {
  // As typed, the library does not say that it gives up by returning undefined when both limits are set.
  const options = { maxEditLength, timeout: timeoutMs };
  const changes: ArrayChange<number>[] | undefined = diffArrays([...left], [...right], options);

  if (!changes) return undefined;
  const pairs: [number, number][] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let i = 0; i < count; i++) pairs.push([leftAt + i, rightAt + i]);
    if (!added) leftAt += count;
    if (!removed) rightAt += count;
  }
  return pairs;
}
