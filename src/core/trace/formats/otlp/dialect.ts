/** Which dialect a span speaks and what kind of span it is, by its attributes alone. Never throws. */
import type { JsonObject, JsonValue, SpanKind } from '../../model';
import { asString, asText } from '../../normalise/json';

export type Dialect = 'genai' | 'openinference' | 'ai-sdk';

export interface SpanClass {
  kind: SpanKind;
  /** Present where the span is a call of a dialect that is read. */
  dialect?: Dialect;
  /** Why a span that is a call is not read. */
  unread?: string;
}

export function classify(attributes: JsonObject): SpanClass {
  for (const rule of RULES) {
    const found = rule(attributes);
    if (found) return found;
  }
  return { kind: 'other' };
}

/** In the order of formats.md: what names the kind itself first, then the attributes that only calls have. */
const RULES: ((attributes: JsonObject) => SpanClass | undefined)[] = [
  openInference,
  aiSdk,
  genAiOperation,
  genAiContent,
  traceloopKind,
  unreadDialect,
];

const OPENINFERENCE_KINDS: { [kind: string]: SpanKind } = {
  LLM: 'llm',
  EMBEDDING: 'embedding',
  RETRIEVER: 'retrieval',
  RERANKER: 'rerank',
  TOOL: 'tool',
  AGENT: 'agent',
  CHAIN: 'chain',
};

function openInference(attributes: JsonObject): SpanClass | undefined {
  const kind = asText(attributes['openinference.span.kind'])?.toUpperCase();
  if (kind === undefined) {
    const hasMessages = 'llm.input_messages.0.message.role' in attributes;
    return hasMessages ? { kind: 'llm', dialect: 'openinference' } : undefined;
  }
  if (kind === 'LLM') return { kind: 'llm', dialect: 'openinference' };
  return { kind: lookUp(OPENINFERENCE_KINDS, kind) ?? 'other' };
}

/** Legacy `ai.*` of the AI SDK. Outer spans are calls as well: they give way to the inner ones as they are no leaves. */
function aiSdk(attributes: JsonObject): SpanClass | undefined {
  const operation = asText(attributes['ai.operationId']);
  if (operation === undefined) return undefined;
  if (/\.(?:generate|stream)(?:Text|Object)(?:\.|$)/.test(operation)) return { kind: 'llm', dialect: 'ai-sdk' };
  if (/embed/i.test(operation)) return { kind: 'embedding' };
  if (/rerank/i.test(operation)) return { kind: 'rerank' };
  return { kind: operation === 'ai.toolCall' ? 'tool' : 'chain' };
}

const OPERATIONS: { [operation: string]: SpanKind } = {
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  completion: 'llm',
  embeddings: 'embedding',
  retrieval: 'retrieval',
  rerank: 'rerank',
  execute_tool: 'tool',
  invoke_agent: 'agent',
  create_agent: 'agent',
  invoke_workflow: 'chain',
  agent_step: 'chain',
  plan: 'chain',
};

function genAiOperation(attributes: JsonObject): SpanClass | undefined {
  const operation = asText(attributes['gen_ai.operation.name'])?.toLowerCase();
  if (operation === undefined) return undefined;
  const kind = lookUp(OPERATIONS, operation);
  if (kind === undefined) return hasGenAiContent(attributes) ? { kind: 'llm', dialect: 'genai' } : undefined;
  return kind === 'llm' ? { kind, dialect: 'genai' } : { kind };
}

const REQUEST_TYPES: { [type: string]: SpanKind } = { embedding: 'embedding', rerank: 'rerank' };

function genAiContent(attributes: JsonObject): SpanClass | undefined {
  const requestType = asText(attributes['llm.request.type']);
  const kind = requestType === undefined ? undefined : lookUp(REQUEST_TYPES, requestType);
  if (kind) return { kind };
  if ('gen_ai.retrieval.documents' in attributes) return { kind: 'retrieval' };
  const hasKind = 'traceloop.span.kind' in attributes;
  const isCall = requestType === 'chat' || requestType === 'completion' || hasGenAiContent(attributes);
  if (isCall) return { kind: 'llm', dialect: 'genai' };
  const hasModel =
    'gen_ai.request.model' in attributes && ('gen_ai.system' in attributes || 'gen_ai.provider.name' in attributes);
  return hasModel && !hasKind ? { kind: 'llm', dialect: 'genai' } : undefined;
}

const hasGenAiContent = (attributes: JsonObject): boolean => CONTENT.some((key) => key in attributes);
const CONTENT = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.prompt.0.role',
  'gen_ai.prompt.0.content',
  'gen_ai.completion.0.content',
  'gen_ai.completion.0.role',
];

const TRACELOOP_KINDS: { [kind: string]: SpanKind } = {
  workflow: 'chain',
  task: 'chain',
  agent: 'agent',
  tool: 'tool',
};

function traceloopKind(attributes: JsonObject): SpanClass | undefined {
  const kind = asText(attributes['traceloop.span.kind']);
  return kind === undefined ? undefined : { kind: lookUp(TRACELOOP_KINDS, kind) ?? 'other' };
}

/** Model calls that other tools write into OTLP in attributes of their own. */
function unreadDialect(attributes: JsonObject): SpanClass | undefined {
  for (const [key, values, name] of UNREAD) {
    const value = asString(attributes[key])?.replace(/"/g, '').toLowerCase();
    if (value !== undefined && values.includes(value)) {
      return { kind: 'llm', unread: `model call in ${name} attributes, which are not read yet` };
    }
  }
  return undefined;
}

const UNREAD: [key: string, values: string[], name: string][] = [
  ['langfuse.observation.type', ['generation'], 'Langfuse'],
  ['mlflow.spanType', ['llm', 'chat_model'], 'MLflow'],
  ['genkit:type', ['model'], 'Genkit'],
];

const lookUp = <T>(table: { [key: string]: T }, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** True where any attribute names the dialect; used to tell the two kinds of OTLP file apart. */
export const isOpenInferenceKey = (key: JsonValue | undefined): boolean =>
  key === 'openinference.span.kind' || key === 'llm.input_messages.0.message.role';
