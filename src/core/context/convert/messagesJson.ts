/**
 * Plain messages in JSON as a context document: a list of messages, or a request body of OpenAI, Anthropic or Gemini.
 * What is logged is no template: braces stay as they are. It recognises by shape and never by the file's name.
 */
import type { JsonObject, JsonValue, Message } from '../../trace/model';
import { anthropicRequest, isAnthropicRequest } from '../../trace/normalise/anthropicBodies';
import { isObject } from '../../trace/normalise/json';
import { parseJsonText } from '../../trace/jsonText';
import { openAiChatRequest, type RequestFields } from '../../trace/normalise/openAiBodies';
import { leadingSystemCount, splitCall } from '../bindCall';
import { reserveOf } from '../reconstruct';
import { readSource, type SourceNode, type Span } from '../yaml';
import { messageValue, systemPieces } from './callSections';
import { entrySpan, placesOfSections, SectionIds, type Converted, type Note, type PlacedSection } from './converted';
import { geminiMessage, geminiRequest, isContent, isGeminiRequest } from './geminiBody';
import { keptSentences } from './prompty';
import { escapeBraces } from './templateText';

/** Nothing where the text holds no messages: it may be anything then. */
export function convertMessagesJson(text: string): Converted | undefined {
  const body = text.replace(/^\uFEFF/, '');
  const outcome = parseJsonText(body);
  const request = outcome.ok ? requestOf(outcome.value) : undefined;
  if (!request) return undefined;
  const { root } = readSource(body, 'json');
  return root ? converted(request, root) : undefined;
}

/** Answers and records hold messages too. */
const NOT_OF_A_REQUEST = ['choices', 'candidates', 'sections', 'request', 'response'];

function requestOf(value: JsonValue): RequestFields | undefined {
  if (Array.isArray(value)) return listOf(value);
  if (!isObject(value) || NOT_OF_A_REQUEST.some((key) => key in value)) return undefined;
  if (isGeminiRequest(value)) return geminiRequest(value);
  const list = value['messages'];
  if (!Array.isArray(list) || list.length === 0 || !list.every(isMessage)) return undefined;
  return isAnthropicRequest(value) ? anthropicRequest(value) : openAiChatRequest(value);
}

const isMessage = (value: JsonValue): boolean =>
  isObject(value) && typeof value['role'] === 'string' && ('content' in value || 'tool_calls' in value);

function listOf(list: JsonValue[]): RequestFields | undefined {
  if (list.length === 0) return undefined;
  if (list.every((each) => isContent(each) && typeof each['role'] === 'string')) {
    return { messages: list.map(geminiMessage), tools: [], params: {} };
  }
  if (!list.every(isMessage)) return undefined;
  const body: JsonObject = { messages: list };
  return isAnthropicRequest(body) ? anthropicRequest(body) : openAiChatRequest(body);
}

function converted(request: RequestFields, root: SourceNode): Converted {
  const sections = sectionsOf(request, root);
  const { requestedModel, params, toolChoice, responseFormat, extra } = request;
  const reserve = Math.ceil(reserveOf({ params }));
  const value: JsonObject = {
    version: 1,
    ...(requestedModel === undefined ? {} : { model: requestedModel }),
    ...(reserve > 0 ? { reserve } : {}),
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    ...(extra === undefined ? {} : { extra }),
    sections: sections.map((section) => section.value),
  };
  const model = entrySpan(root, 'model');
  const places = [...placesOfSections(sections), ...(model ? [{ path: ['model'], span: model }] : [])];
  return { value, places, kept: keptSentences(value), lost: lostOf(request, root), problems: [] };
}

