/** The payload as a flat list to draw: a head for each message, then blocks of one section each. Pure. */
import type { PayloadMessage, PayloadSegment } from '../../core/context/assembly';

export interface PayloadHead {
  type: 'head';
  message: PayloadMessage;
}
/** Segments that flow in one line box; a block ends where the section changes or a line ends. */
export interface PayloadBlock {
  type: 'block';
  sectionId: string;
  isSent: boolean;
  /** The first of its section's blocks in this message: it carries the section's name. */
  isFirst: boolean;
  segments: PayloadSegment[];
}
export type PayloadRow = PayloadHead | PayloadBlock;

function continues(block: PayloadBlock, segment: PayloadSegment): boolean {
  const last = block.segments.at(-1);
  if (!last || block.sectionId !== segment.sectionId) return false;
  if (last.kind !== 'text' || segment.kind !== 'text') return false;
  // White space between two pieces hangs on the piece before it.
  return segment.text.trim() === '' || !last.text.endsWith('\n');
}

export function payloadRows(payload: readonly PayloadMessage[]): PayloadRow[] {
  const rows: PayloadRow[] = [];
  for (const message of payload) {
    rows.push({ type: 'head', message });
    let block: PayloadBlock | undefined;
    for (const segment of message.segments) {
      if (block && continues(block, segment)) {
        block.segments.push(segment);
        continue;
      }
      const isFirst = block?.sectionId !== segment.sectionId;
      block = { type: 'block', sectionId: segment.sectionId, isSent: message.sent, isFirst, segments: [segment] };
      rows.push(block);
    }
  }
  return rows;
}
