/** The stable JSON of an assembly (design §9), the same for the command line and the views. */
import { whySentences } from './whySentences';
import type { Assembly, ContextAnswer, LadderRung } from './assembly';

export function toContextAnswer(
  assembly: Assembly,
  options: { messages?: boolean; ladder?: LadderRung[]; why?: boolean } = {},
): ContextAnswer {
  const { model, window, reserve, total, overflow, fits, sections, framing, rawFraming } = assembly;
  const answer: ContextAnswer = {
    model,
    window: window ?? null,
    reserve,
    total,
    overflow,
    fits,
    sections,
    framing,
    ...(rawFraming ? { rawFraming } : {}),
    ...(assembly.residual ? { residual: assembly.residual } : {}),
    decisions: assembly.decisions,
    diagnostics: assembly.diagnostics,
    ...(options.messages ? { messages: assembly.request.messages } : {}),
    ...(options.ladder ? { ladder: options.ladder } : {}),
  };
  if (!options.why) return answer;
  // Views word it themselves, of the section that is looked at.
  return { ...answer, sections: sections.map((each) => ({ ...each, why: whySentences(answer, each) })) };
}
