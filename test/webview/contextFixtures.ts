/** Snapshots for the Context view. Numbers add up: Σ kept + framing = total. */
import type {
  Decision,
  ItemLedger,
  PayloadMessage,
  PayloadSegment,
  SectionLedger,
} from '../../src/core/context/assembly';
import {
  payloadPage,
  payloadRows,
  payloadSummary,
  payloadText,
  type PayloadSummary,
  type RowRange,
} from '../../src/core/context/payloadRows';
import type { ContextPartMethods } from '../../src/core/context/snapshotParts';
import type { ContextSnapshot } from '../../src/protocol/contextApi';
import type { Handlers } from '../../src/protocol/rpcPeer';
import type { Count } from '../../src/core/tokens/count';

export const HOSTILE =
  '<img src=x onerror="window.ran=true"><script>window.ran=true</script>[x](command:evil) ![y](https://evil.example/y.png) \u202egnirts\u202c {{question}}';

const exact = (tokens: number): Count => ({ tokens, basis: 'exact' });

type LedgerFields = Partial<SectionLedger> & Pick<SectionLedger, 'id' | 'kind' | 'role' | 'priority'>;
export function ledger(fields: LedgerFields, raw: number, kept = raw): SectionLedger {
  const action = kept === raw ? 'whole' : kept === 0 ? 'dropped' : 'cut';
  return {
    required: false,
    raw: exact(raw),
    kept: exact(kept),
    budget: {},
    action,
    reason: { code: kept === raw ? 'fits' : 'window-full', text: kept === raw ? 'It fits.' : 'The window is full.' },
    units: 1,
    unitsKept: kept === 0 ? 0 : 1,
    ...fields,
  };
}

const messagesOf = new WeakMap<PayloadSummary, PayloadMessage[]>();

/** What a snapshot says of this payload; `contextParts` answers with its rows. */
export function summarised(messages: PayloadMessage[]): PayloadSummary {
  const summary = payloadSummary(messages);
  messagesOf.set(summary, messages);
  return summary;
}

/** A host's answers about the parts of the snapshot that it shows. */
export function contextParts(
  shown: () => ContextSnapshot,
  { items = [], decisions = [] }: { items?: ItemLedger[]; decisions?: Decision[] } = {},
): Handlers<ContextPartMethods<unknown>> {
  const rows = () => payloadRows(messagesOf.get(shown().payload) ?? []);
  const page = <Row>(all: Row[], { from, count }: RowRange) => ({
    total: all.length,
    rows: all.slice(from, from + count),
  });
  return {
    payload: (range) => payloadPage(rows(), range),
    payloadText: (range) => payloadText(rows(), range),
    items: (range) => page(items, range),
    decisions: (range) => page(decisions, range),
  };
}

const sent = (sectionId: string, text: string, unitId?: string): PayloadSegment => ({
  sectionId,
  ...(unitId === undefined ? {} : { unitId }),
  state: 'sent',
  kind: 'text',
  text,
});
const cut = (sectionId: string, text: string, unitId: string): PayloadSegment => ({
  ...sent(sectionId, text, unitId),
  state: 'cut',
});

function supportSections(): SectionLedger[] {
  const now = { asOf: '2026-11-23T10:00:00Z', ageMs: 0, stale: false };
  const stale = { asOf: '2026-11-22T03:00:00Z', ageMs: 31 * 3_600_000, maxAgeMs: 24 * 3_600_000, stale: true };
  return [
    ledger(
      { id: 'instructions', kind: 'instructions', role: 'system', priority: 100, required: true, budget: { max: 800 } },
      612,
    ),
    ledger({ id: 'examples', kind: 'examples', role: 'user', priority: 60, budget: { max: 1000 } }, 498),
    ledger(
      {
        id: 'documents',
        kind: 'documents',
        role: 'user',
        priority: 40,
        budget: { max: 6000, min: 1500 },
        freshness: stale,
        units: 9,
        unitsKept: 7,
        reason: {
          code: 'window-full',
          text: '2 of 9 items dropped: the window is full and documents has the lowest priority (40).',
        },
      },
      5734,
      4418,
    ),
    ledger(
      { id: 'history', kind: 'history', role: 'user, assistant', priority: 50, budget: { max: 2000 }, freshness: now },
      1290,
    ),
    ledger(
      {
        id: 'tools',
        kind: 'tools',
        role: 'definitions',
        priority: 100,
        units: 7,
        unitsKept: 7,
        raw: { tokens: 604, basis: 'estimate', error: 0.2 },
        kept: { tokens: 604, basis: 'estimate', error: 0.2 },
      },
      604,
    ),
    ledger({ id: 'question', kind: 'query', role: 'user', priority: 100, required: true, freshness: now }, 31),
  ];
}

