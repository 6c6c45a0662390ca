/** Which two sides and samples stand beside each other. Pure. */
import type { GridCell, GridRow, RunSummary, SideId } from '../../core/compare/model';

export const LOGGED: SideId = 'logged';

export interface Sides {
  left: SideId;
  right: SideId;
}

export const nameOf = (run: RunSummary, side: SideId): string =>
  run.variants.find((variant) => variant.id === side)?.name ?? side;

export const sideIds = (run: RunSummary): SideId[] => [LOGGED, ...run.variants.map((variant) => variant.id)];

/** What is kept from the last time, if the run still has it; else the log against the last variant. */
export function validSides(run: RunSummary, kept: Sides): Sides {
  const known = sideIds(run);
  const pick = (side: SideId, fallback: SideId): SideId => (known.includes(side) ? side : fallback);
  return { left: pick(kept.left, LOGGED), right: pick(kept.right, known.at(-1) ?? LOGGED) };
}

export const cellOf = (row: GridRow, side: SideId): GridCell | undefined =>
  row.cells.find((cell) => cell.variantId === side);

export const samplesOf = (cell: GridCell): number => cell.ok + cell.failed + cell.capped + cell.cancelled + cell.notRun;
