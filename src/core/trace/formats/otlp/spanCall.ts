/** The call that an llm span is: envelope, what its dialect says, what is missing. Never throws. */
import type { CallDraft } from '../../format';
import { countToolCalls, missingContent, replayabilityOf } from '../../gaps';
import type { FieldGap, JsonObject, SourceRange } from '../../model';
import { asNumber, asText, compact } from '../../normalise/json';
import { openInferenceFields } from '../openinference/openInferenceCall';
import { aiSdkContent, aiSdkParams, aiSdkToolChoice, aiSdkUsage } from './aiSdkCall';
import type { Dialect } from './dialect';
import { genAiContent, genAiFirstTokenMs, genAiParams, genAiUsage } from './genAiCall';
import { documentsOf } from './documents';
import type { OtlpEvent, OtlpSpan } from './span';

export const OTLP_GENAI = 'otlp-genai';
export const OTLP_OPENINFERENCE = 'otlp-openinference';

/** `isExact`: the provider's own request is in the log, so that what it lacks was not sent. */
type Said = Partial<CallDraft> & { gaps: FieldGap[]; isExact?: boolean };

export function spanCall(span: OtlpSpan, dialect: Dialect, source: SourceRange): CallDraft {
  const { attributes } = span;
  const { gaps, isExact, ...said } = SAYS[dialect](span);
  const documents = documentsOf(attributes, span.id);
  const draft = {
    messages: [],
    output: [],
    tools: [],
    params: {},
    usage: {},
    finishReasons: [],
    tags: [],
    ...said,
  } satisfies Partial<CallDraft>;
  const fields = [...missingOf(draft, span, isExact === true), ...gaps, ...droppedGap(span)];
  return compact({
    ...draft,
    traceId: span.traceId,
    spanId: span.id,
    parentId: span.parentId,
    sessionId: sessionOf(attributes),
    userId: userOf(attributes),
    sources: [source],
    format: dialect === 'openinference' ? OTLP_OPENINFERENCE : OTLP_GENAI,
    startTime: span.startTime,
    endTime: span.endTime,
    durationMs: span.durationMs,
    timeToFirstTokenMs: said.timeToFirstTokenMs ?? firstTokenEvent(span),
    error: span.error,
    documents,
    metadata: metadataOf(span),
    site: said.site ?? siteOf(attributes),
    replayability: replayabilityOf(fields),
  });
}

const SAYS: { [D in Dialect]: (span: OtlpSpan) => Said } = {
  genai: ({ attributes, events }) => ({ ...genAiEnvelope(attributes), ...genAiContent(attributes, events) }),
  openinference: ({ attributes }) => openInferenceFields(attributes),
  'ai-sdk': ({ attributes, events }) => aiSdkSays(attributes, events),
};

function aiSdkSays(attributes: JsonObject, events: OtlpEvent[]): Said {
  const envelope = genAiEnvelope(attributes);
  const content = aiSdkContent(attributes);
  const found = content.messages.length > 0 || content.gaps.length > 0 ? content : genAiContent(attributes, events);
  const firstChunkMs = asNumber(attributes['ai.response.msToFirstChunk']);
  return {
    ...envelope,
    ...found,
    ...compact({
      provider: envelope.provider ?? asText(attributes['ai.model.provider'])?.toLowerCase(),
      requestedModel: envelope.requestedModel ?? asText(attributes['ai.model.id']),
      servedModel: envelope.servedModel ?? asText(attributes['ai.response.model']),
      responseId: envelope.responseId ?? asText(attributes['ai.response.id']),
      toolChoice: content.tools.length > 0 ? aiSdkToolChoice(attributes) : undefined,
      timeToFirstTokenMs: firstChunkMs,
    }),
    params: { ...aiSdkParams(attributes), ...envelope.params },
    usage: { ...envelope.usage, ...aiSdkUsage(attributes) },
  };
}

