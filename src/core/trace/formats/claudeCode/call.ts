/**
 * A call of a session: the answer is an assistant message (its lines joined), the messages are its context. Content
 * is made when it is asked for: the calls of a long session share their ancestors, and all contexts at once would be
 * quadratic in its length.
 */
import type { CallDraft } from '../../format';
import type { CallError, FieldGap, JsonObject, JsonValue, Message, SourceRange, Usage } from '../../model';
import { anthropicMessage } from '../../normalise/anthropic';
import { anthropicUsage } from '../../normalise/anthropicBodies';
import { asArray, asNumber, asObject, asText, compact, only } from '../../normalise/json';
import { firstLine, type AnswerLines, type CallContext } from './session';
import type { SessionLine } from './line';

export const NOT_IN_THIS_LOG = 'not in this log';

export interface CallInputs {
  answer: AnswerLines;
  /** May be asked several times. */
  content: () => CallContent;
  /** When the line before the answer was written. */
  before: number | undefined;
}

/** What a context gives, each made once. */
export interface CallContent {
  readonly messages: Message[];
  readonly sources: SourceRange[];
  readonly replayability: CallDraft['replayability'];
}

export function contentOf(answer: AnswerLines, context: CallContext, cache: MessageCache): CallContent {
  return {
    messages: messagesOf(context, cache),
    sources: sourcesOf(answer, context),
    replayability: { level: 'incomplete', fields: gapsOf(context) },
  };
}

export function callOf({ answer, content, before }: CallInputs): CallDraft {
  const draft = { ...plainFields(answer, before), messages: [], sources: [], replayability: NO_REPLAYABILITY };
  return Object.defineProperties<CallDraft>(draft, {
    messages: lazy(() => content().messages),
    sources: lazy(() => content().sources),
    replayability: lazy(() => content().replayability),
  });
}

const NO_REPLAYABILITY: CallDraft['replayability'] = { level: 'incomplete', fields: [] };
const lazy = (get: () => unknown): PropertyDescriptor => ({ get, enumerable: true, configurable: true });

type PlainFields = Omit<CallDraft, 'messages' | 'sources' | 'replayability'>;

function plainFields(answer: AnswerLines, before: number | undefined): PlainFields {
  const first = firstLine(answer);
  const error = apiErrorOf(first);
  const model = answer.lines
    .flatMap((line) => asText(line.message?.['model']) ?? [])
    .find((name) => name !== SYNTHETIC);
  const endTime = answer.lines.flatMap((line) => line.time ?? []).reduce<number | undefined>(later, undefined);
  // The request goes out when the line before it is written.
  const startTime = before !== undefined && endTime !== undefined && before <= endTime ? before : undefined;
  const id = asText(first.message?.['id']);
  return compact({
    format: 'claude-code',
    provider: 'anthropic',
    requestedModel: model,
    servedModel: model,
    responseId: error ? undefined : id,
    requestId: answer.lines.flatMap((line) => asText(line.about['requestId']) ?? [])[0],
    sessionId: asText(first.about['sessionId']) ?? asText(first.about['session_id']),
    startTime,
    endTime,
    durationMs: startTime !== undefined && endTime !== undefined ? endTime - startTime : undefined,
    params: {},
    tools: [],
    output: error ? [] : [answerMessage(answer)],
    finishReasons: answer.lines.flatMap((line) => asText(line.message?.['stop_reason']) ?? []).slice(-1),
    usage: usageOf(answer.lines),
    error,
    tags: [],
    metadata: only(first.about, ['cwd', 'gitBranch', 'version', 'entrypoint', 'agentId', 'isSidechain', 'slug']),
  });
}

const later = (a: number | undefined, b: number): number => (a === undefined || b > a ? b : a);

/** The model's name of messages that Claude Code wrote itself. */
const SYNTHETIC = '<synthetic>';
export const isApiError = (line: SessionLine): boolean => line.about['isApiErrorMessage'] === true;
/** Written by Claude Code in place of an answer: no request was made. */
export const isSynthetic = (answer: AnswerLines): boolean =>
  answer.lines.every((line) => line.message?.['model'] === SYNTHETIC && !isApiError(line));

