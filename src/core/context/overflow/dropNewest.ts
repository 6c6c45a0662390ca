/** Items, messages or tools go one by one, the last in order first. */
import { dropUnits, unitIndexes, type OverflowPolicy } from './policy';

export const dropNewest: OverflowPolicy = {
  givesWay: true,
  steps: (input) => dropUnits(input, unitIndexes(input.resolved).reverse()),
  unitWords: (_resolved, _unit, isFirst) => `the ${isFirst ? 'newest' : 'next newest'} in it`,
};