export function supportPayload(): PayloadMessage[] {
  return [
    {
      role: 'system',
      sent: true,
      segments: [
        sent(
          'instructions',
          'You are the support assistant of Acme. Answer from the documents only; if they do not hold the answer, say so.',
        ),
      ],
    },
    {
      role: 'user',
      sent: true,
      segments: [
        sent('documents', 'Answer from these documents only.\n'),
        sent(
          'documents',
          '<doc id="doc-7" score="0.82">\nReturns are accepted within 30 days of delivery, in the original packaging.\n</doc>',
          'doc-7',
        ),
        sent('documents', '\n\n'),
        cut(
          'documents',
          '<doc id="doc-3" score="0.21">\nGift cards can be bought in every store and online.\n</doc>',
          'doc-3',
        ),
        { ...sent('documents', '[842 tokens dropped: documents / doc-3]'), state: 'mark' },
        sent('documents', '\n\n'),
        cut('documents', '<doc id="doc-8" score="0.27">Opening hours of the stores …</doc>', 'doc-8'),
      ],
    },
    { role: 'user', sent: true, segments: [sent('history', 'My order 1182 arrived broken.')] },
    {
      role: 'assistant',
      sent: true,
      segments: [
        sent('history', 'I am sorry to hear that. When was it delivered?'),
        { ...sent('history', 'search_orders({"id": 1182})'), kind: 'toolCall' },
      ],
    },
    {
      role: 'tool',
      name: 'search_orders',
      sent: true,
      segments: [{ ...sent('history', '{"id": 1182, "delivered": "2026-11-02"}'), kind: 'toolResult' }],
    },
    { role: 'user', sent: false, segments: [cut('history', 'An old message that was dropped whole.', 'm1')] },
    { role: 'user', sent: true, segments: [sent('question', 'On 2 November. Can I still get my money back?')] },
    {
      role: 'tools',
      sent: true,
      segments: [
        sent('tools', 'search_orders(id: number): the order and where it is'),
        sent('tools', '\nrefund(order: number, reason: string): pays back'),
      ],
    },
  ];
}

/** As in the sketch: 8,000 tokens of window, 500 of reserve, 1,316 that do not fit. */
export function supportSnapshot(changes: Partial<ContextSnapshot> = {}): ContextSnapshot {
  return {
    version: 1,
    title: 'Support answer',
    subtitle: 'support.context.yaml',
    mode: 'document',
    answer: {
      model: 'gpt-4o',
      window: 8000,
      reserve: 500,
      total: { tokens: 7500, basis: 'estimate', error: 0.016 },
      overflow: 1316,
      fits: false,
      sections: supportSections(),
      framing: exact(47),
      decisions: [
        {
          order: 1,
          sectionId: 'documents',
          unitId: 'doc-3',
          action: 'dropped',
          reason: 'window-full',
          freed: exact(842),
          text: 'documents / doc-3 dropped: priority 40 is the lowest, score 0.21 the lowest in it; freed 842 of 1,316.',
        },
        {
          order: 2,
          sectionId: 'documents',
          unitId: 'doc-8',
          action: 'dropped',
          reason: 'window-full',
          freed: exact(474),
          text: 'documents / doc-8 dropped: score 0.27 the next lowest in it; freed 474, 1,316 in all, which is enough: 1,316 did not fit.',
        },
      ],
      diagnostics: [
        {
          code: 'does-not-fit',
          severity: 'warning',
          message: 'The sections need 8,816 tokens; the window leaves 7,500 (8,000 − reserve 500). documents gave way.',
          sectionId: 'documents',
        },
      ],
    },
    payload: summarised(supportPayload()),
    overlay: {},
    models: [
      { id: 'gpt-4o', window: 128_000 },
      { id: 'gpt-4o-mini', window: 128_000 },
      { id: 'example-model', window: 8000 },
      { id: 'local-model', window: null },
    ],
    sectionRanges: {},
    isOutdated: false,
    replacedByDocuments: [],
    notCarried: [],
    ...changes,
  };
}

