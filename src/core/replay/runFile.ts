/**
 * The lines of a run file. Owns reading one line tolerantly, writing one, and the rule that the last line of a key
 * wins; never reads a file. A bad line is an error with its number and hides no other.
 */
import validate from '../generated/runValidator';
import type { JsonValue } from '../trace/model';
import type { OutcomeStatus, RunLine, RunOutcomeLine } from './model';

export type ParsedRunLine = { ok: true; line: RunLine } | { ok: false; message: string };

export function parseRunLine(text: string): ParsedRunLine {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    return { ok: false, message: `This line is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (validate(value)) return { ok: true, line: value as unknown as RunLine };
  return { ok: false, message: schemaMessage(value) };
}

/** One sentence; the first finding is the one that decides. */
function schemaMessage(value: JsonValue): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'This line is no object.';
  if (value['v'] !== 1) {
    return `This line is of version ${JSON.stringify(value['v'] ?? null)}; this program reads version 1. Update it to read this run.`;
  }
  const type = typeof value['type'] === 'string' ? value['type'] : undefined;
  if (type === undefined || !LINE_TYPES.includes(type)) return `'${String(type)}' is no kind of line in a run file.`;
  const finding = validate.errors?.find(({ keyword }) => keyword !== 'if' && keyword !== 'const');
  const place = finding?.instancePath === '' ? `the ${type} line` : (finding?.instancePath ?? `the ${type} line`);
  return `This line is no valid '${type}': ${place} ${finding?.message ?? 'does not fit the schema'}.`;
}

const LINE_TYPES: readonly string[] = [
  'run',
  'variant',
  'call',
  'request',
  'outcome',
  'end',
] satisfies RunLine['type'][];

/** With its line end. JSON leaves no raw line break inside a line. */
export function serialiseRunLine(line: RunLine): string {
  return `${JSON.stringify(line)}\n`;
}

export interface OutcomeKey {
  callId: string;
  variantId: string;
  sample: number;
}

/** Ids hold no control characters that could make two keys one: JSON escapes them. */
export function outcomeKey({ callId, variantId, sample }: OutcomeKey): string {
  return JSON.stringify([callId, variantId, sample]);
}
export function requestKey({ callId, variantId }: Pick<OutcomeKey, 'callId' | 'variantId'>): string {
  return JSON.stringify([callId, variantId]);
}

/** Whether a request of the plan is still to be sent: everything but an `ok` of the very same request. */
export function isToBeSent(last: Pick<RunOutcomeLine, 'status' | 'requestHash'> | undefined, hash: string): boolean {
  return last?.status !== 'ok' || last.requestHash !== hash;
}

export type StatusCounts = Record<OutcomeStatus, number>;
export const noCounts = (): StatusCounts => ({ ok: 0, failed: 0, capped: 0, cancelled: 0 });
