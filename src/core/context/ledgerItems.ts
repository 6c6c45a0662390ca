/** The items of a section one by one: what each takes, its score and age, and whether it is kept. */
import { ZERO } from '../tokens/count';
import type { ItemLedger, ResolvedSection, TextPiece } from './assembly';
import type { Taken } from './assembleSteps';
import type { Tally } from './ledger';

/** Undefined for a section that holds no items: a plain text, messages, tools. `taken`: this section's steps. */
export function itemsOf(
  { body }: ResolvedSection,
  units: Tally['units'][number] | undefined,
  taken: readonly Taken[],
): ItemLedger[] | undefined {
  if (body.type !== 'text') return undefined;
  const [first, second] = body.pieces;
  if (!first || (!second && first.score === undefined)) return undefined;
  const isDropped = taken.some(({ step }) => step.type === 'section');
  const gone = new Set(taken.flatMap(({ step }) => (step.type === 'unit' ? [step.unit] : [])));
  return body.pieces.map((piece, unit) => ({
    ...factsOf(piece),
    raw: units?.get(unit) ?? ZERO,
    isKept: !isDropped && !gone.has(unit),
  }));
}

function factsOf({ id, score, asOf, source }: TextPiece) {
  return {
    id,
    ...(score === undefined ? {} : { score }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(source === undefined ? {} : { source }),
  };
}
