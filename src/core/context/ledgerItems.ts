/** The items of a section one by one: what each takes, its score and age, and whether it is kept. */
import { ZERO, type Count } from '../tokens/count';
import type { ItemLedger, ResolvedSection, TextPiece } from './assembly';
import type { Taken } from './assembleSteps';
import { supersedingName, type SectionFreshness, type UnitFreshness } from './freshness';
import type { Tally } from './ledger';

/** Undefined for a section that holds no items: a plain text, messages, tools. `taken`: this section's steps. */
export function itemsOf(
  { body }: ResolvedSection,
  units: Tally['units'][number] | undefined,
  taken: readonly Taken[],
  freshness?: SectionFreshness,
): ItemLedger[] | undefined {
  if (body.type !== 'text') return undefined;
  const [first, second] = body.pieces;
  if (!first || (!second && first.score === undefined)) return undefined;
  const isDropped = taken.some(({ step }) => step.type === 'section' || step.type === 'fallback');
  const gone = new Map(taken.flatMap((each) => (each.step.type === 'unit' ? [[each.step.unit, each] as const] : [])));
  return body.pieces.map((piece, unit) => {
    const { reason, by } = gone.get(unit) ?? {};
    const twin = reason === 'duplicate' && by !== undefined ? body.pieces[by] : undefined;
    const own = freshness?.units.get(unit);
    const row = rowOf(piece, units?.get(unit) ?? ZERO, !isDropped && !gone.has(unit));
    return own || twin ? { ...row, ...validityOf(own), ...(twin ? { duplicateOf: twin.id } : {}) } : row;
  });
}

const knownRows = new WeakMap<TextPiece, ItemLedger>();

/** The row of a piece that an edit left alone is the one from before: there may be thousands. */
function rowOf(piece: TextPiece, raw: Count, isKept: boolean): ItemLedger {
  const known = knownRows.get(piece);
  if (known && known.isKept === isKept && isSame(known.raw, raw)) return known;
  const row = { ...factsOf(piece), raw, isKept };
  knownRows.set(piece, row);
  return row;
}

const isSame = (one: Count, other: Count): boolean =>
  one.tokens === other.tokens &&
  one.basis === other.basis &&
  one.error === other.error &&
  one.samples === other.samples;

function validityOf(freshness: UnitFreshness | undefined) {
  if (!freshness) return {};
  const { isStale, change } = freshness;
  const supersededBy = supersedingName(freshness);
  return {
    ...(isStale ? { stale: true } : {}),
    ...(change ? { changedAt: new Date(change.changedAt).toISOString() } : {}),
    ...(supersededBy === undefined ? {} : { supersededBy }),
  };
}

function factsOf({ id, score, asOf, source }: TextPiece) {
  return {
    id,
    ...(score === undefined ? {} : { score }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(source === undefined ? {} : { source }),
  };
}
