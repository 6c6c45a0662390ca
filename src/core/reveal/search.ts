/**
 * Looks for a section in one source after the other and says in the end which places hold it. It reads no file itself,
 * and what was found in one source counts for less where others hold it too.
 */
import { BREAK_CHARACTER, Canonical } from './canonical';
import { chainsOf, piecesOf, type Piece } from './chains';
import { formOfFile, isRecorded, weightOfFile } from './fileKinds';
import { frameFinder, type FrameFinder, type FrameMatch } from './frames';
import { holesIn } from './holes';
import { shortened, stableLiterals } from './literals';
import type { CodeCandidate, SectionTexts } from './model';
import { ranked, type Found } from './rank';
import { SeedIndex } from './seedIndex';
import { hideVolatile } from './volatile';

/** Canonical places of texts that belong together: all of one message, of one tool, of one item. */
interface Group {
  label: string;
  isFrame: boolean;
  ranges: { start: number; end: number }[];
  length: number;
}

const MOST_HELD = 500;
const EXCERPT_LINES = 3;
/**
 * In UTF-16 units. A literal of the first length does not stand there by chance, one of the second where it is no tiny part of
 * its text; shorter ones count where they are a good part of it, or close together.
 */
const CERTAIN_LITERAL = 40;
const LIKELY_LITERAL = 24;
const TINY_PART = 0.05;
const GOOD_PART = 0.5;
const CLOSE_GAP = 200;

export class RevealSearch {
  /** What was looked for, shortened, longest first. */
  readonly lookedFor: string[];
  private readonly raw: string;
  private readonly section: Canonical;
  private readonly index: SeedIndex;
  private readonly groups: Group[];
  private readonly stable: number;
  private readonly frames: FrameFinder[];
  private readonly source = new Canonical();
  private readonly held: Found[] = [];
  /** Files, by weight, that hold each place of the canonical section. */
  private readonly counts: Float32Array;

  /** `values`: of the variables that the section's text was made with, where they are known. */
  constructor({ texts, frames }: SectionTexts, values: readonly string[] = []) {
    this.raw = texts.map(({ text }) => hideVolatile(text, values)).join(BREAK_CHARACTER);
    this.section = new Canonical(this.raw.length).fill(this.raw, 'text');
    this.index = new SeedIndex(this.section);
    this.groups = groupsOf(texts, this.section);
    this.stable = this.groups.reduce((sum, { length }) => sum + length, 0);
    this.counts = new Float32Array(this.section.length);
    this.frames = frames.map(frameFinder).filter((finder) => finder !== undefined);
    const short = frames.filter(({ isWhole }) => isWhole).flatMap(({ pieces }) => pieces);
    this.lookedFor = [...new Set([...stableLiterals(this.raw), ...short.map((piece) => piece.trim())])].map((text) =>
      shortened(text),
    );
  }

  /** Whether there is anything to look for. */
  get isEmpty(): boolean {
    return this.lookedFor.length === 0 && this.frames.length === 0;
  }

  /** `path` says what kind of file it is and comes back in the candidates. */
  look(path: string, text: string): void {
    const name = slashed(path);
    if (isRecorded(name)) return;
    const found = [...this.lookForFrames(path, text), ...this.lookForTexts(path, name, text)];
    const weight = Math.min(1, weightOfFile(name));
    for (const { pieces } of found) {
      for (const { section, length } of pieces) {
        for (let at = section; at < section + length; at++) this.counts[at] = (this.counts[at] ?? 0) + weight;
      }
    }
    this.held.push(...found);
    if (this.held.length > 2 * MOST_HELD) {
      this.held.sort((a, b) => b.score - a.score).splice(MOST_HELD);
    }
  }

  /** `named`: files that code names, with the place. */
  candidates(named: ReadonlyMap<string, { file: string; line: number }> = new Map()): CodeCandidate[] {
    return ranked(this.held, { counts: this.counts, named });
  }

  private lookForTexts(path: string, name: string, text: string): Found[] {
    if (this.section.length === 0) return [];
    this.source.fill(text, formOfFile(name));
    const matches = this.index.matches(this.source);
    if (matches.length === 0) return [];
    const pieces = piecesOf(matches, {
      section: this.section,
      sectionText: this.raw,
      source: this.source,
      sourceText: text,
    });
    return chainsOf(pieces).flatMap((chain) => this.foundText(path, name, text, chain) ?? []);
  }

  private foundText(path: string, name: string, text: string, chain: Piece[]): Found | undefined {
    const covers = this.groups
      .map((group) => ({ group, codes: codesIn(chain, group) }))
      .filter(({ codes }) => codes > 0);
    const best = Math.max(...covers.map(({ group, codes }) => codes / group.length));
    if (best < GOOD_PART && isChance(chain, best)) return undefined;
    const gaps = chain.slice(1).map((piece, index) => gapOf(chain[index], piece, text));
    const holes = gaps.flatMap((gap) => gap.holes);
    const codes = covers.reduce((sum, cover) => sum + cover.codes, 0);
    const filled = gaps.reduce((sum, gap) => sum + (gap.holes.length > 0 ? gap.codes : 0), 0);
    const covered = Math.min(1, codes / this.stable);
    const accounted = Math.min(1, (codes + filled) / this.stable);
    const largest = covers.reduce((most, cover) => (cover.codes > most.codes ? cover : most));
    const whole = Math.min(1, (largest.codes + filled) / largest.group.length);
    return {
      candidate: {
        ...placeIn(path, text, { start: chain[0]?.start ?? 0, end: chain.at(-1)?.end ?? 0 }),
        covered,
        holds: covers
          .filter((cover) => cover.codes / cover.group.length >= 0.25 || cover === largest)
          .map(({ group }) => group.label),
        literals: literalsOf(chain, this.raw),
        holes,
        kind: holes.length > 0 ? 'template' : 'literal',
      },
      shares: new Map(covers.map((cover) => [cover.group.label, cover.codes])),
      score:
        weightOfFile(name) *
        (0.5 * accounted + 0.5 * Math.max(best, whole) * Math.sqrt(largest.group.length / this.stable)),
      isFrame: covers.every(({ group }) => group.isFrame),
      pieces: chain,
    };
  }

