import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { reconstruct } from '../../../../src/core/context/reconstruct';
import { asSent, calls, requestOf } from '../../../support/anyCall';

const numRuns = process.env['CTX_LONG'] === '1' ? 20_000 : 500;

describe('reconstruct, of any call', () => {
  it('assembled as sent, is the call', () => {
    fc.assert(
      fc.property(calls, (call) => {
        assert.deepEqual(asSent(reconstruct(call)), requestOf(call));
      }),
      { numRuns, seed: 7 },
    );
  });

  it('gives each section an id of its own, and units with ids of their own', () => {
    fc.assert(
      fc.property(calls, (call) => {
        const { sections } = reconstruct(call);
        const ids = sections.map(({ section }) => section.id);
        assert.equal(new Set(ids).size, ids.length);
        for (const { body } of sections) {
          const units = body.type === 'text' ? body.pieces : body.type === 'messages' ? body.units : [];
          assert.equal(new Set(units.map(({ id }) => id)).size, units.length);
        }
      }),
      { numRuns, seed: 7 },
    );
  });

  it('survives JSON', () => {
    fc.assert(
      fc.property(calls, (call) => {
        const { document } = reconstruct(call);
        assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
