/** The end of the section's text goes in steps of 32 tokens. Tool definitions go one by one, the last first. */
import { dropUnits, unitIndexes, type OverflowPolicy } from './policy';
import { truncation, type Place } from './truncation';

/** What step `count` leaves ends up to 24 tokens before its place in the grid, so that 8 or more go with each. */
const END: Place = {
  name: 'end',
  most: (grid) => Math.floor((grid.tokens - 8) / 32),
  at: (count, grid) => {
    const kept = Math.floor((grid.tokens - 32 * count) / 8);
    return { from: { low: grid.offset(kept - 3), at: grid.offset(kept) } };
  },
};

export const truncateEnd: OverflowPolicy = {
  givesWay: true,
  steps: (input) =>
    input.resolved.body.type === 'tools'
      ? dropUnits(input, unitIndexes(input.resolved).reverse())
      : truncation(input, END),
  unitWords: () => 'the last in it',
};