/** A logged call: reported usage beside the count. */
export function callSnapshot(changes: Partial<ContextSnapshot> = {}): ContextSnapshot {
  const base = supportSnapshot();
  return {
    ...base,
    title: 'gpt-4o',
    subtitle: 'call 9f2c0a1b2c3d4e5f',
    mode: 'call',
    answer: {
      ...base.answer,
      window: 128_000,
      reserve: 0,
      overflow: 0,
      fits: true,
      decisions: [],
      diagnostics: [],
      total: exact(7500),
      residual: { tokens: 402, text: 'not in this log: tools' },
    },
    ...changes,
  };
}

/** Required content alone is larger than the window. */
export function tooLargeSnapshot(): ContextSnapshot {
  const base = supportSnapshot();
  const sections = [
    ledger({ id: 'instructions', kind: 'instructions', role: 'system', priority: 100, required: true }, 900),
    ledger({ id: 'question', kind: 'query', role: 'user', priority: 100, required: true }, 300),
  ];
  return {
    ...base,
    answer: {
      ...base.answer,
      window: 1000,
      reserve: 100,
      sections,
      framing: exact(10),
      total: exact(1210),
      overflow: 310,
      decisions: [],
    },
  };
}

/** 2,000 documents, 200,000 tokens: about 800 kB of text. */
export function largeSnapshot(): ContextSnapshot {
  const base = supportSnapshot();
  const words = 'Returns are accepted within thirty days of delivery if the packaging is whole. ';
  const segments = Array.from({ length: 2000 }, (_, index) => [
    sent('documents', `<doc id="doc-${String(index)}">\n${words.repeat(5)}\n</doc>`, `doc-${String(index)}`),
    sent('documents', '\n'),
  ]);
  const question = sent('question', 'Can I still get my money back?');
  const sections = [
    ledger({ id: 'documents', kind: 'documents', role: 'user', priority: 40, units: 2000, unitsKept: 2000 }, 200_000),
    ledger({ id: 'question', kind: 'query', role: 'user', priority: 100 }, 8),
  ];
  return {
    ...base,
    answer: {
      ...base.answer,
      window: 1_000_000,
      overflow: 0,
      fits: true,
      sections,
      total: exact(200_055),
      decisions: [],
      diagnostics: [],
    },
    payload: summarised([
      { role: 'user', sent: true, segments: segments.flat() },
      { role: 'user', sent: true, segments: [question] },
    ]),
  };
}

/** Every field that can hold text from elsewhere holds markup. */
export function hostileSnapshot(): ContextSnapshot {
  const base = supportSnapshot();
  return {
    ...base,
    title: HOSTILE,
    subtitle: HOSTILE,
    answer: {
      ...base.answer,
      sections: [
        ledger({ id: HOSTILE, kind: 'other', role: 'user', priority: 1, reason: { code: 'fits', text: HOSTILE } }, 10),
      ],
      decisions: base.answer.decisions.map((decision) => ({ ...decision, text: HOSTILE })),
      diagnostics: [{ code: 'schema', severity: 'error', message: HOSTILE }],
    },
    payload: summarised([{ role: 'user', name: HOSTILE, sent: true, segments: [sent(HOSTILE, HOSTILE)] }]),
    replacedByDocuments: [HOSTILE],
    notCarried: [HOSTILE],
  };
}
