/** Retrieved documents on a span: `gen_ai.retrieval.documents`, OpenInference's flattened ones. Never throws. */
import type { JsonObject, JsonValue, RetrievedDocument } from '../../model';
import { asArray, asNumber, asObject, asString, asText, compact, isObject, without } from '../../normalise/json';
import { embedded } from './genAiMessages';
import { listBelow } from './flattened';

export function documentsOf(attributes: JsonObject, spanId: string): RetrievedDocument[] {
  const list = asArray(embedded(attributes['gen_ai.retrieval.documents']).value);
  const items = list ?? flattenedDocuments(attributes);
  return items.map((item) => ({ ...documentOf(embedded(item).value ?? item), spanId }));
}

function flattenedDocuments(attributes: JsonObject): JsonValue[] {
  const reranked = listBelow(attributes, 'reranker.output_documents', 'document');
  if (reranked.length > 0) return reranked;
  const direct = listBelow(attributes, 'retrieval.documents', 'document');
  if (direct.length > 0) return direct;
  return asArray(embedded(attributes['retrieval.documents']).value) ?? [];
}

const TEXT_KEYS = ['content', 'text', 'page_content', 'document'];
const SOURCE_KEYS = ['source', 'uri', 'url', 'title'];

function documentOf(item: JsonValue): RetrievedDocument {
  if (typeof item === 'string') return { text: item };
  if (!isObject(item)) return { metadata: { value: item } };
  const textKey = TEXT_KEYS.find((key) => typeof item[key] === 'string');
  const sourceKey = SOURCE_KEYS.find((key) => typeof item[key] === 'string');
  const held = embedded(item['metadata']).value;
  const metadata = { ...(isObject(held) ? held : {}), ...without(item, [...TAKEN, textKey ?? '', sourceKey ?? '']) };
  const id = item['id'];
  return compact({
    id: typeof id === 'number' ? String(id) : asText(id),
    text: textKey === undefined ? undefined : asString(item[textKey]),
    score: asNumber(item['score']) ?? asNumber(item['relevance_score']),
    asOf: asText(item['asOf']) ?? asText(item['as_of']),
    source: sourceKey === undefined ? asText(asObject(held ?? null)?.['source']) : asText(item[sourceKey]),
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  });
}

const TAKEN = ['id', 'score', 'relevance_score', 'metadata', 'asOf', 'as_of'];
