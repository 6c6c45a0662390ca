/**
 * Finds the short constant pieces of a frame in a source, in their order near each other: `<doc id="` … `</doc>`, which
 * are too short to be looked for one by one. White space and quotes may stand otherwise in code.
 */
import type { Frame } from './model';

export interface FrameMatch {
  frame: Frame;
  start: number;
  end: number;
  /** What stands between the pieces. */
  between: string[];
}

/** In UTF-16 units: between two pieces, and of all pieces together where the frame is no whole text. */
const FARTHEST = 240;
const LEAST_FRAME = 12;
const MOST_STARTS = 200;
const LONGEST_PIECE = 400;

export interface FrameFinder {
  find(source: string): FrameMatch[];
}

/** Undefined where the frame says too little to be found by. */
export function frameFinder(frame: Frame): FrameFinder | undefined {
  const pieces = frame.pieces.map((piece) => piece.trim()).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const isTooLong = pieces.some((piece) => piece.length > LONGEST_PIECE);
  if (pieces.length === 0 || isTooLong || (length < LEAST_FRAME && !frame.isWhole)) return undefined;
  // A quick look for letters that stand together rules out most files.
  const words = pieces.flatMap((piece) => piece.match(/[\p{L}\p{N}]+/gu) ?? []);
  const rarest = words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  const [head = /$^/g, ...rest] = pieces.map((piece) => new RegExp(tolerant(piece), 'g'));
  return { find: (source) => (source.includes(rarest) ? findAll(source, frame, head, rest) : []) };
}

const QUOTES = /["'`]/;

function tolerant(piece: string): string {
  const parts = piece.match(/\s+|[^\s]/gu) ?? [];
  return parts
    .map((part) => {
      if (/^\s/.test(part)) return '(?:\\s|\\\\[nrt])+';
      if (QUOTES.test(part)) return '\\\\{0,3}["\'`]';
      return part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
    })
    .join('');
}

function findAll(source: string, frame: Frame, head: RegExp, rest: readonly RegExp[]): FrameMatch[] {
  const found: FrameMatch[] = [];
  let tried = 0;
  head.lastIndex = 0;
  for (let first = head.exec(source); first && tried < MOST_STARTS; first = head.exec(source), tried++) {
    const match = follow(source, frame, first, rest);
    if (!match) continue;
    found.push(match);
    head.lastIndex = Math.max(head.lastIndex, match.end);
  }
  return found;
}

function follow(source: string, frame: Frame, first: RegExpExecArray, rest: readonly RegExp[]): FrameMatch | undefined {
  if (frame.isWhole && !isBegun(source, first.index)) return undefined;
  const between: string[] = [];
  let end = first.index + first[0].length;
  for (const piece of rest) {
    piece.lastIndex = 0;
    const next = piece.exec(source.slice(end, end + FARTHEST));
    if (!next) return undefined;
    between.push(source.slice(end, end + next.index));
    end += next.index + next[0].length;
  }
  if (frame.isWhole && !isEnded(source, end)) return undefined;
  return { frame, start: first.index, end, between };
}

/** A text begins after a quote or at a line's start, and ends likewise, or where a variable begins. */
const isBegun = (source: string, at: number): boolean =>
  /(?:^|["'`]|\\n|[\r\n][ \t#>|-]*)$/.test(source.slice(Math.max(0, at - 12), at));
const isEnded = (source: string, at: number): boolean =>
  /^[ \t]*(?:$|["'`]|\\[nrt]|[\r\n]|\$\{|\{)/.test(source.slice(at, at + 12));
