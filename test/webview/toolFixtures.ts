/** What tools show, made by the core from small documents. */
import { compareContexts, type ContextToCompare } from '../../src/core/context/compareContexts';
import type { ResolvedSection } from '../../src/core/context/assembly';
import type { ContextComparison } from '../../src/core/context/comparison';
import type { ContextDocument } from '../../src/core/context/model';
import type { ConformanceReport } from '../../src/protocol/contextTools';
import { assembled, items, overflow } from '../support/assembly';
import { resolved, text } from '../support/documents';

const side = (title: string, sections: ResolvedSection[], fields: Partial<ContextDocument> = {}): ContextToCompare => {
  const document = resolved(sections, fields);
  return { title, of: 'document', assembly: assembled(document), resolved: document };
};

const POLICY = Array.from({ length: 40 }, (_, line) => `Rule ${line + 1}: a customer can send back what is whole.`);
const instructions = (how: string): ResolvedSection =>
  text('instructions', `You answer for Northwind Home.\nBe ${how} and short.\nName the document.`, {
    role: 'system',
    kind: 'instructions',
  });
const policy = (lines: readonly string[]): ResolvedSection => text('policy', lines.join('\n'), { role: 'system' });
const documents = (...ids: string[]): ResolvedSection =>
  text('documents', items(...ids), { kind: 'documents', ...overflow('drop-newest') });

/** The right side: a word changed in the middle of a long policy, a document less, another section. */
export function comparison(): ContextComparison {
  const changed = POLICY.map((line, index) => (index === 20 ? line.replace('whole', 'new') : line));
  return compareContexts(
    side('support.context.yaml at HEAD', [
      instructions('kind'),
      policy(POLICY),
      documents('kettle', 'lamp', 'sofa'),
      text('question', 'Can I send it back?', { kind: 'query' }),
    ]),
    side(
      'support.context.yaml',
      [
        instructions('friendly'),
        policy(changed),
        documents('kettle', 'lamp'),
        text('user', 'Speaks French.', { kind: 'userState' }),
        text('question', 'Can I send it back?', { kind: 'query' }),
      ],
      { window: 4000 },
    ),
  );
}

export const equalComparison = (): ContextComparison => {
  const one = side('same', [instructions('kind')]);
  return compareContexts(one, one);
};

/** About a megabyte on either side, every hundredth line another. */
export function largeComparison(): ContextComparison {
  const lines = (mark: string): string =>
    Array.from(
      { length: 20_000 },
      (_, line) => `line ${line} ${line % 100 === 7 ? mark : 'of a long text that says little'}`,
    ).join('\n');
  const many = (mark: string): ResolvedSection[] => [text('large', lines(mark))];
  return compareContexts(
    side('large left', many('one'), { window: 1_000_000 }),
    side('large right', many('two'), { window: 1_000_000 }),
  );
}

/** What a trace may hold to cause harm. */
const HOSTILE = '<img src=x onerror="window.harmed=1">\u202eevil\u0000';
export function hostileComparison(): ContextComparison {
  return compareContexts(side(HOSTILE, [text('a', HOSTILE)]), side(HOSTILE, [text('a', `${HOSTILE} more`)]));
}

export const report = (): ConformanceReport => ({
  trace: 'support.trace.jsonl',
  conformance: [
    { callId: '8c278cd8ecdcda1c', equal: true },
    {
      callId: '561c7a8736d54933',
      equal: false,
      section: 'documents',
      expected: '…and the other way round.</doc>»\n<doc id="toaster-duo">',
      actual: '…and the other way round.</doc>»\n\nCan I still get my money',
      mark: { expected: 31, actual: 31 },
    },
    {
      callId: '981566241a9b175b',
      equal: false,
      section: 'policy',
      expected: 'system: Refund policy',
      actual: 'user: Documents:',
    },
    { callId: '61e639215d05298f', equal: true },
  ],
});

export const hostileReport = (): ConformanceReport => ({
  trace: HOSTILE,
  conformance: [
    {
      callId: HOSTILE,
      equal: false,
      section: HOSTILE,
      expected: `a»${HOSTILE}`,
      actual: `a»b`,
      mark: { expected: 1, actual: 1 },
    },
  ],
});
