/** Items go one by one, the lowest score first. What has no score goes before all; of equals, the later goes first. */
import type { ResolvedSection } from '../assembly';
import { dropUnits, unitIndexes, type OverflowPolicy } from './policy';

const scoreOf = ({ body }: ResolvedSection, unit: number): number | undefined =>
  body.type === 'text' ? body.pieces[unit]?.score : undefined;

function byScore(resolved: ResolvedSection): number[] {
  const score = (unit: number): number => scoreOf(resolved, unit) ?? -Infinity;
  return unitIndexes(resolved).sort((a, b) => (score(a) === score(b) ? b - a : score(a) < score(b) ? -1 : 1));
}

export const dropLowestScore: OverflowPolicy = {
  givesWay: true,
  steps: (input) => dropUnits(input, byScore(input.resolved)),
  unitWords(resolved, unit, isFirst) {
    const score = scoreOf(resolved, unit);
    if (score === undefined) return 'it has no score';
    return `score ${score} the ${isFirst ? 'lowest' : 'next lowest'} in it`;
  },
};
