/**
 * Joins runs of a source that stand in the section's own order near each other: the pieces of one prompt with variables
 * between. It never joins what is far apart, and one source may hold several.
 */
import { isDense, isWordCode, type Canonical } from './canonical';
import type { Match } from './seedIndex';

/** A run with its places in both texts, in UTF-16 units, cut back to whole words. */
export interface Piece {
  /** In the canonical section: `length` codes from `section` on. */
  section: number;
  length: number;
  sectionStart: number;
  sectionEnd: number;
  start: number;
  end: number;
}

/** In UTF-16 units of the section's text; less is found by chance. */
export const LEAST_LITERAL = 12;
const MOST_PIECES = 400;
const LINE_FEED = 10;
const MOST_CHAINS = 3;
/** In UTF-16 units of the source: what lies between two pieces of one prompt. */
const FARTHEST = 3_000;
/** A character of distance costs so many characters of what is found. */
const DISTANCE_COST = 1 / 100;
/** A link costs so many: two accidents are not more than one. */
const LINK_COST = 2;

/** Both texts, canonical and as they stand. */
export interface Compared {
  section: Canonical;
  sectionText: string;
  source: Canonical;
  sourceText: string;
}

export function piecesOf(matches: readonly Match[], compared: Compared): Piece[] {
  const pieces = matches.flatMap((match) => pieceOf(match, compared) ?? []);
  if (pieces.length <= MOST_PIECES) return pieces;
  const kept = [...pieces].sort((a, b) => b.length - a.length).slice(0, MOST_PIECES);
  return kept.sort((a, b) => a.start - b.start);
}

function pieceOf(match: Match, compared: Compared): Piece | undefined {
  const { section, source, sectionText: text } = compared;
  let from = match.section;
  let to = match.section + match.length;
  while (from < to && !startsWord(section, from, text)) from++;
  while (to > from && !endsWord(section, to - 1, text)) to--;
  if (to <= from) return undefined;
  const offset = match.source - match.section;
  const sectionStart = section.at[from] ?? 0;
  const sectionEnd = (section.at[to - 1] ?? 0) + 1;
  if (weightOf(section, from, to, sectionEnd - sectionStart) < LEAST_LITERAL) return undefined;
  const start = source.at[from + offset] ?? 0;
  const end = (source.at[to - 1 + offset] ?? 0) + 1;
  return withPunctuation({ section: from, length: to - from, sectionStart, sectionEnd, start, end }, compared);
}

/** Takes in the marks before and after, where both texts have the same: '# ' before a title, the stop after a sentence. */
function withPunctuation(piece: Piece, { sectionText, sourceText }: Compared): Piece {
  let { sectionStart, sectionEnd, start, end } = piece;
  const isSame = (a: number, b: number): boolean => {
    const code = sectionText.charCodeAt(a);
    return code > 0 && code === sourceText.charCodeAt(b) && code !== LINE_FEED && !isWordCode(code);
  };
  while (isSame(sectionEnd, end)) [sectionEnd, end] = [sectionEnd + 1, end + 1];
  while (isSame(sectionStart - 1, start - 1)) [sectionStart, start] = [sectionStart - 1, start - 1];
  return { ...piece, sectionStart, sectionEnd, start, end };
}

/** White space and punctuation count, as a literal's length does; a dense script counts twice. */
function weightOf(section: Canonical, from: number, to: number, length: number): number {
  let dense = 0;
  for (let i = from; i < to; i++) if (isDense(section.codes[i] ?? 0)) dense++;
  // The punctuation that ends a literal is cut off with the run.
  return length + dense + 1;
}

function startsWord(section: Canonical, index: number, text: string): boolean {
  const at = section.at[index] ?? 0;
  return at === 0 || isDense(section.codes[index] ?? 0) || !isWordCode(text.charCodeAt(at - 1));
}

function endsWord(section: Canonical, index: number, text: string): boolean {
  const at = section.at[index] ?? 0;
  return at + 1 >= text.length || isDense(section.codes[index] ?? 0) || !isWordCode(text.charCodeAt(at + 1));
}

/** The best chains first; no piece is in two. `pieces` are in the order of the source. */
export function chainsOf(pieces: readonly Piece[]): Piece[][] {
  let left = [...pieces];
  const chains: Piece[][] = [];
  while (left.length > 0 && chains.length < MOST_CHAINS) {
    const chain = bestChain(left);
    chains.push(chain);
    const start = chain[0]?.start ?? 0;
    const end = chain.at(-1)?.end ?? 0;
    left = left.filter((piece) => piece.end <= start || piece.start >= end);
  }
  return chains;
}

function bestChain(pieces: readonly Piece[]): Piece[] {
  const scores: number[] = [];
  const before: number[] = [];
  let best = 0;
  for (const [index, piece] of pieces.entries()) {
    scores[index] = piece.length;
    before[index] = -1;
    for (let other = index - 1; other >= 0; other--) {
      const score = joined(pieces[other], piece);
      const total = score === undefined ? 0 : (scores[other] ?? 0) + score;
      if (total <= (scores[index] ?? 0)) continue;
      scores[index] = total;
      before[index] = other;
    }
    if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  }
  const chain: Piece[] = [];
  for (let at = best; at >= 0; at = before[at] ?? -1) {
    const piece = pieces[at];
    if (piece) chain.unshift(piece);
  }
  return chain;
}

/** What the later piece adds, or undefined where the two are out of order or far apart. */
function joined(a: Piece | undefined, b: Piece): number | undefined {
  if (!a || b.section <= a.section || b.start < a.end - 1) return undefined;
  const distance = Math.max(0, b.start - a.end);
  if (distance > FARTHEST) return undefined;
  const overlap = Math.max(0, a.section + a.length - b.section);
  return b.length - overlap - distance * DISTANCE_COST - LINK_COST;
}
