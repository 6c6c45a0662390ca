import assert from 'node:assert/strict';
import type { TextPiece } from '../../../../src/core/context/assembly';
import type { Section } from '../../../../src/core/context/model';
import { assembled, codes, overflow, sent, ten } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const DAY = 86_400_000;
const piece = (id: string, asOf: string, fields: Partial<TextPiece> = {}): TextPiece => ({
  id,
  text: ten(id),
  asOf,
  ...fields,
});
const old = piece('old', '2026-11-01T00:00:00Z', { source: 'kb/a.md' });
const fresh = piece('fresh', '2026-11-23T00:00:00Z', { source: 'kb/b.md' });
const documents = (pieces: TextPiece[], fields: Partial<Section> = {}) =>
  resolved([text('docs', pieces, { freshness: { maxAgeMs: DAY }, separator: ' ', ...fields })]);

describe('onStale', () => {
  it('drop takes stale items, whatever the window', () => {
    const assembly = assembled(documents([old, fresh], { freshness: { maxAgeMs: DAY, onStale: 'drop' } }));
    assert.deepEqual(sent(assembly), [fresh.text]);
    assert.deepEqual(
      assembly.decisions.map(({ action, reason, unitId, text: words }) => [action, reason, unitId, words]),
      [['stale', 'stale', 'old', 'docs / old dropped: it is 22 days old, more than the 24 hours allowed; freed 10.']],
    );
    assert.deepEqual([assembly.sections[0]?.action, assembly.sections[0]?.reason.code], ['cut', 'stale']);
    assert.equal(assembly.sections[0]?.freshness?.stale, false);
    assert.deepEqual(codes(assembly), []);
  });
  it('drop takes the section where all of it is stale', () => {
    const assembly = assembled(documents([old], { freshness: { maxAgeMs: DAY, onStale: 'drop' } }));
    assert.deepEqual(sent(assembly), []);
    assert.equal(assembly.sections[0]?.action, 'stale');
    assert.equal(assembly.decisions[0]?.action, 'stale');
  });
  it('drop leaves a required section whole, with a warning', () => {
    const fields = { required: true, freshness: { maxAgeMs: DAY, onStale: 'drop' as const } };
    const assembly = assembled(documents([old, fresh], fields));
    assert.equal(assembly.sections[0]?.unitsKept, 2);
    assert.deepEqual(codes(assembly), ['warning stale']);
  });
  it('refresh-needed is an error that says from what', () => {
    const assembly = assembled(documents([old, fresh], { freshness: { maxAgeMs: DAY, onStale: 'refresh-needed' } }));
    assert.deepEqual(codes(assembly), ['error stale']);
    assert.match(assembly.diagnostics[0]?.message ?? '', /22 days old; it allows 24 hours\. Refresh it from kb\/a\.md/);
    assert.equal(assembly.sections[0]?.freshness?.refreshFrom, 'kb/a.md');
  });
});

describe('validity', () => {
  const newer = piece('newer', '2026-11-20T00:00:00Z', { source: 'kb/a.md' });
  it('an item is superseded by a newer one of its source', () => {
    const assembly = assembled(documents([old, newer], { freshness: { onStale: 'drop' } }));
    assert.deepEqual(sent(assembly), [newer.text]);
    assert.match(assembly.decisions[0]?.text ?? '', /docs \/ newer is newer and of the same source/);
    assert.equal(assembly.sections[0]?.items?.[0]?.supersededBy, 'docs / newer');
  });
  it('what is newer than the time of the assembly supersedes nothing: an old trace is judged by its own time', () => {
    const now = Date.parse('2026-11-10T00:00:00Z');
    const { sections } = assembled(documents([old, newer], { freshness: {} }), { now });
    assert.equal(sections[0]?.freshness?.supersededBy, undefined);
  });
  it('a source that changed since is said, and drops nothing', () => {
    const changedAt = Date.parse('2026-11-12T00:00:00Z');
    const sourceChanges = (source: string) => (source === 'kb/a.md' ? { changedAt, commit: 'abc' } : undefined);
    const document = documents([old, fresh], { freshness: { onStale: 'drop' } });
    const assembly = assembled(document, { sourceChanges });
    assert.equal(assembly.sections[0]?.freshness?.changedAt, '2026-11-12T00:00:00.000Z');
    assert.equal(assembly.sections[0].items?.[1]?.changedAt, undefined);
    assert.equal(assembly.sections[0].unitsKept, 2);
    assert.deepEqual(codes(assembly), ['warning superseded']);
    const earlier = assembled(document, { sourceChanges, now: changedAt - 1 });
    assert.equal(earlier.sections[0]?.freshness?.changedAt, undefined);
  });
});

