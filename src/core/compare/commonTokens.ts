/**
 * What two lists of strings have in common, in order. Takes out what cannot be in common before it is searched, so
 * that texts without any common line cost nothing. Deterministic but for the time limit passed on.
 */
import { GapSearch, type Common } from './gapSearch';
import type { DiffLimit } from './jsdiff';

export function commonTokens(left: readonly string[], right: readonly string[], limit: DiffLimit): Common {
  const ids = new Map<string, number>();
  const leftIds = left.map((token) => {
    const id = ids.get(token) ?? ids.size;
    if (id === ids.size) ids.set(token, id);
    return id;
  });
  const isOnRight = new Uint8Array(ids.size);
  const rightIds = right.map((token) => {
    const id = ids.get(token) ?? -1;
    if (id >= 0) isOnRight[id] = 1;
    return id;
  });
  const leftAt = indexesWhere(leftIds, (id) => isOnRight[id] === 1);
  const rightAt = indexesWhere(rightIds, (id) => id >= 0);
  const common = new GapSearch(pick(leftIds, leftAt), pick(rightIds, rightAt), limit).run();
  const back = (places: readonly number[], at: Int32Array): number[] => places.map((place) => at[place] ?? 0);
  return { ...common, left: back(common.left, leftAt), right: back(common.right, rightAt) };
}

const pick = (ids: readonly number[], at: Int32Array): Int32Array => at.map((index) => ids[index] ?? 0);

function indexesWhere(ids: readonly number[], holds: (id: number) => boolean): Int32Array {
  const indexes = new Int32Array(ids.length);
  let count = 0;
  ids.forEach((id, index) => {
    if (holds(id)) indexes[count++] = index;
  });
  return indexes.subarray(0, count);
}
