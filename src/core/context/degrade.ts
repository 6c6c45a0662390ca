/**
 * The fixed list of steps by which a document gives way (design §3), independent of the window: sections by priority
 * ascending (ties: the later first), each fully before the next. Never takes a step; assembleSteps.ts does.
 */
import type { ResolvedSection } from './assembly';
import { isEmpty, type SectionState } from './assembleDraft';
import { policyOf } from './overflow/policies';
import type { PlanInput, Step } from './overflow/policy';

export interface SectionPlan {
  section: number;
  steps: Step[];
}

/** Whether a section may be cut at all: not the required ones, nor those whose policy is to fail or not built. */
export function canGiveWay(resolved: ResolvedSection): boolean {
  const { required, overflow } = resolved.section;
  return !required && policyOf(overflow.policy)?.givesWay === true && !isEmpty(resolved);
}

/** The order in which sections give way. */
export function degradationOrder(sections: readonly ResolvedSection[]): number[] {
  const priority = (index: number): number => sections[index]?.section.priority ?? 0;
  return [...sections.keys()].sort((a, b) => priority(a) - priority(b) || b - a);
}

/** The policy's steps, then the section. */
export function planOf(input: PlanInput): SectionPlan {
  const { resolved, section, raw } = input;
  if (!canGiveWay(resolved)) return { section, steps: [] };
  const steps = policyOf(resolved.section.overflow.policy)?.steps(input) ?? [];
  let tokens = raw.sections[section]?.tokens ?? 0;
  let framing = 0;
  for (const each of raw.unitFraming[section]?.values() ?? []) framing += each;
  for (const step of steps) {
    tokens -= step.tokens;
    framing -= step.framing;
  }
  return { section, steps: [...steps, { type: 'section', tokens, framing }] };
}

/** What is left after the first `taken` steps. */
export function stateAfter({ steps }: SectionPlan, taken: number): SectionState {
  const gone = new Set<number>();
  let cut: SectionState['cut'];
  for (const step of steps.slice(0, taken)) {
    if (step.type === 'section') return { isDropped: true, gone };
    if (step.type === 'unit') gone.add(step.unit);
    else cut = { keep: step.keep, mark: step.mark };
  }
  return { isDropped: false, gone, ...(cut ? { cut } : {}) };
}
