/**
 * The fixed list of steps by which a document gives way (design §3), independent of the window: stages by priority
 * ascending (ties: the later first), each fully before the next. A stage is a section, or several that `keepWith` ties
 * together: they give way at the lowest priority among them, and go at once. Never takes a step; assembleSteps.ts does.
 */
import type { ResolvedSection } from './assembly';
import { isEmpty, type SectionState } from './assembleDraft';
import { withFallback } from './overflow/fallback';
import { policyOf } from './overflow/policies';
import { NO_STEPS, type Gain, type PlanInput, type StepList } from './overflow/policy';

export interface Stage {
  /** Indexes of its sections, in the order in which they give way. */
  members: number[];
  /** false: one of them must stay, so none goes whole. */
  canGo: boolean;
}

/** Whether a section may be cut at all: not the required ones, nor those whose policy is to fail. */
export function canGiveWay(resolved: ResolvedSection): boolean {
  const { required, overflow } = resolved.section;
  return !required && policyOf(overflow.policy).givesWay && !isEmpty(resolved);
}

/** In the order in which they give way. Empty and unbound sections are in none. */
export function stagesOf(sections: readonly ResolvedSection[]): Stage[] {
  const priority = (index: number): number => sections[index]?.section.priority ?? 0;
  const byPriority = (a: number, b: number): number => priority(a) - priority(b) || b - a;
  const stages = groupsOf(sections).map((group): Stage => {
    const members = group.toSorted(byPriority);
    return { members, canGo: members.every((index) => mayGo(sections[index])) };
  });
  const rank = (stage: Stage): number => Math.max(...stage.members);
  const lowest = (stage: Stage): number => priority(stage.members[0] ?? 0);
  return stages.sort((a, b) => lowest(a) - lowest(b) || rank(b) - rank(a));
}

const mayGo = (resolved: ResolvedSection | undefined): boolean => resolved !== undefined && canGiveWay(resolved);

/** Sections that are tied together, over any number of ties. */
function groupsOf(sections: readonly ResolvedSection[]): number[][] {
  const present = [...sections.keys()].filter((index) => !isEmptyAt(sections, index));
  const groupAt = new Map(present.map((index) => [index, [index]]));
  const indexOf = new Map(present.map((index) => [sections[index]?.section.id ?? '', index]));
  for (const index of present) {
    for (const id of sections[index]?.section.keepWith ?? []) {
      const own = groupAt.get(index) ?? [];
      const other = groupAt.get(indexOf.get(id) ?? index) ?? own;
      if (other === own) continue;
      own.push(...other);
      for (const each of other) groupAt.set(each, own);
    }
  }
  return [...new Set(groupAt.values())];
}

function isEmptyAt(sections: readonly ResolvedSection[], index: number): boolean {
  const resolved = sections[index];
  return !resolved || isEmpty(resolved);
}

/** The policy's steps and its stand-in. Going whole comes after them and is the stage's. */
export function stepsOf(input: PlanInput): StepList {
  if (!canGiveWay(input.resolved)) return NO_STEPS;
  return withFallback(policyOf(input.resolved.section.overflow.policy).steps(input), input);
}

/** What is left after the first `count` steps, of what `gone` left. */
export function stateAfter(list: StepList, count: number, gone: ReadonlySet<number>): SectionState {
  const last = count > 0 ? list.step(count - 1) : undefined;
  if (last?.type === 'truncate') return { isDropped: false, gone, cut: last.cut };
  const units = new Set(gone);
  for (let index = 0; index < count && last?.type === 'unit'; index++) {
    const step = list.step(index);
    if (step.type === 'unit') units.add(step.unit);
  }
  return { isDropped: false, gone: units };
}

/** The fewest steps that free as much as `enough` asks; all of them where not even those do. */
export function countFor(list: StepList, from: number, enough: (freed: Gain) => boolean): number {
  let [low, high] = [from, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (enough(list.freed(middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}
