/**
 * What of a context is too large for its snapshot and is asked for as it is looked at: rows of the payload, the items of a
 * section, the decisions. All of one assembly, by range. Owns no assembly and keeps nothing.
 */
import type { Assembly, ContextAnswer, Decision, ItemLedger, SectionLedger } from './assembly';
import type { PayloadPage, PayloadText, PayloadTextRange, RowRange } from './payloadRows';
import type { ShownAnswer } from './snapshotModel';

export interface ListPage<Row> {
  total: number;
  rows: Row[];
}
export interface ItemRange extends RowRange {
  sectionId: string;
}

/** The methods by which a view asks; `Subject` says of which document or call. */
export type ContextPartMethods<Subject> = {
  payload: { params: Subject & RowRange; result: PayloadPage };
  payloadText: { params: Subject & PayloadTextRange; result: PayloadText };
  items: { params: Subject & ItemRange; result: ListPage<ItemLedger> };
  decisions: { params: Subject & RowRange; result: ListPage<Decision> };
};

/** So many decisions come with the snapshot. */
const FIRST_DECISIONS = 20;
/** A page holds at most so many rows, whatever is asked for. */
const PAGE_ROWS = 5_000;

/** An answer as views get it: without the items of its sections, and with the first decisions only. */
export function shownAnswer(answer: ContextAnswer): ShownAnswer {
  const itemCounts = answer.sections.flatMap(({ id, items }): [string, number][] =>
    items ? [[id, items.length]] : [],
  );
  return {
    ...answer,
    sections: answer.sections.map(withoutItems),
    decisions: answer.decisions.slice(0, FIRST_DECISIONS),
    ...(itemCounts.length > 0 ? { itemCounts: Object.fromEntries(itemCounts) } : {}),
    ...(answer.decisions.length > FIRST_DECISIONS ? { decisionCount: answer.decisions.length } : {}),
  };
}

function withoutItems(section: SectionLedger): SectionLedger {
  if (!section.items) return section;
  const { items: _items, ...others } = section;
  return others;
}

const pageOf = <Row>(all: readonly Row[], { from, count }: RowRange): ListPage<Row> => ({
  total: all.length,
  rows: all.slice(from, from + Math.min(count, PAGE_ROWS)),
});

/** Empty where the section is gone or holds no items. */
export const itemsPage = ({ sections }: Assembly, range: ItemRange): ListPage<ItemLedger> =>
  pageOf(sections.find(({ id }) => id === range.sectionId)?.items ?? [], range);

export const decisionsPage = ({ decisions }: Assembly, range: RowRange): ListPage<Decision> => pageOf(decisions, range);
