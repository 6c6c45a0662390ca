/**
 * A record of request and response → one call, for every API whose bodies a pair of functions can read.
 * Never throws; a record without its request is a call whose gaps are listed.
 */
import type { CallDraft, Fragment, RecordReader, TraceRecord } from '../../format';
import type { FieldGap, JsonObject, JsonValue } from '../../model';
import { asText, compact, isObject } from '../../normalise/json';
import type { RequestFields, ResponseFields } from '../../normalise/openAiBodies';
import { readAround } from './around';
import { openEnvelope, type Dialect, type Envelope } from './envelope';

export interface PairFormat {
  name: string;
  dialect: Dialect;
  provider?: string;
  request(body: JsonObject): RequestFields;
  response(body: JsonObject): ResponseFields;
}

const NOT_READ: Partial<Record<Dialect, string>> = {
  responses: 'OpenAI Responses: not read yet',
  embeddings: 'embeddings: no call of a chat model',
};

export function openPairReader(format: PairFormat): RecordReader {
  return { read: (record) => readPair(format, record), finish: () => [] };
}

function readPair(format: PairFormat, record: TraceRecord): Fragment[] {
  const envelope = openEnvelope(record.value);
  const reason = envelope && NOT_READ[envelope.dialect];
  if (reason !== undefined) return [{ type: 'ignored', path: record.path, reason }];
  if (envelope?.dialect !== format.dialect) {
    return [{ type: 'ignored', path: record.path, reason: 'no request and no response' }];
  }
  return [{ type: 'call', call: draftOf(format, envelope, record) }];
}

function draftOf(format: PairFormat, envelope: Envelope, record: TraceRecord): CallDraft {
  const request = envelope.request && format.request(envelope.request);
  const response = responseOf(format, envelope.response);
  const around = readAround(envelope.around);
  const { path, line, offsetBytes, lengthBytes } = record;
  return compact({
    ...around,
    ...(request ?? { messages: [], tools: [], params: {} }),
    ...response,
    sources: [compact({ path, line, offsetBytes, lengthBytes, role: 'span' as const })],
    format: format.name,
    provider: around.provider ?? format.provider,
    requestedModel: request?.requestedModel ?? around.requestedModel,
    error: response.error ?? around.error,
    cost: around.cost ?? response.cost,
    replayability: replayabilityOf(envelope.request),
  });
}

function responseOf(format: PairFormat, response: JsonObject | string | undefined): ResponseFields {
  if (isObject(response)) return messageAlone(response) ?? format.response(response);
  const text = asText(response);
  const output: ResponseFields['output'] =
    text === undefined ? [] : [{ role: 'assistant', parts: [{ type: 'text', text }] }];
  return { output, finishReasons: [], usage: {} };
}

/** A log that kept of an answer only what could not be read as a whole body. */
function messageAlone(response: JsonObject): ResponseFields | undefined {
  const known = ['choices', 'content', 'error', 'usage'].some((key) => key in response);
  if (known || Object.keys(response).length === 0) return undefined;
  const raw: JsonValue = response;
  return { output: [{ role: 'assistant', parts: [{ type: 'unknown', raw }] }], finishReasons: [], usage: {} };
}

function replayabilityOf(request: JsonObject | undefined): CallDraft['replayability'] {
  if (!request) {
    const reason = 'The log holds only the response.';
    const fields: FieldGap[] = ['messages', 'tools', 'params'].map((path) => ({ path, state: 'missing', reason }));
    return { level: 'incomplete', fields };
  }
  return Array.isArray(request['messages'])
    ? { level: 'complete', fields: [] }
    : {
        level: 'incomplete',
        fields: [{ path: 'messages', state: 'missing', reason: 'The request holds no messages.' }],
      };
}
