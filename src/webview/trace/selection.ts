/** Which calls are marked for replay. Nothing marked = all that match. Pure. */

export interface Selection {
  /** The row of the keyboard, and of the detail. */
  active: number;
  /** Where a Shift range began. */
  anchor: number;
  marked: ReadonlySet<string>;
}

export const NOTHING: Selection = { active: 0, anchor: 0, marked: new Set() };

/** Moving keeps what is marked; a plain click starts anew. */
export const moveTo = (selection: Selection, active: number): Selection => ({ ...selection, active, anchor: active });
export const startAt = (active: number): Selection => ({ active, anchor: active, marked: new Set() });

/** Space or Ctrl+click: marks or unmarks one call. */
export function toggle(selection: Selection, active: number, id: string | undefined): Selection {
  const marked = new Set(selection.marked);
  if (id !== undefined && !marked.delete(id)) marked.add(id);
  return { active, anchor: active, marked };
}

/** Shift: from the anchor to here, both included. */
export const extendTo = (selection: Selection, active: number, ids: readonly string[]): Selection => ({
  active,
  anchor: selection.anchor,
  marked: new Set(ids),
});

export const rangeOf = ({ anchor }: Selection, active: number): { start: number; count: number } => ({
  start: Math.min(anchor, active),
  count: Math.abs(active - anchor) + 1,
});