  private lookForFrames(path: string, text: string): Found[] {
    const matches = this.frames.flatMap((finder) => finder.find(text));
    // Pieces before all items and around each are one find, and not three.
    const apart = matches.filter((match) => !matches.some((other) => other !== match && holdsMatch(other, match)));
    return apart.map((match) => this.foundFrame(path, text, match));
  }

  /** All pieces are there, so a frame is whole; a short text is a part of its section. */
  private foundFrame(path: string, text: string, { frame, start, end, between }: FrameMatch): Found {
    const holes = between.flatMap(holesIn);
    const codes = lettersOf(frame.pieces.join(''));
    const covered = frame.role === 'frame' ? 1 : Math.min(1, codes / this.stable);
    return {
      candidate: {
        ...placeIn(path, text, { start, end }),
        covered,
        ...(frame.role === 'frame' ? { isFrame: true } : {}),
        holds: [frame.label],
        literals: frame.pieces.map((piece) => shortened(piece)).filter((piece) => piece !== ''),
        holes,
        kind: holes.length > 0 ? 'template' : 'literal',
      },
      shares: new Map([[frame.label, codes]]),
      score: weightOfFile(slashed(path)) * (0.5 * covered + 0.5 * Math.sqrt(covered)),
      isFrame: frame.role === 'frame',
      pieces: [],
    };
  }
}

const holdsMatch = (a: FrameMatch, b: FrameMatch): boolean =>
  a.start <= b.start &&
  a.end >= b.end &&
  (a.end - a.start > b.end - b.start || a.frame.pieces.length > b.frame.pieces.length);

function isChance(chain: readonly Piece[], part: number): boolean {
  const lengths = chain.map(({ sectionStart, sectionEnd }) => sectionEnd - sectionStart);
  const longest = Math.max(...lengths);
  if (longest >= CERTAIN_LITERAL || (longest >= LIKELY_LITERAL && part >= TINY_PART)) return false;
  const isClose = chain.every((piece, index) => piece.start - (chain[index - 1]?.end ?? piece.start) <= CLOSE_GAP);
  const together = lengths.reduce((sum, length) => sum + length, 0);
  return !isClose || together < CERTAIN_LITERAL || part < TINY_PART;
}

const slashed = (path: string): string => path.replaceAll('\\', '/');
const lettersOf = (text: string): number => text.match(/[\p{L}\p{N}\p{M}]/gu)?.length ?? 0;

function groupsOf(texts: SectionTexts['texts'], section: Canonical): Group[] {
  const groups = new Map<string, Group>();
  let offset = 0;
  let at = 0;
  for (const { label, role, text } of texts) {
    const start = at;
    let length = 0;
    for (; at < section.length && (section.at[at] ?? 0) <= offset + text.length; at++)
      if (section.codes[at] !== 0) length++;
    const group = groups.get(label) ?? { label, isFrame: role === 'frame', ranges: [], length: 0 };
    group.ranges.push({ start, end: at });
    group.length += length;
    groups.set(label, group);
    offset += text.length + 1;
  }
  return [...groups.values()].filter(({ length }) => length > 0);
}

/** Canonical characters of the group that the chain holds, each once. */
function codesIn(chain: readonly Piece[], { ranges }: Group): number {
  let codes = 0;
  for (const range of ranges) {
    let from = range.start;
    for (const { section, length } of chain) {
      const start = Math.max(section, from);
      const end = Math.min(section + length, range.end);
      if (end <= start) continue;
      codes += end - start;
      from = end;
    }
  }
  return codes;
}

function gapOf(before: Piece | undefined, piece: Piece, text: string): { holes: string[]; codes: number } {
  if (!before) return { holes: [], codes: 0 };
  const codes = Math.max(0, piece.section - (before.section + before.length));
  return { holes: holesIn(text.slice(before.end, Math.max(before.end, piece.start))), codes };
}

const literalsOf = (chain: readonly Piece[], raw: string): string[] =>
  chain
    .map(({ sectionStart, sectionEnd }) => raw.slice(sectionStart, sectionEnd))
    .sort((a, b) => b.length - a.length)
    .slice(0, 8)
    .map((text) => shortened(text));

type Place = Pick<CodeCandidate, 'file' | 'line' | 'column' | 'endLine' | 'endColumn' | 'excerpt'>;

function placeIn(file: string, text: string, { start, end }: { start: number; end: number }): Place {
  const from = positionIn(text, start);
  const to = positionIn(text, end);
  const lines = text.slice(start - from.column, start - from.column + 2_000).split(/\r\n|\n|\r/);
  const count = Math.min(EXCERPT_LINES, to.line - from.line + 1);
  const excerpt = lines.slice(0, count).map((line) => shortened(line, 160));
  return {
    file,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    excerpt: excerpt.join('\n'),
  };
}

/** Line ends are \r\n, \n and \r, as in the editor. */
function positionIn(text: string, offset: number): { line: number; column: number } {
  let line = 0;
  let start = 0;
  for (const match of text.slice(0, offset).matchAll(/\r\n|\n|\r/g)) {
    line++;
    start = match.index + match[0].length;
  }
  return { line, column: offset - start };
}
