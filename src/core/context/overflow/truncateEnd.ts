/**
 * The end of the section's text goes in steps of 32 tokens, and a mark with the number of tokens takes its place.
 * Tool definitions cannot be cut: they go one by one, the last first.
 */
import type { TokenCounter } from '../../tokens/count';
import { contentOf, type Leaf } from '../assembleDraft';
import { dropUnits, unitFraming, unitIndexes, type OverflowPolicy, type PlanInput, type Step } from './policy';

/** Tokens. */
export const TRUNCATION_STEP = 32;

const markFor = (tokens: number): string => `\n[… ${tokens} tokens cut …]`;

/** Marks of equal length hold equal tokens: a number is one for each three digits. */
class MarkTokens {
  private readonly byLength = new Map<number, number>();

  constructor(private readonly counter: TokenCounter) {}

  of(mark: string): number {
    const known = this.byLength.get(mark.length);
    if (known !== undefined) return known;
    const { tokens } = this.counter.count(mark);
    this.byLength.set(mark.length, tokens);
    return tokens;
  }
}

/** Where the units start in the content: a message goes, framing and all, when nothing after its start is kept. */
function unitStarts(input: PlanInput, leaves: readonly Leaf[], joint: string): { start: number; framing: number }[] {
  if (input.resolved.body.type !== 'messages') return [];
  const starts = new Map<number, number>();
  let offset = 0;
  for (const { unit, text } of leaves) {
    if (!starts.has(unit)) starts.set(unit, offset);
    offset += text.length + joint.length;
  }
  return [...starts].map(([unit, start]) => ({ start, framing: unitFraming(input, unit) }));
}

function steps(input: PlanInput): Step[] {
  const { counter, resolved } = input;
  if (resolved.body.type === 'tools') return dropUnits(input, unitIndexes(resolved).reverse());
  const { leaves, joint } = contentOf(resolved);
  const content = leaves.map((leaf) => leaf.text).join(joint);
  const first = counter.count(content).tokens % TRUNCATION_STEP;
  // Where a whole number of steps is left behind; the text's own start is no step, as nothing would be left of it.
  const keeps = counter.tokenStarts(content, TRUNCATION_STEP, first).filter((start) => start > 0);
  const units = unitStarts(input, leaves, joint);
  const markTokens = new MarkTokens(counter);
  const taken: Step[] = [];
  let kept = input.raw.sections[input.section]?.tokens ?? 0;
  let marked = 0;
  for (const keep of keeps.reverse()) {
    const cutTokens = (taken.length + 1) * TRUNCATION_STEP;
    const mark = markFor(cutTokens);
    const tokens = TRUNCATION_STEP - (markTokens.of(mark) - marked);
    marked = markTokens.of(mark);
    kept -= tokens;
    if (kept < input.min) break;
    let framing = 0;
    while ((units.at(-1)?.start ?? -1) >= keep) framing += units.pop()?.framing ?? 0;
    taken.push({ type: 'truncate', keep, cutTokens, mark, tokens, framing });
  }
  return taken;
}

export const truncateEnd: OverflowPolicy = { givesWay: true, steps, unitWords: () => 'the last in it' };
