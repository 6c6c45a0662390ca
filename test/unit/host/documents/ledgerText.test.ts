import assert from 'node:assert/strict';
import type { ContextAnswer, SectionLedger } from '../../../../src/core/context/assembly';
import { countText, sectionText, totalText, windowText } from '../../../../src/host/documents/ledgerText';

const section = (changes: Partial<SectionLedger>): SectionLedger => ({
  id: 'documents',
  kind: 'documents',
  role: 'user',
  priority: 40,
  required: false,
  raw: { tokens: 612, basis: 'exact' },
  kept: { tokens: 612, basis: 'exact' },
  budget: {},
  action: 'whole',
  reason: { code: 'fits', text: 'It fits.' },
  units: 9,
  unitsKept: 9,
  ...changes,
});

const answer = (changes: Partial<ContextAnswer>): ContextAnswer => ({
  model: 'm',
  window: 8000,
  reserve: 500,
  total: { tokens: 7500, basis: 'exact' },
  overflow: 0,
  fits: true,
  sections: [],
  framing: { tokens: 0, basis: 'exact' },
  decisions: [],
  diagnostics: [],
  ...changes,
});

describe('the text of a section', () => {
  it('whole', () => assert.equal(sectionText(section({})), '612 tokens · whole'));

  it('cut by units', () => {
    const cut = section({
      raw: { tokens: 5734, basis: 'exact' },
      kept: { tokens: 4418, basis: 'exact' },
      action: 'cut',
      unitsKept: 7,
    });
    assert.equal(sectionText(cut), '4,418 of 5,734 tokens · 2 of 9 dropped');
  });

  it('cut inside its text', () => {
    const cut = section({ kept: { tokens: 96, basis: 'exact' }, action: 'cut', units: 1, unitsKept: 1 });
    assert.equal(sectionText(cut), '96 of 612 tokens · cut');
  });

  it('unbound', () => assert.equal(sectionText(section({ action: 'unbound' })), 'unbound: nothing to count yet'));

  it('an estimate says that it is one', () => {
    assert.equal(countText({ tokens: 1234, basis: 'estimate' }), '≈ 1,234');
    assert.equal(countText({ tokens: 1234, basis: 'exact' }), '1,234');
  });
});

describe('the text of a context', () => {
  it('fits', () => assert.equal(totalText(answer({})), '7,500 of 7,500 tokens'));
  it('over', () => assert.equal(totalText(answer({ overflow: 1316 })), '7,500 of 7,500 tokens · over by 1,316'));
  it('without a window', () => assert.equal(totalText(answer({ window: null })), '7,500 tokens · window unknown'));
  it('for the status bar', () => {
    assert.equal(windowText(answer({})), '7,500 / 8,000 tokens');
    assert.equal(windowText(answer({ overflow: 3 })), '7,500 / 8,000 tokens, over by 3');
    assert.equal(windowText(answer({ window: null })), '7,500 tokens');
  });
});
