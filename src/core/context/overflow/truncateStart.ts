/** The start of the section's text goes in steps of 32 tokens. Tool definitions go one by one, the first first. */
import { dropUnits, unitIndexes, type OverflowPolicy } from './policy';
import { truncation, type Place } from './truncation';

const START: Place = {
  name: 'start',
  most: (grid) => Math.floor((grid.tokens - 1) / 32),
  at: (count, grid) => ({ to: { at: grid.offset(4 * count), high: grid.offset(4 * count + 3) } }),
};

export const truncateStart: OverflowPolicy = {
  givesWay: true,
  steps: (input) =>
    input.resolved.body.type === 'tools' ? dropUnits(input, unitIndexes(input.resolved)) : truncation(input, START),
  unitWords: () => 'the first in it',
};
