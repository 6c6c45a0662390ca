/**
 * Cuts a section's content in steps of 32 tokens: what step n leaves is computed when it is asked for, so that a list
 * of thousands costs nothing. Cuts fall between texts, paragraphs, sentences, words or graphemes, in this order; a text
 * that is JSON loses whole elements and stays JSON.
 */
import type { TokenCounter } from '../../tokens/count';
import { contentOf, type Leaf } from '../assembleDraft';
import { markWords, type Cut, type Hole } from '../cutText';
import { jsonMark, jsonPlace, pruneJson, readJsonTree, type JsonElement, type JsonHole } from '../jsonTree';
import { breakAfter, breakBefore } from '../textBreaks';
import { tokensOf, unitFraming, type Gain, type PlanInput, type StepList } from './policy';

/** Tokens between two places of the grid. */
const GRID = 8;

/** Where every eighth token of the content starts. */
export class TokenGrid {
  readonly tokens: number;
  private readonly starts: number[];

  constructor(
    private readonly counter: TokenCounter,
    private readonly content: string,
  ) {
    this.tokens = counter.count(content).tokens;
    this.starts = counter.tokenStarts(content, GRID);
  }

  get length(): number {
    return this.starts.length;
  }

  /** In UTF-16 units. */
  offset(index: number): number {
    return index <= 0 ? 0 : (this.starts[index] ?? this.content.length);
  }

  /** Tokens that start before the offset. */
  before(offset: number): number {
    if (offset >= this.content.length) return this.tokens;
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const start = this.starts[low - 1];
    if (start === undefined || offset <= 0) return 0;
    const rest = start === offset ? 0 : this.counter.count(this.content.slice(start, offset)).tokens;
    return Math.min(this.tokens, (low - 1) * GRID + rest);
  }
}

/** Which side a policy cuts: what goes begins in (low, at] and ends in [at, high); absent = the content's own end. */
export interface Place {
  name: Cut['place'];
  /** How many steps leave something. */
  most(grid: TokenGrid): number;
  at(count: number, grid: TokenGrid): { from?: { low: number; at: number }; to?: { at: number; high: number } };
}

export const truncation = (input: PlanInput, place: Place): StepList => new Truncation(input, place);

interface Unit {
  start: number;
  end: number;
  /** Of this and all units before it: framing, and tokens of what is no text. */
  framing: number;
  others: number;
}

class Truncation implements StepList {
  readonly length: number;
  private readonly leaves: { text: string; start: number; end: number; tree?: JsonElement | null }[];
  private readonly size: number;
  private readonly grid: TokenGrid;
  private readonly units: readonly Unit[];
  private readonly cuts = new Map<number, Cut>();

  constructor(
    private readonly input: PlanInput,
    private readonly place: Place,
  ) {
    const { leaves, joint } = contentOf(input.resolved, input.gone);
    let offset = 0;
    this.leaves = leaves.map(({ text }) => {
      const start = offset;
      offset += text.length + joint.length;
      return { text, start, end: start + text.length };
    });
    this.size = Math.max(0, offset - joint.length);
    this.grid = new TokenGrid(input.counting.counter, leaves.map((leaf) => leaf.text).join(joint));
    this.units = input.resolved.body.type === 'messages' ? this.unitsOf(leaves) : [];
    this.length = this.withinMin(Math.max(0, place.most(this.grid)));
  }

  /** As many steps as leave `min`. */
  private withinMin(most: number): number {
    const spare = tokensOf(this.input) - this.input.min;
    let [low, high] = [0, most];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.freed(middle).tokens <= spare) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private unitsOf(leaves: readonly Leaf[]): Unit[] {
    const units: Unit[] = [];
    let [framing, others] = [0, 0];
    let known = -1;
    leaves.forEach(({ unit }, index) => {
      const { start, end } = this.leaves[index] ?? { start: 0, end: 0 };
      const last = units.at(-1);
      if (unit === known && last) {
        last.end = end;
        return;
      }
      known = unit;
      framing += unitFraming(this.input, unit);
      others += this.othersOf(unit);
      units.push({ start, end, framing, others });
    });
    return units;
  }

