import assert from 'node:assert/strict';
import { parseContextDocument } from '../../../../src/core/context/parse';
import { documentBase, variantId } from '../../../../src/core/replay/variant';
import type { VariantSpec } from '../../../../src/core/replay/model';
import { sha256 } from '../../../../src/node/hash';

const unchanged: VariantSpec = { base: 'logged', edits: [], off: [], set: {} };
const documentOf = (yaml: string) => parseContextDocument(yaml, 'yaml').document!;

describe('variant id', () => {
  it('is the first 12 digits of the hash over the canonical spec', () => {
    const canonical = '{"base":"logged","edits":[],"off":[],"set":{}}';
    assert.equal(variantId(unchanged, sha256), sha256(canonical).slice(0, 12));
  });

  it('changes with the model, not with the order in which the spec is written', () => {
    const reordered: VariantSpec = { set: {}, off: [], edits: [], base: 'logged' };
    assert.equal(variantId(reordered, sha256), variantId(unchanged, sha256));
    assert.notEqual(variantId({ ...unchanged, model: 'gpt-4o' }, sha256), variantId(unchanged, sha256));
  });

  it('a document is what its files hold, not how they are named or where its comments stand', () => {
    const hash = (yaml: string, files: Record<string, string>): string =>
      documentBase(documentOf(yaml), (name) => files[name], sha256);
    const first = hash('version: 1\nsections: [{ id: a, file: x.md }]', { 'x.md': 'Hello' });
    assert.match(first, /^document:[0-9a-f]{64}$/);
    assert.equal(hash('# note\nversion: 1\nsections: [{ id: a, file: y.md }]', { 'y.md': 'Hello' }), first);
    assert.notEqual(hash('version: 1\nsections: [{ id: a, file: x.md }]', { 'x.md': 'Hullo' }), first);
  });
});
