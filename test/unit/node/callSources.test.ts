/** Whether what a logged call was given was still valid: its sources, by the call's own time. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { callAnswer, callContext, changesOf, type CallSources } from '../../../src/node/callViews';
import { checkLog } from '../../../src/node/checkService';
import { makeCall, message } from '../../support/calls';
import { tempFolder, type TempFolder } from '../../support/files';

const CALLED_AT = Date.parse('2026-03-10T12:00:00Z');
const DOCUMENT = {
  id: 'returns',
  text: 'Returns are free for 30 days.',
  asOf: '2026-03-01T00:00:00Z',
  source: 'kb/returns.md',
};

function callAt(startTime?: number) {
  return makeCall('c1', {
    messages: [message('user', `Answer from these.\n${DOCUMENT.text}\nMay I return it?`)],
    documents: [DOCUMENT],
    ...(startTime === undefined ? {} : { startTime }),
  });
}

describe('the sources of a logged call', () => {
  let temp: TempFolder;
  let folder = '';
  beforeEach(() => {
    temp = tempFolder();
    folder = temp.path;
    temp.write('kb/returns.md', 'Returns are free for 14 days.');
  });

  afterEach(() => temp.remove());

  const freshnessOf = async (changedAt: string, startTime?: number) => {
    const time = new Date(changedAt);
    fs.utimesSync(path.join(folder, 'kb', 'returns.md'), time, time);
    const call = callAt(startTime);
    const sourceChanges = await changesOf(call, { folder, mayRunGit: false });
    const rows = callAnswer(call, sourceChanges).ledger.sections;
    const shown = callContext(call, { overlay: {}, version: 1, sourceChanges }).answer.sections;
    const [row, other] = [rows, shown].map((all) => all.find(({ id }) => id === 'documents')?.freshness);
    assert.equal(row?.changedAt, other?.changedAt);
    return row;
  };

  it('changed between the document’s own time and the call', async () => {
    const freshness = await freshnessOf('2026-03-05T00:00:00Z', CALLED_AT);
    assert.equal(freshness?.changedAt, '2026-03-05T00:00:00.000Z');
    assert.equal(freshness.refreshFrom, 'kb/returns.md');
  });

  it('what changed after the call does not count against it', async () => {
    assert.equal((await freshnessOf('2026-03-20T00:00:00Z', CALLED_AT))?.changedAt, undefined);
  });

  it('is counted by the report over a log', async () => {
    const time = new Date('2026-03-05T00:00:00Z');
    fs.utimesSync(path.join(folder, 'kb', 'returns.md'), time, time);
    const call = callAt(CALLED_AT);
    const log = { callIds: () => Promise.resolve([call.id]), call: () => Promise.resolve({ call, timing: [] }) };
    const rulesOf = async (sources?: CallSources): Promise<string[]> =>
      (await checkLog(log, { lint: {}, ...(sources ? { sources } : {}) })).rules.map(({ rule }) => rule);
    assert.ok((await rulesOf({ folder, mayRunGit: false })).includes('superseded'));
    assert.ok(!(await rulesOf()).includes('superseded'));
  });

  it('a call without a time is not judged', async () => {
    assert.equal((await freshnessOf('2026-03-05T00:00:00Z'))?.changedAt, undefined);
  });
});
