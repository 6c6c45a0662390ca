/**
 * What two lists of numbers have in common: small lists by the library, so that the result is the least possible;
 * large ones are cut at anchors first. Owns the work that one search may cost; a gap over its share has nothing in
 * common and makes the result coarse. The work is counted, not timed, so that the result is the same each time.
 */
import { findAnchors, type Gap } from './anchors';
import { commonPairs, type DiffLimit } from './jsdiff';

/** Ascending on both sides, `left[n]` belongs to `right[n]`. */
export interface Common {
  left: number[];
  right: number[];
  isCoarse: boolean;
  /** The sum of the squares of the edits of each search. */
  work: number;
}

/** Long runs first: that they occur once is no accident, and what moved does not mislead them. */
const RUN_LENGTHS = [8, 3, 1];
/** Tokens on both sides that the library takes at once. */
const SMALL = 400;
/** How much more than its share by size a gap may take. */
const GENEROUS = 16;

export class GapSearch {
  readonly common: Common = { left: [], right: [], isCoarse: false, work: 0 };

  constructor(
    private readonly left: Int32Array,
    private readonly right: Int32Array,
    private readonly limit: DiffLimit,
  ) {}

  run(): Common {
    this.search({ leftFrom: 0, leftEnd: this.left.length, rightFrom: 0, rightEnd: this.right.length }, 0);
    return this.common;
  }

  private search(whole: Gap, level: number): void {
    const gap = { ...whole };
    while (gap.leftFrom < gap.leftEnd && gap.rightFrom < gap.rightEnd) {
      if (this.left[gap.leftFrom] !== this.right[gap.rightFrom]) break;
      this.push(gap.leftFrom++, gap.rightFrom++);
    }
    while (gap.leftFrom < gap.leftEnd && gap.rightFrom < gap.rightEnd) {
      if (this.left[gap.leftEnd - 1] !== this.right[gap.rightEnd - 1]) break;
      gap.leftEnd--;
      gap.rightEnd--;
    }
    if (gap.leftFrom < gap.leftEnd && gap.rightFrom < gap.rightEnd) this.searchInside(gap, level);
    for (let i = gap.leftEnd, j = gap.rightEnd; i < whole.leftEnd; i++, j++) this.push(i, j);
  }

  private searchInside(gap: Gap, level: number): void {
    const runLength = sizeOf(gap) > SMALL ? RUN_LENGTHS[level] : undefined;
    if (runLength === undefined) {
      this.askLibrary(gap);
      return;
    }
    let { leftFrom, rightFrom } = gap;
    for (const [i, j] of findAnchors(this.left, this.right, gap, runLength)) {
      // What stands before an anchor ends with it; the runs of anchors are mostly the start of what follows.
      if (i < leftFrom || j < rightFrom) continue;
      this.search({ leftFrom, leftEnd: i, rightFrom, rightEnd: j }, level + 1);
      this.push(i, j);
      leftFrom = i + 1;
      rightFrom = j + 1;
    }
    this.search({ leftFrom, leftEnd: gap.leftEnd, rightFrom, rightEnd: gap.rightEnd }, level + 1);
  }

  private askLibrary(gap: Gap): void {
    const maxEditLength = this.shareOf(gap);
    const left = this.left.subarray(gap.leftFrom, gap.leftEnd);
    const right = this.right.subarray(gap.rightFrom, gap.rightEnd);
    const { timeoutMs } = this.limit;
    const pairs = maxEditLength > 0 ? commonPairs(left, right, { maxEditLength, timeoutMs }) : undefined;
    for (const [i, j] of pairs ?? []) this.push(i + gap.leftFrom, j + gap.rightFrom);
    this.common.isCoarse ||= !pairs;
    this.common.work += (pairs ? sizeOf(gap) - 2 * pairs.length : maxEditLength) ** 2;
  }

  /** The most edits of a gap, from the work left and how much there is still to come. */
  private shareOf(gap: Gap): number {
    const left = this.limit.maxEditLength ** 2 - this.common.work;
    const toCome = this.left.length - gap.leftFrom + this.right.length - gap.rightFrom;
    return Math.floor(Math.sqrt(Math.max(0, Math.min(left, (GENEROUS * left * sizeOf(gap)) / toCome))));
  }

  private push(i: number, j: number): void {
    this.common.left.push(i);
    this.common.right.push(j);
  }
}

const sizeOf = ({ leftFrom, leftEnd, rightFrom, rightEnd }: Gap): number => leftEnd - leftFrom + (rightEnd - rightFrom);
