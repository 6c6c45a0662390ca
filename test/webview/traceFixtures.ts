/** Traces for the Trace view: a support log of any length, made row by row. */
import type { CallRow } from '../../src/core/trace/format';
import type { Call } from '../../src/core/trace/model';
import type { CallDetail, ListRow, RowsParams, RowsResult, TraceSetState } from '../../src/protocol/traceApi';

const START = Date.UTC(2026, 10, 23, 10, 41, 7);
const COMPLETE = { level: 'complete' as const, fields: [] };
const NO_CONTENT = {
  level: 'incomplete' as const,
  fields: [{ path: 'messages', state: 'missing' as const, reason: 'content was not captured' }],
};

export const traceState = (changes: Partial<TraceSetState> = {}): TraceSetState => ({
  setId: 'set',
  title: 'support.trace.jsonl',
  formats: ['OTLP (GenAI)'],
  files: ['traces/support.trace.jsonl'],
  sizeBytes: 1_010_000_000,
  indexedBytes: 1_010_000_000,
  isIndexing: false,
  calls: 312_480,
  records: 312_483,
  errors: 1,
  ignored: [{ path: 'traces/support.trace.jsonl', reason: 'metrics are no spans', count: 12 }],
  version: 1,
  ...changes,
});

type Sample = Partial<CallRow> & Pick<CallRow, 'firstWords'>;
const SAMPLES: Sample[] = [
  {
    firstWords: 'Can I still get my money back?',
    model: 'gpt-4o',
    inputTokens: 6431,
    outputTokens: 88,
    durationMs: 1240,
    finishReason: 'stop',
  },
  {
    firstWords: 'Refunds are possible within 30 days',
    model: 'gpt-4o',
    inputTokens: 7902,
    outputTokens: 61,
    durationMs: 2315,
    finishReason: 'length',
  },
  {
    firstWords: 'Where is my parcel?',
    model: 'gpt-4o',
    inputTokens: 6120,
    outputTokens: 0,
    durationMs: 30_002,
    error: 'timeout',
  },
  {
    firstWords: 'classify: refund',
    model: 'gpt-4o-mini',
    inputTokens: 412,
    outputTokens: 9,
    durationMs: 311,
    finishReason: 'stop',
  },
  {
    firstWords: 'search_orders({"id":1182})',
    model: 'gpt-4o',
    inputTokens: 8204,
    outputTokens: 140,
    durationMs: 1870,
    finishReason: 'tool_calls',
  },
  {
    firstWords: 'Your order 1182 was delivered',
    model: 'gpt-4o',
    inputTokens: 8611,
    outputTokens: 95,
    durationMs: 1404,
    finishReason: 'stop',
  },
  {
    firstWords: 'The policy in the documents',
    model: 'claude-sonnet',
    inputTokens: 7300,
    outputTokens: 72,
    durationMs: 1655,
    finishReason: 'end_turn',
  },
  { firstWords: '(content was not captured)', model: 'gpt-4o', inputTokens: 6077, replayability: NO_CONTENT },
];

/** Every ninth row is a line that is no JSON. */
export function rowAt(index: number): ListRow {
  if (index % 9 === 8) {
    const error = {
      path: 'a.jsonl',
      line: 81_204 + index - 8,
      code: 'not-json' as const,
      message: 'not JSON: unexpected end at byte 40,211',
    };
    return { type: 'error', error };
  }
  const sample = SAMPLES[index % 9] ?? SAMPLES[0]!;
  const row: CallRow = {
    id: `call-${String(index)}`,
    file: 'a.jsonl',
    line: index + 1,
    format: 'otlp-genai',
    startTime: START + index * 7000,
    messageCount: 4,
    toolCallCount: 0,
    documentCount: 2,
    replayability: COMPLETE,
    ...sample,
  };
  return { type: 'call', row };
}

const matches = (row: ListRow, filter: string): boolean => {
  const text = row.type === 'call' ? `${row.row.model ?? ''} ${row.row.firstWords}` : row.error.message;
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
};

/** Answers `rows` over a log of that many rows. */
export function rowsOf(total: number): (params: Omit<RowsParams, 'setId'>) => RowsResult {
  return ({ filter, start, count }) => {
    const all = Array.from({ length: filter === '' ? 0 : total }, (_, index) => rowAt(index));
    const found = all.filter((row) => matches(row, filter));
    const size = filter === '' ? total : found.length;
    const end = Math.min(size, start + count);
    const rows =
      filter === ''
        ? Array.from({ length: Math.max(0, end - start) }, (_, offset) => rowAt(start + offset))
        : found.slice(start, end);
    const everything =
      filter === '' ? Array.from({ length: Math.min(total, 10_001) }, (_, index) => rowAt(index)) : found;
    const ids = everything.flatMap((row) => (row.type === 'call' ? [row.row.id] : []));
    return { total: size, start, rows, version: 1, matchingCalls: ids.length > 10_000 || total > 20_000 ? [] : ids };
  };
}

export function callOf(id: string, changes: Partial<Call> = {}): Call {
  return {
    id,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: id,
    sources: [
      { path: 'traces/support.trace.jsonl', line: 12, offsetBytes: 40_211, lengthBytes: 6400, role: 'span' },
      { path: 'traces/support.logs.jsonl', line: 3, offsetBytes: 812, lengthBytes: 900, role: 'message' },
    ],
    format: 'otlp-genai',
    provider: 'openai',
    requestedModel: 'gpt-4o',
    servedModel: 'gpt-4o-2024-08-06',
    startTime: START,
    endTime: START + 1704,
    durationMs: 1704,
    timeToFirstTokenMs: 890,
    params: { temperature: 0.2 },
    messages: [],
    tools: [],
    output: [
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'The order was delivered on 2 November, so the 30 days are not over.' },
          {
            type: 'text',
            text: 'Yes: refunds are possible within 30 days of delivery.\n\nYour order was delivered on 2 November.',
          },
          { type: 'toolCall', id: 'call_1', name: 'refund', arguments: '{"order":1182,"reason":"arrived broken"}' },
          { type: 'image', mimeType: 'image/png', data: 'A'.repeat(16_000) },
        ],
      },
    ],
    finishReasons: ['tool_calls'],
    usage: { input: 7902, output: 61, cached: 4096, reasoning: 20 },
    cost: { usd: 0.0203, basis: 'priced', priceDate: '2026-10-01', priceSource: 'openai.com/api/pricing' },
    documents: [],
    feedback: [],
    tags: [],
    metadata: {},
    replayability: COMPLETE,
    ...changes,
  };
}

const bar = (name: string, kind: CallDetail['timing'][number]['kind'], [start, end]: [number, number]) => ({
  spanId: name,
  name,
  kind,
  startTime: START - 611 + start,
  endTime: START - 611 + end,
  isThisCall: kind === 'llm',
});

export const detailOf = (id: string, changes: Partial<Call> = {}): CallDetail => ({
  call: callOf(id, changes),
  timing: [
    bar('support answer', 'chain', [0, 2315]),
    bar('embedding', 'embedding', [0, 38]),
    bar('vector search', 'retrieval', [38, 450]),
    bar('rerank', 'rerank', [450, 546]),
    { ...bar('search_orders', 'tool', [546, 600]), error: 'connection refused' },
    bar('inference', 'llm', [611, 2315]),
  ],
});
