/**
 * What a log does not hold of a call. Owns the words for the usual gaps; readers add their own. A gap is never
 * dropped silently: it goes only when what was missing has been found.
 */
import type { FieldGap, Message, Part, Replayability } from './model';

export const replayabilityOf = (fields: FieldGap[]): Replayability => ({
  level: fields.length === 0 ? 'complete' : 'incomplete',
  fields,
});

/** What is known of a call's content, as numbers: enough to say what is missing. */
export interface ContentFacts {
  messageCount: number;
  outputCount: number;
  toolCount: number;
  /** Tool calls in messages and output. */
  toolCallCount: number;
  hasError: boolean;
  /** false: no model is named. */
  hasModel?: boolean;
}

const MESSAGES = { path: 'messages', state: 'missing', reason: 'content not captured' } as const;
const OUTPUT = { path: 'output', state: 'missing', reason: 'the answer is not in this log' } as const;
const TOOLS = {
  path: 'tools',
  state: 'missing',
  reason: 'there are tool calls, but the tool definitions are not in this log',
} as const;

const MODEL = { path: 'requestedModel', state: 'missing', reason: 'the log names no model' } as const;
const USUAL: readonly string[] = [MESSAGES, TOOLS, OUTPUT, MODEL].map(({ path }) => path);

export function missingContent(facts: ContentFacts): FieldGap[] {
  const gaps: FieldGap[] = [];
  if (facts.messageCount === 0) gaps.push(MESSAGES);
  if (facts.toolCount === 0 && facts.toolCallCount > 0) gaps.push(TOOLS);
  if (facts.outputCount === 0 && !facts.hasError) gaps.push(OUTPUT);
  if (facts.hasModel === false) gaps.push(MODEL);
  return gaps;
}

/** `gaps` of a reader brought up to date after more of the call was found in other records. */
export function afterJoin(gaps: FieldGap[], facts: ContentFacts): FieldGap[] {
  const isUsual = (gap: FieldGap): boolean => gap.state === 'missing' && USUAL.includes(gap.path);
  return [...missingContent(facts), ...gaps.filter((gap) => !isUsual(gap))];
}

export const countToolCalls = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + message.parts.filter(isToolCall).length, 0);

const isToolCall = (part: Part): boolean => part.type === 'toolCall';