function genAiEnvelope(attributes: JsonObject): Partial<CallDraft> {
  const usd = asNumber(attributes['gen_ai.usage.cost']);
  const format = asText(attributes['gen_ai.openai.request.response_format']);
  return compact({
    provider: (asText(attributes['gen_ai.provider.name']) ?? asText(attributes['gen_ai.system']))?.toLowerCase(),
    requestedModel: asText(attributes['gen_ai.request.model']),
    servedModel: asText(attributes['gen_ai.response.model']),
    responseId: asText(attributes['gen_ai.response.id']),
    params: genAiParams(attributes),
    usage: genAiUsage(attributes),
    cost: usd === undefined ? undefined : { usd, basis: 'reported' as const },
    timeToFirstTokenMs: genAiFirstTokenMs(attributes),
    responseFormat: format === undefined || format === 'text' ? undefined : { type: format },
  });
}

/** What a span, or a log record, says about who talked: the keys are the conventions' and OpenInference's. */
export const sessionOf = (attributes: JsonObject): string | undefined => firstText(attributes, SESSION_KEYS);
export const userOf = (attributes: JsonObject): string | undefined => firstText(attributes, USER_KEYS);
const siteOf = (attributes: JsonObject): string | undefined => firstText(attributes, SITE_KEYS);

const SESSION_KEYS = [
  'session.id',
  'gen_ai.conversation.id',
  'traceloop.association.properties.session_id',
  'langfuse.session.id',
  'ai.telemetry.metadata.sessionId',
];
const USER_KEYS = [
  'user.id',
  'enduser.id',
  'traceloop.association.properties.user_id',
  'langfuse.user.id',
  'ai.telemetry.metadata.userId',
];
const SITE_KEYS = [
  'code.function.name',
  'code.function',
  'gen_ai.prompt.name',
  'traceloop.prompt.key',
  'langfuse.observation.prompt.name',
  'ai.telemetry.functionId',
];

function firstText(attributes: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = asText(attributes[key]);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** OpenInference marks the first token by an event. */
function firstTokenEvent({ events, startTime }: OtlpSpan): number | undefined {
  const event = events.find(({ name }) => /first[ _.]?(?:token|chunk)/i.test(name));
  return event?.timeMs === undefined || startTime === undefined ? undefined : event.timeMs - startTime;
}

type Content = Pick<CallDraft, 'messages' | 'output' | 'tools'> &
  Partial<Pick<CallDraft, 'requestedModel' | 'servedModel'>>;

function missingOf(draft: Content, span: OtlpSpan, isExact: boolean): FieldGap[] {
  return missingContent({
    messageCount: draft.messages.length,
    outputCount: draft.output.length,
    toolCount: draft.tools.length,
    toolCallCount: isExact ? 0 : countToolCalls(draft.messages) + countToolCalls(draft.output),
    hasError: span.error !== undefined,
    hasModel: (draft.requestedModel ?? draft.servedModel) !== undefined,
  });
}

/** Dropped attributes may have been messages where each message is attributes of its own. */
function droppedGap({ droppedAttributeCount: count, attributes }: OtlpSpan): FieldGap[] {
  if (count === 0) return [];
  const isFlattened = Object.keys(attributes).some((key) => /^(?:llm\.input_messages|gen_ai\.prompt)\.\d/.test(key));
  const reason = `the exporter dropped ${count} ${count === 1 ? 'attribute' : 'attributes'} of this span`;
  return [{ path: isFlattened ? 'messages' : 'params', state: 'truncated', reason }];
}

const METADATA_LIMIT = 1000;

/** What the span says besides the call: small values without a place in the normal form. */
function metadataOf({ attributes, scope }: OtlpSpan): JsonObject {
  const known = /^(?:gen_ai|llm|input|output|ai|openinference)\./;
  const rest = Object.entries(attributes).filter(
    ([key, value]) => !known.test(key) && JSON.stringify(value).length <= METADATA_LIMIT,
  );
  return { ...Object.fromEntries(rest), ...(scope && { 'otel.scope.name': scope }) };
}
