/**
 * A cut as holes in a section's content: what of each text is sent, what went, and where the mark stands. Offsets only:
 * which holes there are is truncation.ts, how many is assembleSteps.ts.
 */
import type { Leaf } from './assembleDraft';
import { readJsonTree } from './jsonTree';

/** UTF-16 units of the content; before its start and after its end where a whole end of it goes. */
export interface Hole {
  from: number;
  to: number;
  /** What stands in its place; '' for the holes of one cut after the first. */
  mark: string;
}
export interface Cut {
  place: 'start' | 'middle' | 'end';
  /** Ascending, disjoint. A hole without width only adds its mark. */
  holes: readonly Hole[];
  cutTokens: number;
}

export interface CutRun {
  state: 'sent' | 'cut' | 'mark';
  text: string;
}

export const markWords = (tokens: number): string => `[… ${tokens} tokens cut …]`;

/** The leaves of a section under a cut, by their number. */
export class CutLeaves {
  private readonly starts: number[] = [];
  /** By hole: the leaf in which its mark stands. */
  private readonly owners: number[];

  constructor(
    private readonly leaves: readonly Leaf[],
    joint: string,
    private readonly cut: Cut | undefined,
  ) {
    let offset = 0;
    for (const { text } of leaves) {
      this.starts.push(offset);
      offset += text.length + joint.length;
    }
    this.owners = (cut?.holes ?? []).map((hole) => this.ownerOf(hole));
  }

  private ownerOf({ from, to, mark }: Hole): number {
    if (mark === '') return -1;
    const before = this.starts.findLastIndex((start) => start < from);
    if (before >= 0) return before;
    return Math.max(
      0,
      this.starts.findIndex((_, leaf) => this.endOf(leaf) > to),
    );
  }

  private endOf(leaf: number): number {
    return (this.starts[leaf] ?? 0) + (this.leaves[leaf]?.text.length ?? 0);
  }

  /** Nothing of the leaf is left, nor does a mark stand in it. */
  isGone(leaf: number): boolean {
    return this.isInside(this.starts[leaf] ?? 0, this.endOf(leaf)) && !this.owners.includes(leaf);
  }

  /** Whether nothing is left where a unit without text stands: before the leaf of that number. */
  isGoneBefore(leaf: number): boolean {
    const at = leaf === 0 ? -0.5 : this.endOf(leaf - 1) + 0.5;
    return this.isInside(at, at);
  }

  private isInside(start: number, end: number): boolean {
    return this.cut?.holes.some(({ from, to }) => from < to && from <= start && end <= to) ?? false;
  }

  runs(leaf: number): CutRun[] {
    const start = this.starts[leaf] ?? 0;
    const text = this.leaves[leaf]?.text ?? '';
    const runs: CutRun[] = [];
    const add = (state: CutRun['state'], own: string): void => {
      if (own !== '') runs.push({ state, text: own });
    };
    let at = 0;
    this.cut?.holes.forEach(({ from, to, mark }, index) => {
      const isOwner = this.owners[index] === leaf;
      if (!isOwner && (to <= start || from >= start + text.length)) return;
      const first = Math.min(text.length, Math.max(at, from - start));
      const last = Math.min(text.length, Math.max(first, to - start));
      add('sent', text.slice(at, first));
      const isAfter = first === 0 && from <= start;
      if (isOwner && !isAfter) add('mark', mark);
      add('cut', text.slice(first, last));
      if (isOwner && isAfter) add('mark', mark);
      at = last;
    });
    add('sent', text.slice(at));
    return runs;
  }

  /** A leaf that is gone though its unit stays, such as a tool's result: the mark takes its place. */
  standIn(leaf: number): CutRun[] {
    const text = this.leaves[leaf]?.text ?? '';
    const words = markWords(this.cut?.cutTokens ?? 0);
    return [
      { state: 'mark', text: readJsonTree(text) ? JSON.stringify(words) : words },
      { state: 'cut', text },
    ];
  }
}
