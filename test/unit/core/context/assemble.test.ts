import assert from 'node:assert/strict';
import { toContextAnswer } from '../../../../src/core/context/answer';
import { assemble, type AssembleOptions } from '../../../../src/core/context/assemble';
import type { Assembly, MessageUnit, ResolvedDocument, ResolvedSection } from '../../../../src/core/context/assembly';
import type { Overflow, OverflowPolicyName, Section } from '../../../../src/core/context/model';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import type { Message } from '../../../../src/core/trace/model';
import { counterFor } from '../../../../src/node/tokenizer';
import { resolved, section, text } from '../../../support/documents';

const NOW = Date.parse('2026-11-23T12:00:00Z');

function assembled(document: ResolvedDocument, options: Partial<AssembleOptions> = {}): Assembly {
  const lookup = options.lookup ?? lookupModel(document.document.model);
  return assemble(document, { lookup, counter: counterFor(lookup.entry), now: NOW, mode: 'assemble', ...options });
}
const overflow = (policy: OverflowPolicyName): { overflow: Overflow } => ({ overflow: { policy, declared: true } });
const textsOf = (messages: Message[]): string[] =>
  messages.map((message) =>
    message.parts.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join(''),
  );
const sent = (assembly: Assembly): string[] => textsOf(assembly.request.messages);
const codes = (assembly: Assembly): string[] => assembly.diagnostics.map((each) => `${each.severity} ${each.code}`);

/** Ten tokens each: a word, eight more and the full stop. */
const ten = (word: string): string => `${word} is here and there and here and there.`;
const items = (...ids: string[]) => ids.map((id, index) => ({ id, text: ten(id), score: (index * 7) % 5 }));
const user = (content: string): MessageUnit => ({
  id: content,
  messages: [{ role: 'user', parts: [{ type: 'text', text: content }] }],
});
const history = (units: MessageUnit[], fields: Partial<Section> = {}): ResolvedSection => ({
  section: section('history', {
    kind: 'history',
    priority: 50,
    content: { type: 'binding', from: 'call.history' },
    ...fields,
  }),
  body: { type: 'messages', units },
});

describe('assembly', () => {
  it('sends sections in order and frames them', () => {
    const assembly = assembled(
      resolved([text('a', 'First.', { role: 'system', before: 'B ', after: ' A' }), text('b', ['1', '2'])]),
    );
    assert.deepEqual(assembly.request.messages, [
      { role: 'system', parts: [{ type: 'text', text: 'B First. A' }] },
      { role: 'user', parts: [{ type: 'text', text: '1\n\n2' }] },
    ]);
    assert.deepEqual(assembly.framing, { tokens: 11, basis: 'exact' });
    assert.ok(assembly.fits);
  });

  it('joins a section that says so to the message before it, if the roles are equal', () => {
    const merged = { merge: true, separator: '|' };
    assert.deepEqual(sent(assembled(resolved([text('a', 'A'), text('b', 'B', merged)]))), ['A|B']);
    assert.deepEqual(sent(assembled(resolved([text('a', 'A', { role: 'system' }), text('b', 'B', merged)]))), [
      'A',
      'B',
    ]);
  });

  it('sends a merged section alone when the message before it is gone', () => {
    const document = resolved([text('a', ten('gone'), { priority: 1 }), text('b', 'B', { merge: true, priority: 2 })], {
      window: 9,
    });
    const assembly = assembled(document);
    assert.deepEqual(sent(assembly), ['B']);
    assert.deepEqual(
      assembly.payload[0]?.segments.map(({ sectionId, state }) => [sectionId, state]),
      [
        ['a', 'cut'],
        ['b', 'sent'],
      ],
    );
  });

  it('sends nothing for sections that are empty or unbound', () => {
    const unbound: ResolvedSection = {
      section: section('u', { content: { type: 'binding', from: 'call.query' } }),
      body: { type: 'unbound' },
    };
    const assembly = assembled(resolved([text('empty', ''), text('none', [], { before: 'Documents:' }), unbound]));
    assert.deepEqual(assembly.request.messages, []);
    assert.deepEqual(
      assembly.sections.map(({ action, reason, kept }) => [action, reason.code, kept.tokens]),
      [
        ['whole', 'empty', 0],
        ['whole', 'empty', 0],
        ['unbound', 'unbound', 0],
      ],
    );
    assert.deepEqual(assembly.diagnostics, []);
  });
});

