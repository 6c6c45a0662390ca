/**
 * A call without its content: what the index keeps in memory for each call, and what the join decides by. Content
 * stays in the file. Pure.
 */
import type { CallDraft, Fragment } from './format';
import { countToolCalls } from './gaps';
import type { CallError, FieldGap, Message, Usage } from './model';

/** Of a call's content, or of one record's share in it. */
export interface ContentSummary {
  messageCount: number;
  outputCount: number;
  toolCount: number;
  toolCallCount: number;
  documentCount: number;
  /** First words of the last user message that holds text, and of the answer. */
  query?: string;
  answer?: string;
  /** Equal for records of the same answer: its tool calls, else its text's start and length. */
  outputKey?: string;
}

export interface CallSummary extends ContentSummary {
  traceId?: string;
  spanId?: string;
  parentId?: string;
  sessionId?: string;
  userId?: string;
  format: string;
  provider?: string;
  requestedModel?: string;
  servedModel?: string;
  responseId?: string;
  requestId?: string;
  startTime?: number;
  endTime?: number;
  durationMs?: number;
  timeToFirstTokenMs?: number;
  usage: Usage;
  error?: CallError;
  finishReason?: string;
  site?: string;
  gaps: FieldGap[];
  /** Line of the record that holds the answer. */
  line?: number;
}

export function summariseCall(call: CallDraft): CallSummary {
  const { messages, output, tools, documents, replayability, finishReasons, sources, ...rest } = call;
  const content = summariseContent({ messages, output });
  const line = (sources.find(({ role }) => role === 'span') ?? sources.findLast(({ role }) => role === 'output') ?? sources[0])?.line;
  return {
    ...pickEnvelope(rest),
    ...content,
    toolCount: tools.length,
    documentCount: documents?.length ?? 0,
    gaps: replayability.fields,
    ...(finishReasons[0] !== undefined && { finishReason: finishReasons[0] }),
    ...(line !== undefined && { line }),
  };
}

type Envelope = Omit<CallSummary, keyof ContentSummary | 'gaps' | 'line' | 'finishReason'>;
const ENVELOPE = [
  'traceId',
  'spanId',
  'parentId',
  'sessionId',
  'userId',
  'format',
  'provider',
  'requestedModel',
  'servedModel',
  'responseId',
  'requestId',
  'startTime',
  'endTime',
  'durationMs',
  'timeToFirstTokenMs',
  'usage',
  'error',
  'site',
] as const satisfies (keyof Envelope)[];

function pickEnvelope(call: Envelope): Envelope {
  const kept = ENVELOPE.flatMap((key) => (call[key] === undefined ? [] : [[key, call[key]] as const]));
  // `format` and `usage` are never undefined, so what is kept is an Envelope.
  return Object.fromEntries(kept) as unknown as Envelope;
}

export function summariseContent({ messages, output }: Pick<CallDraft, 'messages' | 'output'>): ContentSummary {
  const query = messages.findLast((message) => message.role === 'user' && firstWords([message]) !== undefined);
  const words = query && firstWords([query]);
  const answer = firstWords(output);
  const outputKey = keyOfOutput(output);
  return {
    messageCount: messages.length,
    outputCount: output.length,
    toolCount: 0,
    toolCallCount: countToolCalls(output),
    documentCount: 0,
    ...(words !== undefined && { query: words }),
    ...(answer !== undefined && { answer }),
    ...(outputKey !== undefined && { outputKey }),
  };
}

/** Tool calls anywhere in the content, for the question whether tool definitions are missing. */
export const hasToolCalls = ({ messages, output }: Pick<CallDraft, 'messages' | 'output'>): boolean =>
  countToolCalls(messages) + countToolCalls(output) > 0;

const WORDS_LENGTH = 120;

/** The first text of the messages on one line, at most 120 characters; a tool call by its name where there is no text. */
export function firstWords(messages: readonly Message[]): string | undefined {
  for (const message of messages) {
    for (const part of message.parts) {
      const text = part.type === 'text' || part.type === 'refusal' ? part.text.slice(0, 4 * WORDS_LENGTH) : '';
      const line = text.replace(/\s+/g, ' ').trim();
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
  if (calls.length > 0) return calls.join().replace(/\s/g, '').slice(0, KEY_LENGTH);
  const text = parts.find((part) => part.type === 'text' && part.text !== '');
  return text?.type === 'text' ? `${text.text.length} ${text.text.slice(0, KEY_LENGTH)}` : undefined;
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

/** FNV-1a, 32 bits, with the length: tells equal records of one span apart from different ones. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return `${text.length}:${hash}`;
}
