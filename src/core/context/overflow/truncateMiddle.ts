/**
 * The middle of the section's text goes, 16 tokens to either side with each step: beginning and end are kept longest.
 * Tool definitions go one by one, from the middle.
 */
import { dropUnits, unitIndexes, type OverflowPolicy } from './policy';
import { truncation, type Place } from './truncation';

const MIDDLE: Place = {
  name: 'middle',
  most: (grid) => Math.floor((Math.floor(grid.length / 2) - 1) / 2),
  at: (count, grid) => {
    const middle = Math.floor(grid.length / 2);
    const [before, after] = [middle - 2 * count, middle + 2 * count];
    return {
      from: { low: grid.offset(before - 1), at: grid.offset(before) },
      to: { at: grid.offset(after), high: grid.offset(after + 1) },
    };
  },
};

/** The one in the middle first, then by turns the next after and the next before. */
function fromMiddle(units: readonly number[]): number[] {
  const middle = Math.floor((units.length - 1) / 2);
  return units.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || b - a);
}

export const truncateMiddle: OverflowPolicy = {
  givesWay: true,
  steps: (input) =>
    input.resolved.body.type === 'tools'
      ? dropUnits(input, fromMiddle(unitIndexes(input.resolved)))
      : truncation(input, MIDDLE),
  unitWords: () => 'the nearest to the middle',
};