function apiErrorOf(line: SessionLine): CallError | undefined {
  if (!isApiError(line)) return undefined;
  const texts = blocksOf(line).flatMap((block) => asText(asObject(block)?.['text']) ?? asText(block) ?? []);
  return compact({ type: asText(line.about['error']), message: texts.join('\n') || 'The API answered with an error.' });
}

const blocksOf = (line: SessionLine): JsonValue[] => {
  const content = line.message?.['content'];
  return asArray(content) ?? (typeof content === 'string' ? [content] : []);
};

function answerMessage(answer: AnswerLines): Message {
  const [only] = answer.lines;
  const content = answer.lines.length === 1 ? (only?.message?.['content'] ?? []) : answer.lines.flatMap(blocksOf);
  return anthropicMessage({ role: 'assistant', content });
}

/** The messages of a session, each made once and shared by all contexts that it stands in. */
export type MessageCache = Map<SessionLine | AnswerLines, Message[]>;

function messagesOf(context: CallContext, cache: MessageCache): Message[] {
  const messages: Message[] = [];
  for (const item of context.messages) {
    let made = cache.get(item);
    if (!made) {
      made = makeMessages(item);
      cache.set(item, made);
    }
    for (const message of made) messages.push(message);
  }
  return messages;
}

function makeMessages(item: SessionLine | AnswerLines): Message[] {
  if (!('lines' in item)) return item.message ? [userMessage(item.message)] : [];
  // An API's error is shown to the user and not sent again.
  return isApiError(firstLine(item)) ? [] : [answerMessage(item)];
}

const userMessage = (message: JsonObject): Message =>
  anthropicMessage({ role: message['role'] ?? 'user', content: message['content'] ?? [] });

function sourcesOf(answer: AnswerLines, context: CallContext): SourceRange[] {
  const own = answer.lines.map(({ source }): SourceRange => ({ ...source, role: 'output' }));
  return [...rangesOf(context.lines.map(({ source }) => source)), ...rangesOf(own)];
}

/** Lines of one value (`loglines`) have one range. */
const rangesOf = (ranges: readonly SourceRange[]): SourceRange[] =>
  ranges.filter(({ offsetBytes }, at) => at === 0 || ranges[at - 1]?.offsetBytes !== offsetBytes);

function gapsOf(context: CallContext): FieldGap[] {
  const gaps: FieldGap[] = [
    { path: 'system', state: 'missing', reason: NOT_IN_THIS_LOG },
    { path: 'tools', state: 'missing', reason: NOT_IN_THIS_LOG },
  ];
  // A conversation starts with what a user says; the output of `claude -p` does not repeat its prompt.
  const [start] = context.messages;
  const broken = context.broken ?? (!start || 'lines' in start ? 'no-parent' : undefined);
  if (broken) gaps.push({ path: 'messages', state: 'missing', reason: brokenReason(broken, context.missingKey) });
  else if (context.attachments > 0) {
    const reason = `${context.attachments} attachments of the session were sent too; their text is ${NOT_IN_THIS_LOG}`;
    gaps.push({ path: 'messages', state: 'guessed', reason });
  }
  return gaps;
}

function brokenReason(broken: NonNullable<CallContext['broken']>, key: string | undefined): string {
  switch (broken) {
    case 'no-parent':
      return 'the log does not say what came before this answer';
    case 'parent-not-here':
      return `the line before (${key ?? ''}) is not in this file`;
    case 'circle':
      return `the lines point at each other in a circle (${key ?? ''})`;
  }
}

/** Each line repeats the usage, and the first ones hold the values of the stream's start: the highest is nearest. */
function usageOf(lines: readonly SessionLine[]): Usage {
  const highest: JsonObject = {};
  for (const { message } of lines) {
    for (const [key, value] of Object.entries(asObject(message?.['usage']) ?? {})) {
      const number = asNumber(value);
      if (number !== undefined) highest[key] = Math.max(number, asNumber(highest[key]) ?? number);
    }
  }
  const usage = anthropicUsage(highest);
  return Object.keys(usage).length > 0 ? { ...usage, note: 'as logged, may undercount' } : {};
}
