/** docs/token-accuracy.md says what is measured now, and what is counted exactly stays close to what was reported. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import { lookupModel } from '../../src/core/tokens/catalogue';
import { skipWithoutCorpus } from './corpus';
import { measureCorpus, renderAccuracy, type Measured } from './tokenAccuracy';

describe('counts beside reported usage', function () {
  this.timeout(300_000);
  before(skipWithoutCorpus);
  let measured: Measured[] = [];
  before(async () => {
    measured = await measureCorpus();
  });

  it('docs/token-accuracy.md is current', () => {
    const message = 'run "node scripts/tokenAccuracy.mjs"';
    assert.equal(fs.readFileSync(inRoot('docs/token-accuracy.md'), 'utf8'), renderAccuracy(measured), message);
  });

  it('plain text of models with a public tokenizer is within 1 token of what they report', () => {
    const plain = measured.filter(
      ({ model, lacks, holds, file }) =>
        lookupModel(model).entry.tokenizerExact && lacks.length + holds.length === 0 && file.startsWith('openinference/'),
    );
    assert.ok(plain.length >= 4, `only ${plain.length} calls`);
    for (const one of plain) assert.ok(Math.abs(one.reported - one.counted) <= 1, JSON.stringify(one));
  });
});
