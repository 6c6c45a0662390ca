/**
 * Puts the places that hold a section in order: what covers more of it, stands in few places and in files where people
 * write prompts comes first. It never chooses one where another is about as good.
 */
import type { Piece } from './chains';
import type { CodeCandidate } from './model';

export interface Found {
  candidate: CodeCandidate;
  /** Canonical characters held of each group of texts. */
  shares: ReadonlyMap<string, number>;
  /** By share and kind of file. */
  score: number;
  isFrame: boolean;
  pieces: readonly Piece[];
}

export interface RankOptions {
  /** Files, by weight, that hold each canonical place of the section. */
  counts: Float32Array;
  /** Files that code names. */
  named: ReadonlyMap<string, { file: string; line: number }>;
}

const MOST_CANDIDATES = 20;
/** Of what the best place holds of the same text; less is an accident of wording. */
const LEAST_OF_BEST = 0.25;
/** A prompt file that code reads, against one that lies about. */
const NAMED_WEIGHT = 1.5;

export function ranked(found: readonly Found[], { counts, named }: RankOptions): CodeCandidate[] {
  const best = bestShares(found);
  const serious = found.filter(({ shares }) =>
    [...shares].some(([label, codes]) => codes >= LEAST_OF_BEST * (best.get(label) ?? codes)),
  );
  const scored = serious.map((each) => ({
    ...each,
    score: each.score * rarityOf(each, counts) * (named.has(each.candidate.file) ? NAMED_WEIGHT : 1),
  }));
  scored.sort((a, b) => Number(b.isFrame) - Number(a.isFrame) || b.score - a.score || order(a.candidate, b.candidate));
  const apart = scored.filter(
    ({ candidate }, index) => !scored.slice(0, index).some((other) => overlap(other.candidate, candidate)),
  );
  return apart.slice(0, MOST_CANDIDATES).map(({ candidate }) => {
    const namedIn = named.get(candidate.file);
    return namedIn ? { ...candidate, namedIn } : candidate;
  });
}

function bestShares(found: readonly Found[]): Map<string, number> {
  const best = new Map<string, number>();
  for (const { shares } of found) {
    for (const [label, codes] of shares) best.set(label, Math.max(codes, best.get(label) ?? 0));
  }
  return best;
}

/** 1 where no other file holds the same; the mean over what is held. */
function rarityOf({ pieces }: Found, counts: Float32Array): number {
  let sum = 0;
  let codes = 0;
  for (const { section, length } of pieces) {
    for (let at = section; at < section + length; at++) sum += 1 / Math.sqrt(Math.max(1, counts[at] ?? 1));
    codes += length;
  }
  return codes === 0 ? 1 : sum / codes;
}

const overlap = (a: CodeCandidate, b: CodeCandidate): boolean =>
  a.file === b.file && a.line <= b.endLine && b.line <= a.endLine;

const order = (a: CodeCandidate, b: CodeCandidate): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;

/** Half of the section in one place, and no other place with a fifth of that. */
const ALONE = { covered: 0.5, others: 0.2 };

/** Whether the first may be opened at once: the document names it, or nothing else comes near it. */
export function standsAlone([first, ...others]: readonly CodeCandidate[]): boolean {
  if (!first) return false;
  if (first.kind === 'file') return !others.some(({ kind }) => kind === 'file');
  return first.covered >= ALONE.covered && others.every(({ covered }) => covered < ALONE.others * first.covered);
}