describe('dedupe', () => {
  const twins = [
    { id: 'a', text: 'The  same\ntext.', score: 0.2 },
    { id: 'b', text: 'Another text.', score: 0.1 },
    { id: 'c', text: 'The same text. ', score: 0.9 },
  ];
  it('keeps the one with the highest score', () => {
    const assembly = assembled(resolved([text('docs', twins, { dedupe: true })]));
    assert.deepEqual(
      assembly.sections[0]?.items?.map(({ id, isKept, duplicateOf }) => [id, isKept, duplicateOf]),
      [
        ['a', false, 'c'],
        ['b', true, undefined],
        ['c', true, undefined],
      ],
    );
    assert.deepEqual(
      assembly.decisions.map(({ unitId, reason, text: words }) => [unitId, reason, words]),
      [
        [
          'a',
          'duplicate',
          `docs / a dropped: it says the same as c, which stays; freed ${assembly.decisions[0]?.freed.tokens}.`,
        ],
      ],
    );
  });
  it('keeps the first where the scores are equal, and goes by the item’s own text', () => {
    const same = ['1', '2'].map((id) => ({ id, text: `<doc ${id}>x</doc>`, ownText: 'x' }));
    const { decisions } = assembled(resolved([text('docs', same, { dedupe: true })]));
    assert.deepEqual(
      decisions.map(({ unitId }) => unitId),
      ['2'],
    );
  });
  it('is followed by the policy, over what is left', () => {
    const more = [...twins, { id: 'd', text: ten('d'), score: 0.05 }];
    const document = resolved([text('docs', more, { dedupe: true, ...overflow('drop-lowest-score') })]);
    const { decisions, total } = assembled(document, { window: 20 });
    assert.deepEqual(
      decisions.map(({ unitId }) => unitId),
      ['a', 'd'],
    );
    assert.ok(total.tokens <= 20);
  });
});

describe('keepWith', () => {
  const rules = text('rules', ten('rules'), { priority: 100, keepWith: ['docs'] });
  const docs = text('docs', [ten('a'), ten('b')], { priority: 40, separator: ' ', ...overflow('drop-oldest') });
  const note = text('note', ten('note'), { priority: 60 });
  const kept = (window: number): number[] =>
    assembled(resolved([rules, docs, note]), { window }).sections.map((row) => row.kept.tokens);

  it('sections go together, at the lowest priority among them', () => {
    assert.deepEqual([55, 54, 44, 34].map(kept), [
      [10, 20, 10],
      [10, 10, 10],
      [0, 0, 10],
      [0, 0, 10],
    ]);
    const { decisions } = assembled(resolved([rules, docs, note]), { window: 34 });
    assert.match(decisions.at(-1)?.text ?? '', /^rules dropped: it is kept with docs, which went; freed 10/);
    assert.equal(decisions.at(-1)?.reason, 'kept-with');
  });
  it('none goes whole where one is required', () => {
    const must = text('must', ten('must'), { required: true, keepWith: ['docs'] });
    const assembly = assembled(resolved([must, docs]), { window: 12 });
    assert.deepEqual(
      assembly.sections.map((row) => row.kept.tokens),
      [10, 10],
    );
    assert.ok(assembly.diagnostics.some(({ severity }) => severity === 'error'));
  });
  it('goes with a section that is stale, too', () => {
    const stale = text('docs', [old], { freshness: { maxAgeMs: DAY, onStale: 'drop' } });
    const { sections } = assembled(resolved([rules, stale]));
    assert.deepEqual(
      sections.map(({ action, reason }) => [action, reason.code]),
      [
        ['dropped', 'kept-with'],
        ['stale', 'stale'],
      ],
    );
  });
});

describe('a fallback', () => {
  const long = {
    ...text('docs', [ten('a'), ten('b'), ten('c')], { before: 'Read: ', ...overflow('fallback') }),
    fallback: 'In short.',
  };
  it('stands in for the section in its frame, before it goes', () => {
    const assembly = assembled(resolved([long]), { window: 20 });
    assert.deepEqual(sent(assembly), ['Read: In short.']);
    assert.deepEqual([assembly.sections[0]?.action, assembly.sections[0]?.unitsKept], ['fallback', 0]);
    assert.deepEqual([assembly.decisions[0]?.action, assembly.decisions.length], ['fallback', 1]);
    assert.match(assembly.decisions[0]?.text ?? '', /^docs replaced by its fallback: priority 30 is the lowest; freed/);
    assert.deepEqual(sent(assembled(resolved([long]), { window: 9 })), []);
  });
  it('comes after the steps of the policy that is named with it', () => {
    const both = { ...long, section: { ...long.section, ...overflow('drop-oldest') } };
    const actions = (window: number): string[] =>
      assembled(resolved([both]), { window }).decisions.map(({ action }) => action);
    assert.deepEqual([33, 15].map(actions), [['dropped'], ['dropped', 'dropped', 'fallback']]);
  });
  it('is not used where it is no shorter', () => {
    const assembly = assembled(resolved([{ ...long, fallback: ten('x').repeat(9) }]), { window: 20 });
    assert.deepEqual(sent(assembly), []);
    assert.ok(codes(assembly).includes('info fallback-too-long'));
  });
  it('is one message in place of many', () => {
    const units = ['a', 'b', 'c'].map((id) => ({
      id,
      messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: ten(id) }] }],
    }));
    const own = { ...text('history', '', overflow('fallback')).section };
    const { request } = assembled(
      resolved([{ section: own, body: { type: 'messages', units }, fallback: 'They said hello.' }]),
      { window: 20 },
    );
    assert.deepEqual(request.messages, [{ role: 'user', parts: [{ type: 'text', text: 'They said hello.' }] }]);
  });
});
