/** The stable JSON of an assembly (design §9), the same for the command line and the views. */
import type { Assembly, ContextAnswer, LadderRung } from './assembly';

export function toContextAnswer(
  assembly: Assembly,
  options: { messages?: boolean; ladder?: LadderRung[] } = {},
): ContextAnswer {
  const { model, window, reserve, total, overflow, fits, sections, framing, rawFraming } = assembly;
  return {
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
}
