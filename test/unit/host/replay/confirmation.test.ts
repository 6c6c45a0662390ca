import assert from 'node:assert/strict';
import type { PlanSummary } from '../../../../src/core/replay/model';
import { confirmationDetail, confirmationTitle } from '../../../../src/host/replay/confirmation';

const summary = (changes: Partial<PlanSummary> = {}): PlanSummary => ({
  calls: 6,
  variants: [
    { id: 'a', name: 'unchanged', model: 'gpt-4o' },
    { id: 'b', name: 'v2', model: 'gpt-4o' },
  ],
  samples: 1,
  requests: 12,
  inputTokens: { tokens: 48_000, basis: 'estimate' },
  cost: { usd: 0.31, basis: 'priced', priceDate: '2026-11-01' },
  provider: 'openai',
  endpoint: 'https://api.openai.com/v1/chat/completions',
  secrets: [],
  skipped: [],
  warnings: [],
  ...changes,
});
const detail = (changes: Partial<PlanSummary> = {}, maxCalls?: number): string =>
  confirmationDetail(summary(changes), maxCalls);

describe('the confirmation of a replay', () => {
  it('counts', () =>
    assert.equal(confirmationTitle(summary()), 'Replay 6 calls × 2 prompts × 1 sample = 12 requests?'));

  it('says where it goes, how much, what it costs', () => {
    const text = detail({}, 200);
    assert.match(text, /^Sent to https:\/\/api\.openai\.com\/v1\/chat\/completions$/m);
    assert.match(text, /^Input: ≈ 48,000 tokens$/m);
    assert.match(text, /^Cost: at most \$0\.31 \(prices of 2026-11-01\)$/m);
    assert.match(text, /^Stops after 200 requests in all$/m);
    assert.match(text, /^Secrets found: none$/m);
  });

  it('an unknown price is no zero', () =>
    assert.match(detail({ cost: { basis: 'unknown' } }), /^Cost: no price known$/m));

  it('warns of secrets that would be sent', () => {
    const secrets = [{ kind: 'OpenAI key', count: 2 }];
    assert.match(detail({ secrets }), /2 × OpenAI key\. They would be sent as they are\./);
    assert.doesNotMatch(detail({ secrets, provider: 'recorded' }), /would be sent/);
  });

  it('lists skipped calls, at most five', () => {
    const skipped = Array.from({ length: 8 }, (_, index) => ({ callId: `c${index}`, reason: 'messages are missing' }));
    const text = detail({ skipped });
    assert.match(text, /^Skipped \(8\)$/m);
    assert.match(text, /^• c4: messages are missing$/m);
    assert.match(text, /^… and 3 more$/m);
  });

  it('the offline check sends nothing and has no cost', () => {
    const text = detail({ provider: 'baseline' });
    assert.match(text, /nothing leaves this machine/);
    assert.doesNotMatch(text, /Cost/);
  });
});
