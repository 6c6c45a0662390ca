/**
 * A whole call from its joined summary and the fragments that were read again. The same rules as the rows: what the
 * list shows and what the call holds never differ. Pure.
 */
import type { CallDraft, Fragment } from './format';
import { afterJoin, countToolCalls, replayabilityOf } from './gaps';
import type { JoinedCall } from './join';
import type { Call, Feedback, FieldGap, Message, Part, RetrievedDocument, SourceRange, Usage } from './model';

type Share = Extract<Fragment, { type: 'messages' }>;

export interface Reread {
  /** The draft of the call's own record; absent where only message events tell of it. */
  draft?: CallDraft;
  /** In order. */
  shares: Share[];
  /** What was retrieved in the same trace before the call. */
  documents: RetrievedDocument[];
}

export function rebuildCall(id: string, joined: JoinedCall, { draft, shares, documents }: Reread): Call {
  const { trace, entry } = joined;
  const base: CallDraft = draft ?? emptyDraft(joined);
  const withShares = mergeShares(base, shares);
  const sessionId = base.sessionId ?? trace?.sessionId;
  const userId = base.userId ?? trace?.userId;
  const gaps = shares.length === 0 ? base.replayability.fields : gapsAfter(withShares, entry.summary.gaps, shares);
  return {
    ...withShares,
    id,
    ...(sessionId !== undefined && { sessionId }),
    ...(userId !== undefined && { userId }),
    documents: [...(base.documents ?? []), ...documents],
    feedback: [...(base.feedback ?? []), ...feedbackOf(joined)],
    replayability: replayabilityOf(gaps),
  };
}

function emptyDraft({ entry: { summary } }: JoinedCall): CallDraft {
  const { traceId, spanId, parentId, format, startTime, endTime, error } = summary;
  return {
    format,
    sources: [],
    params: {},
    messages: [],
    tools: [],
    output: [],
    finishReasons: [],
    usage: {},
    tags: [],
    metadata: {},
    replayability: replayabilityOf([]),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
    ...(parentId !== undefined && { parentId }),
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    ...(error && { error }),
  };
}

/** Content from the span itself wins: the same content may be written in both places. */
function mergeShares(base: CallDraft, shares: Share[]): CallDraft {
  if (shares.length === 0) return base;
  const said = Object.assign({}, ...shares.map(({ call }) => call ?? {})) as NonNullable<Share['call']>;
  const { tools, finishReasons, params, system, ...names } = said;
  const messages = base.messages.length > 0 ? base.messages : shares.flatMap(({ input }) => input);
  const output = base.output.length > 0 ? base.output : shares.flatMap((share) => share.output);
  const allReasons = shares.flatMap(({ call }) => call?.finishReasons ?? []);
  const instructions = base.system ?? system;
  const { system: _, ...plain } = base;
  return {
    ...names,
    ...plain,
    messages,
    output,
    ...(instructions && !repeatsSystem(instructions, messages) && { system: instructions }),
    tools: base.tools.length > 0 ? base.tools : (tools ?? []),
    params: { ...params, ...base.params },
    finishReasons:
      base.finishReasons.length > 0 ? base.finishReasons : allReasons.length > 0 ? allReasons : (finishReasons ?? []),
    usage: mergeUsage(base.usage, shares),
    sources: uniqueSources([...base.sources, ...shares.map(({ source }) => source)]),
  };
}

/** Some instrumentations write the system text both as instructions and as the first message: it was sent once. */
function repeatsSystem(system: Part[], messages: Message[]): boolean {
  const [first] = messages;
  if (first?.role !== 'system' && first?.role !== 'developer') return false;
  return textOf(first.parts) === textOf(system);
}

const textOf = (parts: Part[]): string => parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');

const mergeUsage = (usage: Usage, shares: Share[]): Usage =>
  Object.assign({}, ...shares.map((share) => share.usage ?? {}), usage) as Usage;

function uniqueSources(sources: SourceRange[]): SourceRange[] {
  const byPlace = new Map<string, SourceRange>();
  for (const source of sources) {
    const key = `${source.path}\n${source.offsetBytes}`;
    if (!byPlace.has(key)) byPlace.set(key, source);
  }
  return [...byPlace.values()];
}

function gapsAfter(call: CallDraft, own: FieldGap[], shares: Share[]): FieldGap[] {
  const content = {
    messageCount: call.messages.length,
    outputCount: call.output.length,
    toolCount: call.tools.length,
    toolCallCount: countToolCalls(call.messages) + countToolCalls(call.output),
    hasError: call.error !== undefined,
    hasModel: (call.requestedModel ?? call.servedModel) !== undefined,
  };
  return afterJoin([...own, ...shares.flatMap(({ gaps }) => gaps ?? [])], content);
}

export function feedbackOf({ trace, entry }: JoinedCall): Feedback[] {
  const spanId = entry.summary.spanId;
  const own = (trace?.feedback ?? []).filter((item) => item.spanId === undefined || item.spanId === spanId);
  return own.map(({ spanId: _, ...feedback }) => feedback);
}