function lostOf({ system = [], messages }: RequestFields, root: SourceNode): Note[] {
  const fields = system.flatMap((part) => (part.type === 'text' ? Object.keys(part.extra ?? {}) : []));
  const others = system.filter(({ type }) => type !== 'text').length;
  const hasBraces = [...system, ...messages.flatMap(({ parts }) => parts)].some(
    (part) => part.type === 'text' && /\{\{[^{}]+\}\}/.test(part.text),
  );
  const span =
    entrySpan(root, 'system') ?? entrySpan(root, 'systemInstruction') ?? entrySpan(root, 'system_instruction');
  const at = span ? { span } : {};
  return [
    ...(fields.length > 0
      ? [
          {
            message: `Of the separate system field, ${[...new Set(fields)].join(', ')} is kept as x-extra and not sent.`,
            ...at,
          },
        ]
      : []),
    ...(others > 0 ? [{ message: 'What is no text in the separate system field is left out.', ...at }] : []),
    ...(hasBraces ? [{ message: 'Texts in double braces stay literal: messages in JSON are no template.' }] : []),
  ];
}

function sectionsOf(request: RequestFields, root: SourceNode): PlacedSection[] {
  const { messages, tools } = request;
  const list =
    root.items ?? root.entries?.get('messages')?.node.items ?? root.entries?.get('contents')?.node.items ?? [];
  const spanOf = (from: number, to: number): Span => ({
    start: list[from]?.start ?? 0,
    end: list[to - 1]?.end ?? root.end,
  });
  const leading = leadingSystemCount(messages);
  const { history, query, tail } = splitCall({ messages });
  const asked = leading + history.length;
  const after = asked + (query ? 1 : 0);
  const toolSpan = entrySpan(root, 'tools');
  const group = (id: string, own: readonly Message[], from: number, more: JsonObject): PlacedSection[] =>
    own.length === 0
      ? []
      : [{ value: { id, ...more, messages: own.map(messageValue) }, span: spanOf(from, from + own.length) }];
  return [
    ...instructions(request, root, spanOf),
    ...(tools.length > 0
      ? [{ value: { id: 'tools', required: true, tools: plain(tools) }, span: toolSpan ?? root }]
      : []),
    ...group('history', history, leading, { kind: 'history', overflow: 'drop-oldest' }),
    ...(query ? [{ value: questionOf(query), span: spanOf(asked, after) }] : []),
    ...group('turn', tail, after, { kind: 'history', required: true }),
  ];
}

// Tool definitions are plain data.
const plain = (value: RequestFields['tools']): JsonValue => value as unknown as JsonValue;

function questionOf(query: Message): JsonObject {
  const head = { id: 'question', kind: 'query', required: true };
  const [part, ...others] = query.parts;
  const isPlain =
    part?.type === 'text' && others.length === 0 && !part.extra && !query.extra && query.name === undefined;
  return isPlain ? { ...head, text: escapeBraces(part.text) } : { ...head, messages: [messageValue(query)] };
}

function instructions(
  request: RequestFields,
  root: SourceNode,
  spanOf: (from: number, to: number) => Span,
): PlacedSection[] {
  const ids = new SectionIds();
  const field =
    entrySpan(root, 'system') ?? entrySpan(root, 'systemInstruction') ?? entrySpan(root, 'system_instruction');
  const fieldCount = systemPieces({ messages: [], ...(request.system ? { system: request.system } : {}) }).length;
  return systemPieces(request).map((piece, index) => {
    const head = { id: ids.next('instructions'), kind: 'instructions', required: true };
    const isField = index < fieldCount;
    const span = isField ? (field ?? root) : spanOf(index - fieldCount, index - fieldCount + 1);
    if (piece.type === 'message') return { value: { ...head, messages: [messageValue(piece.message)] }, span };
    const role = piece.role === 'developer' ? { role: 'developer' } : {};
    const extra = piece.extra ? { 'x-extra': piece.extra } : {};
    const merge = piece.isField && index > 0 ? { merge: true } : {};
    return { value: { ...head, ...role, ...merge, ...extra, text: escapeBraces(piece.text) }, span };
  });
}