  /** Tokens of what a message holds besides text, such as a call's arguments or a picture. */
  private othersOf(unit: number): number {
    const { body } = this.input.resolved;
    if (body.type !== 'messages') return 0;
    const parts = body.units[unit]?.messages.flatMap((message) => message.parts) ?? [];
    if (parts.every((part) => part.type === 'text')) return 0;
    const texts = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const nested = parts.flatMap((part) => (part.type === 'toolResult' ? part.parts : []));
    const results = nested.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const { counter } = this.input.counting;
    const own = this.input.base.units[this.input.section]?.get(unit)?.tokens ?? 0;
    return Math.max(0, own - counter.count(texts).tokens - counter.count(results).tokens);
  }

  step(index: number): { type: 'truncate'; cut: Cut } & Gain {
    const [before, after] = [this.freed(index), this.freed(index + 1)];
    const tokens = after.tokens - before.tokens;
    return { type: 'truncate', cut: this.cutAt(index + 1), tokens, framing: after.framing - before.framing };
  }

  freed(count: number): Gain {
    if (count <= 0) return { tokens: 0, framing: 0 };
    const cut = this.cutAt(count);
    const marks = cut.holes.map(({ mark }) => mark).join('');
    const { framing, others } = this.goneUnits(cut);
    // A mark may take more than what it stands for, where little goes.
    const tokens = cut.cutTokens + others - this.input.counting.counter.count(marks).tokens;
    return { tokens: Math.max(0, tokens), framing };
  }

  private goneUnits({ holes }: Cut): { framing: number; others: number } {
    const { from, to } = holes.reduce(
      (widest, each) => (each.to - each.from > widest.to - widest.from ? each : widest),
      {
        from: 0,
        to: 0,
      },
    );
    const first = this.units.findIndex((unit) => unit.start >= from);
    const last = this.units.findLastIndex((unit) => unit.end <= to);
    if (first < 0 || last < first) return { framing: 0, others: 0 };
    const sum = (index: number): Pick<Unit, 'framing' | 'others'> => this.units[index] ?? { framing: 0, others: 0 };
    const [upTo, before] = [sum(last), sum(first - 1)];
    return { framing: upTo.framing - before.framing, others: upTo.others - before.others };
  }

  private cutAt(count: number): Cut {
    const known = this.cuts.get(count);
    if (known) return known;
    const cut = this.makeCut(count);
    this.cuts.set(count, cut);
    return cut;
  }

  private makeCut(count: number): Cut {
    const { from, to } = this.place.at(count, this.grid);
    const left = from ? this.leftEnd(from) : { at: -1 };
    const right = to ? this.rightEnd(to) : { at: this.size + 1 };
    const holes = this.holesBetween(left, right);
    const cutTokens = holes.reduce((sum, hole) => sum + this.grid.before(hole.to) - this.grid.before(hole.from), 0);
    return {
      place: this.place.name,
      holes: holes.map((hole) => withMark(hole, this.place.name, cutTokens)),
      cutTokens,
    };
  }

  private leftEnd({ low, at }: { low: number; at: number }): End {
    const index = Math.max(
      0,
      this.leaves.findLastIndex((leaf) => leaf.start < at),
    );
    const leaf = this.leaves[index];
    const previous = this.leaves[index - 1];
    if (!leaf) return { at: -1 };
    if (at >= leaf.end) return { at: leaf.end, beside: index };
    if (previous && low < previous.end) return { at: previous.end, beside: index - 1 };
    if (this.treeOf(index)) return { at, json: index };
    return { at: leaf.start + breakBefore(leaf.text, Math.max(0, low - leaf.start), at - leaf.start) };
  }