describe('overflow policies', () => {
  const documents = (policy: OverflowPolicyName, fields: Partial<Section> = {}): ResolvedDocument =>
    resolved([text('docs', items('a', 'b', 'c', 'd'), { separator: ' ', ...overflow(policy), ...fields })]);
  // Four items of ten tokens, 4 + 3 around the message.
  const cases: [policy: OverflowPolicyName, window: number, kept: string[]][] = [
    ['drop', 46, []],
    ['drop-oldest', 46, [['b', 'c', 'd'].map(ten).join(' ')]],
    ['drop-oldest', 36, [['c', 'd'].map(ten).join(' ')]],
    ['drop-lowest-score', 46, [['b', 'c', 'd'].map(ten).join(' ')]],
    ['drop-lowest-score', 36, [['b', 'c'].map(ten).join(' ')]],
    ['error', 46, [['a', 'b', 'c', 'd'].map(ten).join(' ')]],
  ];
  for (const [policy, window, kept] of cases) {
    it(`${policy} in ${window} tokens`, () => assert.deepEqual(sent(assembled(documents(policy), { window })), kept));
  }

  it('keep what fits to the last token', () => {
    const assembly = assembled(documents('drop-oldest'), { window: 47 });
    assert.equal(assembly.total.tokens, 47);
    assert.ok(assembly.fits);
    assert.deepEqual(codes(assembly), []);
  });

  it('cut no further than min, then drop', () => {
    const withMin = documents('drop-oldest', { budget: { min: { tokens: 15 } } });
    assert.equal(assembled(withMin, { window: 30 }).sections[0]?.kept.tokens, 20);
    assert.equal(assembled(withMin, { window: 26 }).sections[0]?.kept.tokens, 0);
  });

  it('truncate-end cuts in steps of 32 tokens and leaves a mark', () => {
    const long = Array.from({ length: 20 }, (_, index) => ten(`w${index}`)).join(' ');
    const assembly = assembled(resolved([text('long', long, { ...overflow('truncate-end'), after: ' END' })]), {
      window: 120,
    });
    const [content] = sent(assembly);
    assert.match(content ?? '', /\n\[… 128 tokens cut …\] END$/);
    const kept = (content ?? '').replace(/\n\[….*$/, '');
    assert.ok(long.startsWith(kept));
    const segments = assembly.payload[0]?.segments ?? [];
    assert.deepEqual(
      segments.map((each) => each.state),
      ['sent', 'mark', 'cut', 'sent'],
    );
    assert.equal(
      segments
        .filter((each) => each.state !== 'mark')
        .map((each) => each.text)
        .join(''),
      `${long} END`,
    );
    assert.equal(assembly.decisions.length, 1);
    assert.match(
      assembly.decisions[0]?.text ?? '',
      /^long cut at the end by 128 tokens: priority 30 is the lowest; freed \d+ of \d+\.$/,
    );
  });

  it('truncate-end cuts messages from the last one', () => {
    const long = Array.from({ length: 10 }, (_, index) => ten(`w${index}`)).join(' ');
    const assembly = assembled(
      resolved([history([user('first'), user(long), user('last')], overflow('truncate-end'))]),
      { window: 100 },
    );
    const [first, second, ...others] = sent(assembly);
    assert.equal(first, 'first');
    assert.match(second ?? '', /^w0 is .*\n\[… \d+ tokens cut …\]$/s);
    assert.deepEqual(others, []);
    assert.equal(assembly.payload.at(-1)?.sent, false);
  });

  it('drop-oldest takes a tool call with its result', () => {
    const turn: MessageUnit = {
      id: 'turn',
      messages: [
        { role: 'assistant', parts: [{ type: 'toolCall', id: '1', name: 'find', arguments: '{}' }] },
        { role: 'tool', parts: [{ type: 'toolResult', id: '1', parts: [{ type: 'text', text: ten('found') }] }] },
      ],
    };
    const assembly = assembled(resolved([history([turn, user('Hello')], overflow('drop-oldest'))]), { window: 20 });
    assert.deepEqual(sent(assembly), ['Hello']);
    assert.deepEqual([assembly.sections[0]?.units, assembly.sections[0]?.unitsKept], [2, 1]);
  });

  it('drop tools too', () => {
    const tools: ResolvedSection = {
      section: section('tools', { kind: 'tools', ...overflow('drop-oldest') }),
      body: { type: 'tools', tools: ['one', 'two'].map((name) => ({ name, description: ten(name) })) },
    };
    const whole = assembled(resolved([tools, text('q', 'Hello')]));
    assert.equal(whole.sections[0]?.role, 'definitions');
    assert.equal(whole.sections[0].kept.basis, 'estimate');
    const assembly = assembled(resolved([tools, text('q', 'Hello', { required: true })]), {
      window: whole.total.tokens - 1,
    });
    assert.deepEqual(
      assembly.request.tools.map(({ name }) => name),
      ['two'],
    );
    assert.deepEqual(
      assembly.payload[0]?.segments.map(({ unitId, state }) => [unitId, state]),
      [
        ['one', 'cut'],
        ['two', 'sent'],
      ],
    );
  });

  for (const policy of ['drop-newest', 'truncate-start', 'truncate-middle', 'fallback'] as const) {
    it(`${policy} is not built yet and says so`, () => {
      const assembly = assembled(documents(policy), { window: 20 });
      assert.deepEqual(codes(assembly), ['error not-built-yet', 'error does-not-fit']);
      assert.equal(assembly.sections[0]?.action, 'whole');
    });
  }
});

describe('degradation', () => {
  it('takes the lowest priority first, of equals the later, and no more than it must', () => {
    const sections = [
      text('a', ten('a'), { priority: 2 }),
      text('b', ten('b'), { priority: 1 }),
      text('c', ten('c'), { priority: 1 }),
    ];
    const gone = (window: number): string[] =>
      assembled(resolved(sections), { window }).decisions.map((each) => each.sectionId);
    assert.deepEqual([45, 44, 30, 16].map(gone), [[], ['c'], ['c', 'b'], ['c', 'b', 'a']]);
  });

  it('words what gave way', () => {
    const document = resolved(
      [
        text('docs', items('a', 'b', 'c'), { separator: ' ', priority: 40, ...overflow('drop-lowest-score') }),
        text('note', ten('note'), { priority: 60 }),
      ],
      { window: 20, reserve: 3 },
    );
    const { decisions, diagnostics } = assembled(document);
    assert.deepEqual(
      decisions.map((each) => each.text),
      [
        'docs / a dropped: priority 40 is the lowest, score 0 the lowest in it; freed 10 of 34.',
        'docs / b dropped: score 2 the next lowest in it; freed 10 of 34.',
        'docs dropped: priority 40 is the lowest; freed 10 of 34.',
      ],
    );
    assert.deepEqual(
      diagnostics.map((each) => each.message),
      ['The sections need 51 tokens; the window leaves 17 (20 − reserve 3). docs gave way: dropped.'],
    );
  });

  it('never touches what is required, and says that it does not fit', () => {
    const assembly = assembled(resolved([text('must', ten('must'), { required: true }), text('may', ten('may'))]), {
      window: 12,
    });
    assert.deepEqual(sent(assembly), [ten('must')]);
    assert.deepEqual(codes(assembly), ['error required-does-not-fit']);
    assert.match(assembly.diagnostics[0]?.message ?? '', /\(must\) takes 17 tokens .* leaves 12/);
    assert.deepEqual(assembly.sections[0]?.reason, { code: 'required', text: 'Required: kept whole.' });
  });

  it('names the section whose policy is to fail', () => {
    const assembly = assembled(resolved([text('strict', ten('strict'), overflow('error'))]), { window: 12 });
    assert.deepEqual(
      assembly.diagnostics.map(({ code, severity, sectionId }) => [code, severity, sectionId]),
      [['does-not-fit', 'error', 'strict']],
    );
  });

  it('lets nothing give way where no window is known', () => {
    const assembly = assembled(resolved([text('a', ten('a').repeat(500))], { model: 'my-own-model' }));
    assert.equal(assembly.window, undefined);
    assert.equal(toContextAnswer(assembly).window, null);
    assert.ok(assembly.fits);
    assert.equal(assembly.total.basis, 'estimate');
    assert.deepEqual(codes(assembly), ['warning unknown-model']);
  });

  it('takes the overlay before the document and the document before the catalogue', () => {
    const document = resolved([text('a', 'A')], { window: 100 });
    assert.equal(assembled(document, { window: 50 }).window, 50);
    assert.equal(assembled(document).window, 100);
    assert.equal(assembled(resolved([text('a', 'A')])).window, 8000);
  });
});

describe("a section's own budget", () => {
  const over = (fields: Partial<Section>): Assembly =>
    assembled(
      resolved([text('docs', items('a', 'b', 'c'), { separator: ' ', budget: { max: { tokens: 20 } }, ...fields })]),
    );

  it('is kept whatever the window, with a warning where a policy is stated', () => {
    const assembly = over(overflow('drop-oldest'));
    assert.equal(assembly.sections[0]?.kept.tokens, 20);
    assert.deepEqual(assembly.sections[0].reason, {
      code: 'over-own-budget',
      text: '1 of 3 items dropped: over its own budget of 20 tokens.',
    });
    assert.deepEqual(codes(assembly), ['warning over-budget']);
    assert.equal(
      assembly.decisions[0]?.text,
      'docs / a dropped: its 30 tokens are over its own budget of 20, the oldest in it; freed 10.',
    );
    assert.ok(assembly.fits);
  });
  it('is an error where no policy is stated', () => {
    assert.deepEqual(codes(over({})), ['error over-budget']);
  });
  it('is an error where the section is required, which stays whole', () => {
    const assembly = over({ required: true });
    assert.deepEqual(codes(assembly), ['error over-budget']);
    assert.equal(assembly.sections[0]?.kept.tokens, 30);
    assert.equal(assembly.sections[0].reason.code, 'over-own-budget');
  });
  it('may be a share of the window', () => {
    const document = resolved([
      text('docs', items('a', 'b', 'c'), {
        separator: ' ',
        budget: { max: { percent: 25 } },
        ...overflow('drop-oldest'),
      }),
    ]);
    const assembly = assembled(document, { window: 81 });
    assert.deepEqual(assembly.sections[0]?.budget, { max: 20 });
    assert.equal(assembly.sections[0].kept.tokens, 20);
  });
});

describe('the ledger', () => {
  it('shows the age of the oldest item, its own time before its section’s', () => {
    const fields = { asOf: '2026-11-20T12:00:00Z', freshness: { maxAgeMs: 86_400_000 } };
    const assembly = assembled(
      resolved([
        text(
          'docs',
          [
            { id: 'a', text: 'A', asOf: '2026-11-22T12:00:00Z' },
            { id: 'b', text: 'B' },
          ],
          fields,
        ),
      ]),
    );
    assert.deepEqual(assembly.sections[0]?.freshness, {
      asOf: fields.asOf,
      ageMs: 3 * 86_400_000,
      maxAgeMs: 86_400_000,
      stale: true,
    });
    assert.equal(assembly.sections[0].action, 'whole');
  });

  it('counts a rebuilt call as sent and says what is not in the log', () => {
    const document = {
      ...resolved([text('a', ten('a'))]),
      reported: { input: 1_234, gaps: ['system prompt', 'tools'] },
    };
    const assembly = assembled(document, { mode: 'as-sent', window: 10 });
    assert.deepEqual(assembly.residual, {
      tokens: 1_217,
      text: 'Reported 1,234 tokens, 1,217 more than counted; not in this log: system prompt, tools.',
    });
    assert.equal(assembly.overflow, 7);
    assert.equal(assembly.sections[0]?.reason.code, 'as-sent');
    assert.deepEqual(codes(assembly), ['warning does-not-fit']);
  });

  it('gives back a call that is sent as it was', () => {
    const messages: Message[] = [
      {
        role: 'user',
        name: 'eve',
        extra: { id: 'x' },
        parts: [
          { type: 'text', text: '' },
          { type: 'image', url: 'data:,' },
        ],
      },
      { role: 'assistant', parts: [] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'hm' },
          { type: 'toolCall', name: 'f', arguments: '{' },
        ],
      },
      {
        role: 'tool',
        parts: [
          {
            type: 'toolResult',
            id: '1',
            parts: [
              { type: 'text', text: 'r' },
              { type: 'image', url: 'data:,' },
            ],
          },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'refusal', text: 'no' },
          { type: 'unknown', raw: { a: 1 } },
        ],
      },
    ];
    const units = messages.map((message, index) => ({ id: String(index), messages: [message] }));
    const system: ResolvedSection = {
      ...history([{ id: 's', messages: [{ role: 'system', parts: [{ type: 'text', text: 'S' }] }] }]),
      target: 'system',
    };
    const { request, framing } = assembled(resolved([system, history(units, { id: 'all' })]), { mode: 'as-sent' });
    assert.deepEqual(request.messages, messages);
    assert.deepEqual(request.system, [{ type: 'text', text: 'S' }]);
    assert.equal(framing.basis, 'estimate');
  });

  it('marks the count of text without a break and keeps the text whole', () => {
    const long = 'x'.repeat(5_000);
    const assembly = assembled(resolved([text('a', long)]));
    assert.deepEqual(codes(assembly), ['info text-without-break']);
    assert.deepEqual(sent(assembly), [long]);
    assert.equal(assembly.total.basis, 'estimate');
  });
});
