/** Two outputs of one call side by side. Owns what stands on a side; never reads a file. */
import type { RunCallLine, RunOutcomeLine } from '../replay/model';
import type { Part } from '../trace/model';
import type { Pair, SideId, SideOutput } from './model';
import { outputText, outputTexts } from './sideOutput';
import { textDiff } from './textDiff';

export const LOGGED: SideId = 'logged';

/** Everything but the text, which depends on the other side. */
export type Side = Omit<SideOutput, 'text'>;

/** The logged output: the first choice, as a replay gives one answer. */
export function loggedSide(call: RunCallLine): Side {
  const parts = loggedParts(call);
  const status = parts.length > 0 ? 'ok' : call.loggedError ? 'failed' : 'absent';
  return {
    side: LOGGED,
    title: 'Logged',
    status,
    parts,
    usage: call.loggedUsage,
    ...(call.loggedDurationMs === undefined ? {} : { durationMs: call.loggedDurationMs }),
    ...(call.loggedModel === undefined ? {} : { servedModel: call.loggedModel }),
    ...(call.loggedError
      ? { error: { code: call.loggedError.type ?? 'error', message: call.loggedError.message } }
      : {}),
  };
}

export function loggedParts(call: RunCallLine): Part[] {
  return call.loggedOutput[0]?.parts ?? [];
}

export interface VariantSideInput {
  side: SideId;
  title: string;
  sample: number;
  samples: number;
  /** Absent = not run. */
  outcome?: RunOutcomeLine | undefined;
}

export function variantSide({ side, title, sample, samples, outcome }: VariantSideInput): Side {
  if (!outcome) return { side, title, sample, samples, status: 'absent', parts: [], usage: {} };
  const { status, output, usage, cost, durationMs, servedModel, finishReason, error } = outcome;
  return {
    side,
    title,
    sample,
    samples,
    status,
    parts: output,
    usage,
    cost,
    durationMs,
    ...(servedModel === undefined ? {} : { servedModel }),
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(error === undefined ? {} : { error }),
  };
}

export function makePair(callId: string, left: Side, right: Side): Pair {
  const texts = outputTexts(left.parts, right.parts);
  const diff = textDiff(texts.left, texts.right);
  return { callId, left: { ...left, text: texts.left }, right: { ...right, text: texts.right }, diff };
}

/** Whether two outputs read the same. */
export function isSameOutput(left: readonly Part[], right: readonly Part[]): boolean {
  return outputText(left) === outputText(right);
}