  private rightEnd({ at, high }: { at: number; high: number }): End {
    const index = this.leaves.findIndex((leaf) => leaf.end > at);
    const leaf = this.leaves[index];
    const previous = this.leaves[index - 1];
    if (!leaf) return { at: this.size + 1 };
    if (previous && at <= leaf.start) return { at: previous.end, beside: index };
    if (index < this.leaves.length - 1 && high > leaf.end) return { at: leaf.end, beside: index + 1 };
    if (this.treeOf(index)) return { at, json: index };
    return { at: leaf.start + breakAfter(leaf.text, at - leaf.start, Math.min(high - leaf.start, leaf.text.length)) };
  }

  private treeOf(index: number): JsonElement | undefined {
    const leaf = this.leaves[index];
    if (!leaf) return undefined;
    leaf.tree ??= readJsonTree(leaf.text) ?? null;
    return leaf.tree ?? undefined;
  }

  /** Of the holes of one cut only one has a mark. */
  private holesBetween(left: End, right: End): UnmarkedHole[] {
    const first = this.jsonHoles(left.json, left.at, right.at);
    const last = right.json === left.json ? [] : this.jsonHoles(right.json, left.at, right.at);
    const isOneLeaf = left.json !== undefined && left.json === right.json;
    const start = left.json === undefined ? left.at : (this.leaves[left.json]?.end ?? 0);
    const end = right.json === undefined ? right.at : (this.leaves[right.json - 1]?.end ?? -1);
    const between: UnmarkedHole[] = isOneLeaf || end <= start ? [] : [{ from: start, to: end }];
    const holes = [...first, ...between, ...last];
    if (holes.length === 0) return [];
    // A mark beside a text that is JSON would make it no JSON: there it stands inside.
    const inside =
      left.at < 0
        ? (last[0] ?? this.placeIn(right.json ?? right.beside, 'first'))
        : (first[0] ?? this.placeIn(left.json ?? left.beside, 'last'));
    const [head] = holes;
    if (inside && !holes.includes(inside)) holes.push(inside);
    const owner = inside ?? head;
    return holes.map((hole) => ({ ...hole, isMarked: hole === owner })).sort((a, b) => a.from - b.from);
  }

  private jsonHoles(index: number | undefined, from: number, to: number): UnmarkedHole[] {
    const leaf = index === undefined ? undefined : this.leaves[index];
    const tree = index === undefined ? undefined : this.treeOf(index);
    if (!leaf || !tree) return [];
    const holes = pruneJson(tree, from - leaf.start, to - leaf.start);
    return holes.map((hole) => ({ from: hole.from + leaf.start, to: hole.to + leaf.start, json: hole }));
  }

  /** Where a mark may stand in a whole text, if it is JSON. */
  private placeIn(index: number | undefined, side: 'first' | 'last'): UnmarkedHole | undefined {
    const leaf = index === undefined ? undefined : this.leaves[index];
    const tree = index === undefined ? undefined : this.treeOf(index);
    if (!leaf || !tree) return undefined;
    const place = jsonPlace(tree, side);
    return { from: place.from + leaf.start, to: place.to + leaf.start, json: place };
  }
}

/** An end of what goes. `json`: the text that it lies in, if that is JSON; `beside`: the whole text that stays at it. */
interface End {
  at: number;
  json?: number;
  beside?: number;
}
interface UnmarkedHole {
  from: number;
  to: number;
  json?: JsonHole;
  isMarked?: boolean;
}

function withMark({ from, to, json, isMarked }: UnmarkedHole, place: Cut['place'], tokens: number): Hole {
  if (!isMarked) return { from, to, mark: '' };
  if (json) return { from, to, mark: jsonMark(json, tokens) };
  const before = from > 0 ? '\n' : '';
  const after = place === 'end' ? '' : '\n';
  return { from, to, mark: before + markWords(tokens) + after };
}
