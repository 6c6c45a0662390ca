/**
 * A call without its content: what the index keeps in memory for each call, and what the join decides by. Content
 * stays in the file. Pure.
 */
import type { CallDraft, Fragment } from './format';
import { countToolCalls } from './gaps';
import type { CallError, FieldGap, Message, SourceRange, Usage } from './model';
import { questionOf } from './question';

/** Of a call's content, or of one record's share in it. */
export interface ContentSummary {
  messageCount: number;
  outputCount: number;
  toolCount: number;
  toolCallCount: number;
  documentCount: number;
  /** First words of the last user message that holds text, and of the answer. */
  query: string | undefined;
  answer: string | undefined;
  /** Equal for records of the same answer: its tool calls, else its text's start and length. */
  outputKey: string | undefined;
}

/** Fields are there and undefined where absent: one shape for all of them, as a log has hundreds of thousands. */
export interface CallSummary extends ContentSummary {
  traceId: string | undefined;
  spanId: string | undefined;
  parentId: string | undefined;
  sessionId: string | undefined;
  userId: string | undefined;
  format: string;
  provider: string | undefined;
  requestedModel: string | undefined;
  servedModel: string | undefined;
  responseId: string | undefined;
  requestId: string | undefined;
  startTime: number | undefined;
  endTime: number | undefined;
  durationMs: number | undefined;
  timeToFirstTokenMs: number | undefined;
  usage: Usage;
  error: CallError | undefined;
  finishReason: string | undefined;
  site: string | undefined;
  gaps: FieldGap[];
  /** Line of the record that holds the answer. */
  line: number | undefined;
}

export function summariseCall(call: CallDraft): CallSummary {
  const content = summariseContent(call);
  // Without a spread: that would cost more than all the rest.
  return {
    messageCount: content.messageCount,
    outputCount: content.outputCount,
    toolCallCount: content.toolCallCount,
    query: content.query,
    answer: content.answer,
    outputKey: content.outputKey,
    toolCount: call.tools.length,
    documentCount: call.documents?.length ?? 0,
    traceId: call.traceId,
    spanId: call.spanId,
    parentId: call.parentId,
    sessionId: call.sessionId,
    userId: call.userId,
    format: call.format,
    provider: call.provider,
    requestedModel: call.requestedModel,
    servedModel: call.servedModel,
    responseId: call.responseId,
    requestId: call.requestId,
    startTime: call.startTime,
    endTime: call.endTime,
    durationMs: call.durationMs,
    timeToFirstTokenMs: call.timeToFirstTokenMs,
    usage: call.usage,
    error: call.error,
    finishReason: call.finishReasons[0],
    site: call.site,
    gaps: call.replayability.fields,
    line: lineOf(call.sources),
  };
}

/** Of the record that holds the answer. */
function lineOf(sources: readonly SourceRange[]): number | undefined {
  const own = sources.find(({ role }) => role === 'span') ?? sources.findLast(({ role }) => role === 'output');
  return (own ?? sources[0])?.line;
}

/** What is known of a call of which only other records tell. */
export const emptySummary = (traceId: string, spanId: string, line: number | undefined): CallSummary => ({
  ...summariseCall({
    traceId,
    spanId,
    format: 'otlp-genai',
    sources: [],
    params: {},
    messages: [],
    tools: [],
    output: [],
    finishReasons: [],
    usage: {},
    tags: [],
    metadata: {},
    replayability: { level: 'complete', fields: [] },
  }),
  line,
});

export function summariseContent({ messages, output }: Pick<CallDraft, 'messages' | 'output'>): ContentSummary {
  return {
    messageCount: messages.length,
    outputCount: output.length,
    toolCount: 0,
    toolCallCount: countToolCalls(output),
    documentCount: 0,
    query: queryWords(messages),
    answer: firstWords(output),
    outputKey: keyOfOutput(output),
  };
}

function queryWords(messages: readonly Message[]): string | undefined {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    const words = message?.role === 'user' ? firstWords([message], questionOf) : undefined;
    if (words !== undefined) return words;
  }
  return undefined;
}

/** Tool calls anywhere in the content, for the question whether tool definitions are missing. */
export const hasToolCalls = ({ messages, output }: Pick<CallDraft, 'messages' | 'output'>): boolean =>
  countToolCalls(messages) + countToolCalls(output) > 0;

const WORDS_LENGTH = 120;

/** The first text of the messages, or what `pick` takes of it, on one line, at most 120 characters. */
export function firstWords(messages: readonly Message[], pick = (text: string) => text): string | undefined {
  for (const message of messages) {
    for (const part of message.parts) {
      const text = part.type === 'text' || part.type === 'refusal' ? part.text : '';
      // Cut before anything else: a text may have megabytes. The replaced text holds no reference to it.
      const line = pick(text)
        .trimStart()
        .slice(0, 2 * WORDS_LENGTH)
        .replace(/\s+/g, ' ')
        .trimEnd();
      if (line !== '') return cut(line);
    }
  }
  return undefined;
}

function cut(line: string): string {
  if (line.length <= WORDS_LENGTH) return line;
  // Never in the middle of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(line[WORDS_LENGTH - 2] ?? '') ? WORDS_LENGTH - 2 : WORDS_LENGTH - 1;
  return `${line.slice(0, end)}…`;
}

const KEY_LENGTH = 200;

function keyOfOutput(output: readonly Message[]): string | undefined {
  const parts = output.flatMap((message) => message.parts);
  // Without ids, which not every instrumentation writes, and without white space, which each sets as it likes.
  const calls = parts.flatMap((part) => (part.type === 'toolCall' ? [`${part.name}${part.arguments}`] : []));
  if (calls.length > 0) return fingerprint(calls.join().replace(/\s/g, '').slice(0, KEY_LENGTH));
  const text = parts.find((part) => part.type === 'text' && part.text !== '');
  return text?.type === 'text' ? `${text.text.length} ${fingerprint(text.text.slice(0, KEY_LENGTH))}` : undefined;
}

type MessagesFragment = Extract<Fragment, { type: 'messages' }>;

/** One log record's share in a call. */
export interface ShareSummary extends ContentSummary {
  traceId: string;
  spanId: string;
  hasToolCalls: boolean;
  call: Omit<NonNullable<MessagesFragment['call']>, 'system' | 'tools' | 'params'>;
  usage: Usage;
  gaps: FieldGap[];
  /** Equal for the same record in two files. */
  fingerprint: string;
}

export function summariseShare(fragment: MessagesFragment): ShareSummary {
  const content = summariseContent({ messages: fragment.input, output: fragment.output });
  const { system: _, tools, params: __, ...call } = fragment.call ?? {};
  return {
    ...content,
    toolCount: tools?.length ?? 0,
    traceId: fragment.traceId,
    spanId: fragment.spanId,
    hasToolCalls: hasToolCalls({ messages: fragment.input, output: fragment.output }),
    call,
    usage: fragment.usage ?? {},
    gaps: fragment.gaps ?? [],
    fingerprint: fingerprint(JSON.stringify([fragment.input, fragment.output])),
  };
}

/** FNV-1a, 32 bits, with the length: tells equal texts of one trace from different ones, and keeps none of them. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return `${text.length}:${hash}`;
}
