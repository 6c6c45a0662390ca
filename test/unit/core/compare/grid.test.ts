import assert from 'node:assert/strict';
import { gridCell, gridRow } from '../../../../src/core/compare/grid';
import type { RunCallLine } from '../../../../src/core/replay/model';
import { message } from '../../../support/calls';

const call: RunCallLine = {
  v: 1,
  type: 'call',
  id: 'a',
  query: 'Why?',
  loggedOutput: [message('assistant', 'Because.')],
  loggedUsage: {},
  replayability: { level: 'complete', fields: [] },
};

describe('grid', () => {
  it('counts what came of each sample; what has no line was not run', () => {
    const outcomes = (['ok', 'failed', 'cancelled'] as const).map((status, sample) => ({ status, sample }));
    const cell = gridCell({ variantId: 'v', samples: 5, outcomes, text: 'So.' });
    assert.deepEqual(cell, { variantId: 'v', ok: 1, failed: 1, capped: 0, cancelled: 1, notRun: 2, firstWords: 'So.' });
  });

  it('says of the log whether it holds an answer, an error or neither', () => {
    const { loggedOutput: _, ...rest } = call;
    assert.deepEqual(gridRow(call, []).logged, { status: 'ok', firstWords: 'Because.' });
    assert.deepEqual(gridRow({ ...rest, loggedOutput: [], loggedError: { message: 'too long' } }, []).logged, {
      status: 'error',
      firstWords: 'too long',
    });
    assert.deepEqual(gridRow({ ...rest, loggedOutput: [] }, []).logged, { status: 'absent', firstWords: '' });
  });
});
