/** GenAI events on OTLP log records: messages, choices, whole inferences, evaluations. Never throws. */
import type { CallDraft, Fragment } from '../../format';
import { countToolCalls, missingContent, replayabilityOf } from '../../gaps';
import type { SourceRange } from '../../model';
import { asNumber, asText, compact } from '../../normalise/json';
import { genAiContent, genAiParams, genAiUsage } from './genAiCall';
import { choiceMessage, eventMessage, isMessageEvent } from './genAiMessages';
import type { OtlpLog } from './span';
import { OTLP_GENAI, sessionOf, userOf } from './spanCall';

export function logFragments(log: OtlpLog, source: SourceRange): Fragment[] {
  if (log.name === 'gen_ai.evaluation.result') return evaluation(log, source);
  if (log.name === 'gen_ai.client.inference.operation.details') return inference(log, source);
  const isChoice = log.name === 'gen_ai.choice';
  if (!isChoice && !isMessageEvent(log.name)) {
    return [{ type: 'ignored', path: source.path, reason: 'log record that is no GenAI event' }];
  }
  const { traceId, spanId } = log;
  if (traceId === undefined || spanId === undefined) {
    return [{ type: 'ignored', path: source.path, reason: 'message event that names no span' }];
  }
  const provider = asText(log.attributes['gen_ai.system'])?.toLowerCase();
  const call = compact({ provider });
  if (!isChoice) {
    const input = [eventMessage(log.name, log.body)];
    return [{ type: 'messages', traceId, spanId, input, output: [], call, source }];
  }
  const { message, finishReason } = choiceMessage(log.body);
  const said = { ...call, finishReasons: finishReason === undefined ? [] : [finishReason] };
  return [{ type: 'messages', traceId, spanId, input: [], output: [message], call: said, source }];
}

/** `gen_ai.client.inference.operation.details`: the span's content attributes on a record of its own (G3b). */
function inference(log: OtlpLog, source: SourceRange): Fragment[] {
  const { attributes, traceId, spanId } = log;
  const { messages, output, gaps, ...content } = genAiContent(attributes, []);
  const requestedModel = asText(attributes['gen_ai.request.model']);
  const servedModel = asText(attributes['gen_ai.response.model']);
  const said = compact({
    system: content.system,
    tools: content.tools,
    finishReasons: content.finishReasons,
    params: genAiParams(attributes),
    provider: (asText(attributes['gen_ai.provider.name']) ?? asText(attributes['gen_ai.system']))?.toLowerCase(),
    requestedModel,
    servedModel,
    responseId: asText(attributes['gen_ai.response.id']),
  });
  const usage = genAiUsage(attributes);
  if (traceId !== undefined && spanId !== undefined) {
    return [{ type: 'messages', traceId, spanId, input: messages, output, call: said, usage, gaps, source }];
  }
  const facts = {
    messageCount: messages.length,
    outputCount: output.length,
    toolCount: content.tools.length,
    toolCallCount: countToolCalls(messages) + countToolCalls(output),
    hasError: false,
    hasModel: (requestedModel ?? servedModel) !== undefined,
  };
  const call: CallDraft = compact({
    ...said,
    messages,
    output,
    usage,
    sources: [source],
    format: OTLP_GENAI,
    tags: [],
    metadata: {},
    sessionId: sessionOf(attributes),
    userId: userOf(attributes),
    replayability: replayabilityOf([...missingContent(facts), ...gaps]),
  });
  return [{ type: 'call', call }];
}

function evaluation({ attributes, traceId, spanId }: OtlpLog, source: SourceRange): Fragment[] {
  const name = asText(attributes['gen_ai.evaluation.name']);
  const value =
    asNumber(attributes['gen_ai.evaluation.score.value']) ?? asText(attributes['gen_ai.evaluation.score.label']);
  if (traceId === undefined || name === undefined || value === undefined) {
    return [{ type: 'ignored', path: source.path, reason: 'evaluation that names no span or no score' }];
  }
  const comment = asText(attributes['gen_ai.evaluation.explanation']);
  return [{ type: 'feedback', traceId, ...compact({ spanId, comment }), name, value }];
}
