/** A run of two variants with five samples, and the pair of the sketch. */
import type { GridCell, GridRow, Pair, RunSummary, SideOutput } from '../../src/core/compare/model';
import type { PairParams } from '../../src/protocol/runApi';

export const V1 = '5b1f0c2a9d3e';
export const V2 = '7c2e1d3b0a4f';
const spec = { base: 'logged', edits: [], off: [], set: {} };

export const runSummary = (changes: Partial<RunSummary> = {}): RunSummary => ({
  header: {
    v: 1,
    type: 'run',
    id: 'refund-fix',
    createdAt: '2026-11-23T10:00:00.000Z',
    toolVersion: '0.1.0',
    traces: [],
    provider: 'openai',
    origin: 'https://api.openai.com',
    samples: 5,
    toolPolicy: 'none',
    caps: {},
  },
  variants: [
    { id: V1, name: 'unchanged', spec },
    { id: V2, name: 'support-v2', spec },
  ],
  calls: 40,
  planned: 400,
  ok: 388,
  failed: 3,
  capped: 4,
  cancelled: 0,
  notRun: 5,
  cost: { usd: 2.31, basis: 'priced', priceDate: '2026-10-01' },
  ended: 'capped',
  errors: [],
  ...changes,
});

const cell = (variantId: string, ok: number, changes: Partial<GridCell> = {}): GridCell => ({
  variantId,
  ok,
  failed: 0,
  capped: 0,
  cancelled: 0,
  notRun: 0,
  firstWords: 'Thank you for your patience.',
  ...changes,
});

const QUERIES = [
  'Can I still get my money back?',
  'Where is my parcel?',
  'Is order 1182 refundable?',
  'Change my address',
  'Do you ship to Norway?',
];
export function gridRow(index: number): GridRow {
  const query = QUERIES[index % QUERIES.length] ?? '';
  const kinds: [GridRow['logged']['status'], GridCell[]][] = [
    ['ok', [cell(V1, 5, { equalsLogged: true }), cell(V2, 5)]],
    ['error', [cell(V1, 4, { failed: 1 }), cell(V2, 5)]],
    ['ok', [cell(V1, 5), cell(V2, 3, { capped: 2 })]],
    ['absent', [cell(V1, 5), cell(V2, 0, { notRun: 5 })]],
    ['ok', [cell(V1, 0, { failed: 5 }), cell(V2, 5, { equalsLogged: true })]],
  ];
  const [status, cells] = kinds[index % kinds.length] ?? kinds[0]!;
  const isIncomplete = index % 7 === 3;
  return {
    callId: `call-${String(index)}`,
    query,
    logged: { status, firstWords: 'Unfortunately I could not find a rule' },
    cells,
    replayability: {
      level: isIncomplete ? 'incomplete' : 'complete',
      fields: isIncomplete ? [{ path: 'tools', state: 'missing', reason: 'not in this log' }] : [],
    },
  };
}

const side = (name: string, sample: number, changes: Partial<SideOutput> = {}): SideOutput => ({
  side: name,
  title: name === V1 ? 'unchanged' : name === V2 ? 'support-v2' : name,
  ...(name === 'logged' ? {} : { sample, samples: 5 }),
  status: 'ok',
  parts: [],
  text: '',
  usage: { input: 7902, output: 61 + sample },
  cost: { usd: 0.0051, basis: 'priced' },
  durationMs: 812 + sample,
  servedModel: 'gpt-4o-2024-08-06',
  finishReason: 'stop',
  ...changes,
});

const words = (...parts: string[]) =>
  parts.map((text) => ({ text: text.replace(/[{}]/g, ''), changed: text.startsWith('{') }));

export const pairOf = ({ callId, left, right, leftSample, rightSample }: Omit<PairParams, 'path'>): Pair => ({
  callId,
  left: side(left, leftSample),
  right: side(right, rightSample),
  diff: {
    equal: false,
    coarse: false,
    changes: 2,
    rows: [
      {
        state: 'equal',
        left: words('Thank you for your patience.'),
        right: words('Thank you for your patience.'),
        leftLine: 1,
        rightLine: 1,
      },
      {
        state: 'changed',
        left: words('Unfortunately ', '{I could not find a rule about}', ' refunds', '{ in our documents}', '.'),
        right: words('{Yes: }', 'refunds ', '{are possible within 30 days of delivery}', '.'),
        leftLine: 2,
        rightLine: 2,
      },
      {
        state: 'right',
        right: words('{Your order was delivered on 2 November, so you can return it until 2 December.}'),
        rightLine: 3,
      },
      {
        state: 'equal',
        left: words('Is there anything else?'),
        right: words('Is there anything else?'),
        leftLine: 3,
        rightLine: 4,
      },
      { state: 'left', left: words('{Kind regards}'), leftLine: 4 },
    ],
  },
});

export const failedPair = (params: Omit<PairParams, 'path'>): Pair => ({
  ...pairOf(params),
  right: side(params.right, 0, {
    status: 'failed',
    error: { code: 'rate-limit', message: 'The server answered 429 four times. Run Resume later.' },
  }),
});
