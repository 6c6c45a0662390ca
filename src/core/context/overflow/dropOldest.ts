/** Items, messages or tools go one by one, the first in order first. */
import { dropUnits, unitIndexes, type OverflowPolicy } from './policy';

export const dropOldest: OverflowPolicy = {
  givesWay: true,
  steps: (input) => dropUnits(input, unitIndexes(input.resolved)),
  unitWords: (_resolved, _unit, isFirst) => `the ${isFirst ? 'oldest' : 'next oldest'} in it`,
};
