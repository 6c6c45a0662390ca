/**
 * The payload as a flat list of rows: a head for each message, then blocks of one section each; and pages of that list in
 * which no text is longer than what is shown first. Never decides how a row looks.
 */
import type { PayloadMessage, PayloadSegment } from './assembly';

export interface PayloadHead {
  type: 'head';
  role: PayloadMessage['role'];
  name?: string;
  sent: boolean;
}
/** Segments that flow in one line box; a block ends where the section changes or a line ends. */
export interface PayloadBlock {
  type: 'block';
  sectionId: string;
  isSent: boolean;
  /** The first of its section's blocks in this message: it carries the section's name. */
  isFirst: boolean;
  segments: ShownSegment[];
}
export type PayloadRow = PayloadHead | PayloadBlock;

export interface ShownSegment extends PayloadSegment {
  /** Of the whole text in UTF-16 units, where `text` is its beginning only. */
  length?: number;
}

/** What a view knows of the payload before it has asked for a row. */
export interface PayloadSummary {
  messages: number;
  /** Of these, how many are sent. */
  sent: number;
  rows: number;
  /** The first row of each section that has one. */
  firstRows: { [sectionId: string]: number };
}

/** Some of the rows of one version; `version` grows with each edit or what-if. */
export interface RowRange {
  version: number;
  from: number;
  count: number;
}
export interface PayloadPage {
  total: number;
  rows: PayloadRow[];
}

/** A piece of one segment's text; `from` and `count` in UTF-16 units. */
export interface PayloadTextRange extends RowRange {
  row: number;
  segment: number;
}
export interface PayloadText {
  text: string;
  /** Of the whole text in UTF-16 units. */
  length: number;
}

/** UTF-16 units of a text that are shown first; more of it is asked for. */
export const FIRST_CHARACTERS = 4000;
/** UTF-16 units of a text that are given at once. */
export const MORE_CHARACTERS = 200_000;
/** A block ends, in the middle of a line if need be, when it shows this many UTF-16 units or holds so many segments. */
const BLOCK_CHARACTERS = 12_000;
const BLOCK_SEGMENTS = 100;
/** A page holds at most so many rows, whatever is asked for. */
const PAGE_ROWS = 200;

const shownLength = (text: string): number => Math.min(text.length, FIRST_CHARACTERS);

function continues(block: PayloadBlock, shown: number, segment: PayloadSegment): boolean {
  const last = block.segments.at(-1);
  if (!last || block.sectionId !== segment.sectionId) return false;
  if (last.kind !== 'text' || segment.kind !== 'text') return false;
  if (shown + shownLength(segment.text) > BLOCK_CHARACTERS || block.segments.length >= BLOCK_SEGMENTS) return false;
  // White space between two pieces hangs on the piece before it.
  return segment.text.trim() === '' || !last.text.endsWith('\n');
}

const headOf = ({ role, name, sent }: PayloadMessage): PayloadHead => ({
  type: 'head',
  role,
  ...(name === undefined ? {} : { name }),
  sent,
});

export function payloadRows(payload: readonly PayloadMessage[]): PayloadRow[] {
  const rows: PayloadRow[] = [];
  for (const message of payload) {
    rows.push(headOf(message));
    let block: PayloadBlock | undefined;
    let shown = 0;
    for (const segment of message.segments) {
      if (!block || !continues(block, shown, segment)) {
        const isFirst = block?.sectionId !== segment.sectionId;
        block = { type: 'block', sectionId: segment.sectionId, isSent: message.sent, isFirst, segments: [] };
        shown = 0;
        rows.push(block);
      }
      block.segments.push(segment);
      shown += shownLength(segment.text);
    }
  }
  return rows;
}

export function payloadSummary(payload: readonly PayloadMessage[], rows = payloadRows(payload)): PayloadSummary {
  const firstRows = new Map<string, number>();
  rows.forEach((row, index) => {
    if (row.type === 'block' && !firstRows.has(row.sectionId)) firstRows.set(row.sectionId, index);
  });
  return {
    messages: payload.length,
    sent: payload.filter(({ sent }) => sent).length,
    rows: rows.length,
    // A section may have any name, '__proto__' too.
    firstRows: Object.fromEntries(firstRows),
  };
}

/** The beginning of a text, never ending inside a surrogate pair. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const unit = text.charCodeAt(length - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? length - 1 : length);
}

function clipped(segment: ShownSegment): ShownSegment {
  const { text } = segment;
  if (text.length <= FIRST_CHARACTERS) return segment;
  return { ...segment, text: beginningOf(text, FIRST_CHARACTERS), length: text.length };
}

const clippedRow = (row: PayloadRow): PayloadRow =>
  row.type === 'head' ? row : { ...row, segments: row.segments.map(clipped) };

export function payloadPage(rows: readonly PayloadRow[], { from, count }: Omit<RowRange, 'version'>): PayloadPage {
  const wanted = rows.slice(from, from + Math.min(count, PAGE_ROWS));
  return { total: rows.length, rows: wanted.map(clippedRow) };
}

/** Empty where the payload has no such segment any more. */
export function payloadText(rows: readonly PayloadRow[], range: Omit<PayloadTextRange, 'version'>): PayloadText {
  const row = rows[range.row];
  const text = row?.type === 'block' ? (row.segments[range.segment]?.text ?? '') : '';
  const rest = text.slice(range.from);
  return { text: beginningOf(rest, Math.min(range.count, MORE_CHARACTERS)), length: text.length };
}
