import assert from 'node:assert/strict';
import type { Assembly, ResolvedSection } from '../../../../src/core/context/assembly';
import type { Section } from '../../../../src/core/context/model';
import type { Message } from '../../../../src/core/trace/model';
import { assembled, codes, history, items, overflow, sent, ten } from '../../../support/assembly';
import { resolved, section, text } from '../../../support/documents';

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
  it('may be what makes the sections fit', () => {
    const document = resolved([
      text('docs', items('a', 'b', 'c'), {
        separator: ' ',
        budget: { max: { tokens: 20 } },
        ...overflow('drop-oldest'),
      }),
    ]);
    const assembly = assembled(document, { window: 30 });
    assert.deepEqual([assembly.fits, assembly.overflow, assembly.total.tokens], [false, 7, 27]);
    assert.equal(
      assembly.diagnostics.at(-1)?.message,
      'The sections need 37 tokens; the window leaves 30 (30 − reserve 0). Cut to their own budgets they fit.',
    );
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

  it('counts text without a break exactly', () => {
    const long = 'x'.repeat(50_000);
    const assembly = assembled(resolved([text('a', long)]));
    assert.deepEqual(codes(assembly), []);
    assert.deepEqual(sent(assembly), [long]);
    assert.equal(assembly.total.basis, 'exact');
  });
});
