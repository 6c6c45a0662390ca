/** A shorter stand-in takes the place of the section's content. It is a step after those of any policy. */
import { messageFraming } from '../../tokens/framing';
import { listOf, NO_STEPS, tokensOf, type Gain, type OverflowPolicy, type PlanInput, type StepList } from './policy';

/** The policy that has no steps of its own; `withFallback` adds the one. */
export const fallback: OverflowPolicy = { givesWay: true, steps: () => NO_STEPS, unitWords: () => '' };

/** The list with the stand-in as its last step, where there is one that is shorter than what the list leaves. */
export function withFallback(list: StepList, input: PlanInput): StepList {
  const before = list.freed(list.length);
  const own = standInGain(input);
  if (!own) return list;
  const gain: Gain = { tokens: own.tokens - before.tokens, framing: own.framing - before.framing };
  if (gain.tokens <= 0 || gain.tokens + gain.framing <= 0) return list;
  const last = listOf([{ type: 'fallback', ...gain }]);
  return {
    length: list.length + 1,
    freed: (count) => (count > list.length ? own : list.freed(count)),
    step: (index) => (index < list.length ? list.step(index) : last.step(0)),
  };
}

/** What the stand-in frees of the whole section; undefined where it has none, or no place for one. */
function standInGain(input: PlanInput): Gain | undefined {
  const { resolved, base, section, counting } = input;
  const { fallback: standIn, body } = resolved;
  if (standIn === undefined || body.type === 'tools' || body.type === 'unbound') return undefined;
  const frame = body.type === 'text' ? body.before + body.after : '';
  const tokens = tokensOf(input) - counting.counter.count(frame + standIn).tokens;
  if (body.type === 'text') return { tokens, framing: 0 };
  let framing = -messageFraming(counting.framing).tokens;
  for (const each of base.unitFraming[section]?.values() ?? []) framing += each;
  return { tokens, framing };
}
