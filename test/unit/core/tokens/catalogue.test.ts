import assert from 'node:assert/strict';
import { arePricesOld, listModels, lookupModel, priceUsage } from '../../../../src/core/tokens/catalogue';

describe('model catalogue', () => {
  const names: [name: string, id: string][] = [
    ['gpt-4o', 'gpt-4o'],
    ['GPT-4o', 'gpt-4o'],
    ['openai/gpt-4o', 'gpt-4o'],
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    ['gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
    ['openrouter/openai/gpt-4.1-nano', 'gpt-4.1-nano'],
    ['ft:gpt-4o-mini-2024-07-18:acme::abc123', 'gpt-4o-mini'],
    ['claude-3-5-sonnet-20241022', 'claude-3-5-sonnet'],
    ['claude-3-5-sonnet-latest', 'claude-3-5-sonnet'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-20250514', 'claude-sonnet-4'],
    ['us.anthropic.claude-3-5-haiku-20241022-v1:0', 'claude-3-5-haiku'],
    ['models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['gemini-2.5-flash-preview-05-20', 'gemini-2.5-flash'],
    ['gemini-1.5-flash-002', 'gemini-1.5-flash'],
    ['gpt-3.5-turbo-0613', 'gpt-3.5-turbo'],
    ['example-model', 'example-model'],
    ['gpt-4o-unheard-of', 'unknown'],
    ['gpt-40', 'unknown'],
    ['', 'unknown'],
    ['constructor', 'unknown'],
  ];
  for (const [name, id] of names) {
    it(`finds ${JSON.stringify(name)} as ${id}`, () => {
      const { entry, known } = lookupModel(name);
      assert.equal(entry.id, id);
      assert.equal(known, id !== 'unknown');
    });
  }

  it('gives a model that is not in it no window, no price and an estimate', () => {
    const { entry } = lookupModel('my-own-model');
    assert.equal(entry.window, undefined);
    assert.equal(entry.prices, undefined);
    assert.equal(entry.tokenizerExact, false);
  });

  it('says of every price when and where it was read, and names each model once', () => {
    const names = listModels().flatMap((entry) => [entry.id, ...entry.aliases]);
    assert.equal(new Set(names).size, names.length);
    for (const { id, prices, tokenizerExact, tokenizerError } of listModels()) {
      if (prices) assert.match(`${prices.date} ${prices.source}`, /^20\d\d-\d\d-\d\d .*https:/, id);
      assert.equal(tokenizerExact, tokenizerError === undefined, id);
    }
  });

  it('prices cached and written tokens apart', () => {
    const { entry } = lookupModel('claude-sonnet-4-5');
    // 1 M plain × 3 + 1 M cached × 0.30 + 1 M written × 3.75 + 1 M out × 15.
    const usage = { input: 3_000_000, cached: 1_000_000, cacheWrite: 1_000_000, output: 1_000_000 };
    const { usd, basis } = priceUsage(entry, usage);
    assert.equal(basis, 'priced');
    assert.ok(Math.abs((usd ?? 0) - 22.05) < 1e-9);
  });

  it('never prices at 0 what has no price', () => {
    assert.deepEqual(priceUsage(lookupModel('example-model').entry, { input: 10, output: 10 }), { basis: 'unknown' });
  });

  it('knows prices that are older than 60 days', () => {
    assert.equal(arePricesOld('2025-10-01', Date.parse('2025-11-30')), false);
    assert.equal(arePricesOld('2025-10-01', Date.parse('2025-12-01')), true);
  });
});
