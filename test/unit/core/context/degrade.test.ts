import assert from 'node:assert/strict';
import { toContextAnswer } from '../../../../src/core/context/answer';
import type { MessageUnit, ResolvedDocument, ResolvedSection } from '../../../../src/core/context/assembly';
import type { OverflowPolicyName, Section } from '../../../../src/core/context/model';
import { assembled, codes, history, items, overflow, sent, ten, user } from '../../../support/assembly';
import { resolved, section, text } from '../../../support/documents';

describe('overflow policies', () => {
  const documents = (policy: OverflowPolicyName, fields: Partial<Section> = {}): ResolvedDocument =>
    resolved([text('docs', items('a', 'b', 'c', 'd'), { separator: ' ', ...overflow(policy), ...fields })]);
  // Four items of ten tokens, 4 + 3 around the message.
  const cases: [policy: OverflowPolicyName, window: number, kept: string[]][] = [
    ['drop', 46, []],
    ['drop-oldest', 46, [['b', 'c', 'd'].map(ten).join(' ')]],
    ['drop-oldest', 36, [['c', 'd'].map(ten).join(' ')]],
    ['drop-newest', 46, [['a', 'b', 'c'].map(ten).join(' ')]],
    ['drop-newest', 36, [['a', 'b'].map(ten).join(' ')]],
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
    assert.match(content ?? '', /\.\n\[… 132 tokens cut …\] END$/);
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
      /^long cut at the end by 132 tokens: priority 30 is the lowest; freed \d+, which is enough: \d+ did not fit\.$/,
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
        'docs dropped: priority 40 is the lowest; freed 10, 30 in all and 4 of framing, which is enough: 34 did not fit.',
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
    assert.equal(assembly.decisions[0]?.text, 'may dropped: priority 30 is the lowest; freed 10 of 19.');
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
