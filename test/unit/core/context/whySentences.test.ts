import assert from 'node:assert/strict';
import { toContextAnswer } from '../../../../src/core/context/answer';
import { freshnessSentences } from '../../../../src/core/context/whySentences';
import type { ResolvedDocument } from '../../../../src/core/context/assembly';
import { assembled, items, overflow, ten } from '../../../support/assembly';
import { resolved, text } from '../../../support/documents';

const why = (
  document: ResolvedDocument,
  id: string,
  window: number,
  mode: 'assemble' | 'as-sent' = 'assemble',
): string => {
  const answer = toContextAnswer(assembled(document, { window, mode }), { why: true });
  return (answer.sections.find((section) => section.id === id)?.why ?? []).join(' ');
};

const document = resolved(
  [
    text('must', ten('must'), { required: true, priority: 100 }),
    text('docs', items('a', 'b', 'c'), { priority: 40, separator: ' ', ...overflow('drop-oldest') }),
    text('rest', ten('rest'), { priority: 60 }),
  ],
  { reserve: 10 },
);

describe('whySentences', () => {
  it('says that nothing had to give way, and how much room is left', () => {
    assert.equal(
      why(document, 'docs', 100),
      'All of its 30 tokens are sent. Everything fits with 25 to spare: nothing had to give way to the window.',
    );
  });

  it('says what went, in which order, who stays and what would keep it whole', () => {
    assert.equal(
      why(document, 'docs', 70),
      'Of its 30 tokens 20 are sent: 1 of 3 items dropped. All sections together need 65 tokens and the window leaves ' +
        '60 tokens (70 less 10 for the answer). It is the first to give way, as its priority 40 is the lowest. ' +
        'rest (60) stays for its higher priority; must stays because required. It is kept whole from a window of 75 tokens on.',
    );
  });

  it('names those that went before it, and those that had to follow', () => {
    assert.match(
      why(document, 'rest', 30),
      /docs gave way before it, as its priority is no higher, and that was not enough\./,
    );
    assert.match(why(document, 'docs', 30), /None of its 30 tokens are sent\..*the lowest; rest had to follow\./);
  });

  it('says of what stays who gave way for it', () => {
    assert.match(
      why(document, 'rest', 70),
      /^All of its 10 tokens are sent\. docs gave way first, as the priority of that section is lower than its own 60\./,
    );
    assert.match(why(document, 'must', 70), /It is required, so it is never cut; docs gave way first\./);
  });

  it('says which max its own budget would need', () => {
    const own = resolved([
      text('docs', items('a', 'b', 'c'), {
        budget: { max: { tokens: 20 } },
        separator: ' ',
        ...overflow('drop-oldest'),
      }),
    ]);
    assert.equal(
      why(own, 'docs', 1000),
      'Of its 30 tokens 20 are sent: 1 of 3 items dropped: over its own budget of 20 tokens. ' +
        'To keep all of it, its max would have to be 30 in place of 20.',
    );
  });

  it('says of a logged call that it is as it was sent', () => {
    assert.match(why(document, 'docs', 10, 'as-sent'), /^It stands as it was sent/);
  });
});

describe('freshnessSentences', () => {
  it('says how old, what changed, what is newer and where from', () => {
    const row = {
      asOf: '2026-11-22T03:00:00Z',
      ageMs: 31 * 3_600_000,
      maxAgeMs: 24 * 3_600_000,
      stale: true,
      changedAt: '2026-11-22T06:00:00.000Z',
      supersededBy: 'documents / doc-9',
      refreshFrom: 'kb/a.md',
    };
    assert.deepEqual(freshnessSentences(row), [
      'It is stale: 31 hours old, and 24 hours are allowed.',
      'Its source changed 3 hours after it was read.',
      'documents / doc-9 is newer and of the same source.',
      'Refresh it from kb/a.md.',
    ]);
    assert.deepEqual(freshnessSentences({ asOf: row.asOf, ageMs: 5, stale: false }), []);
  });
});
