/**
 * The text filter of a trace: every word must occur in the call, whatever its case; "quoted words" are one. Pure.
 */
import type { CallRow } from './format';
import type { Call, Message, Part } from './model';

/** The filter's words in lower case; none = everything matches. */
export function parseFilter(filter: string): string[] {
  const words = [...filter.matchAll(/"([^"]*)"?|(\S+)/g)].map((match) => (match[1] ?? match[2] ?? '').toLowerCase());
  return words.filter((word) => word.trim() !== '');
}

/** What the row itself says; saves reading the call again. */
export function rowText(row: CallRow): string {
  const { id, file, traceId, spanId, sessionId, site, model, servedModel, provider, format } = row;
  const ids = [id, file, traceId, spanId, sessionId, site, model, servedModel, provider, format];
  const fields = [...ids, row.error, row.finishReason, row.firstWords];
  return fields
    .filter((field) => field !== undefined)
    .join('\n')
    .toLowerCase();
}

/** All text of a call: what was sent, what came back, what the log says around it. */
export function callText(call: Call): string {
  const { system, messages, output, tools, documents, metadata, params, tags, feedback, error, userId } = call;
  const texts = [
    ...(system ?? []).flatMap(partTexts),
    ...[...messages, ...output].flatMap(messageTexts),
    ...tools.flatMap(({ name, description, parameters }) => [
      name,
      description ?? '',
      JSON.stringify(parameters ?? ''),
    ]),
    ...documents.flatMap(({ id, text, source }) => [id ?? '', text ?? '', source ?? '']),
    ...feedback.flatMap(({ name, value, comment }) => [name, String(value), comment ?? '']),
    ...tags,
    error?.type ?? '',
    userId ?? '',
    JSON.stringify(params),
    JSON.stringify(metadata),
  ];
  return texts.join('\n').toLowerCase();
}

const messageTexts = ({ role, name, parts }: Message): string[] => [role, name ?? '', ...parts.flatMap(partTexts)];

function partTexts(part: Part): string[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return [part.text];
    case 'toolCall':
      return [part.id ?? '', part.name, part.arguments];
    case 'toolResult':
      return [part.id ?? '', part.name ?? '', ...part.parts.flatMap(partTexts)];
    case 'image':
    case 'audio':
    case 'file':
      return [part.name ?? '', part.url ?? ''];
    case 'unknown':
      return [JSON.stringify(part.raw)];
  }
}

/**
 * The runs of letters and digits of a word: a JSON file holds them as they are, without any escape. Where one does
 * not occur in a call's records, the word cannot occur in the call.
 */
export const rawNeedles = (word: string): string[] => word.match(/[a-z0-9]+/g) ?? [];

/** Runs of these and of other letters; absent where the word is all ASCII. They may stand in JSON as escapes, too. */
export const unicodeNeedles = (word: string): string[] =>
  (word.match(/[a-z0-9\u0080-\uffff]+/g) ?? []).filter((run) => /[\u0080-\uffff]/.test(run));
