import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { openTraceSet } from '../../../src/node/traceSet';
import type { TraceSetState } from '../../../src/protocol/traceApi';
import { tempFolder, type TempFolder } from '../../support/files';
import { writeLargeLog } from '../../support/largeLog';

const SIZE_MB = process.env['CTX_LONG'] === '1' ? 100 : 5;

function collect(): number {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe(`a log of ${SIZE_MB} MB`, () => {
  let folder: TempFolder;
  let file: string;
  let calls: number;
  before(() => {
    folder = tempFolder();
    file = folder.write('large.jsonl', '');
    calls = writeLargeLog(file, SIZE_MB * 1024 * 1024);
  });
  after(() => folder.remove());

  it('shows its first rows while it indexes, answers requests meanwhile, and keeps no content', async () => {
    const before = collect();
    const states: TraceSetState[] = [];
    let firstRow: Promise<string> | undefined;
    const set = openTraceSet([file], {
      onState: (state) => {
        states.push(state);
        firstRow ??= set
          .rows('', 0, 20)
          .then(({ rows }) => (rows[0]?.type === 'call' ? set.call(rows[0].row.id) : undefined))
          .then((detail) => `${detail?.call.id ?? ''} while ${set.state().isIndexing ? 'indexing' : 'idle'}`);
      },
    });
    const state = await set.whenIndexed();
    assert.equal(await firstRow, 'r0 while indexing');
    const [first] = states;
    assert.ok(first && first.isIndexing && first.calls >= 20, 'no rows before the end');
    assert.ok(
      first.indexedBytes < state.sizeBytes / 4,
      `first rows after ${first.indexedBytes} of ${state.sizeBytes} bytes`,
    );
    assert.deepEqual([state.calls, state.errors, state.indexedBytes], [calls, 0, fs.statSync(file).size]);
    const versions = states.map(({ version }) => version);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    // Each call costs its summary; its 3 KB of content stay in the file. The rest is what was loaded and cached.
    const kept = collect() - before;
    assert.ok(kept < 8e6 + calls * 2000, `${Math.round(kept / calls)} bytes a call`);
    if (SIZE_MB >= 100) console.log(`      ${Math.round(kept / calls)} bytes a call`);
    const last = await set.rows('', calls - 1, 1);
    assert.ok(last.rows[0]?.type === 'call');
    assert.match(
      JSON.stringify((await set.call(last.rows[0].row.id)).call.messages),
      new RegExp(`Question ${calls - 1}:`),
    );
    assert.deepEqual((await set.rows(`"question ${calls - 2}:"`, 0, 5)).matchingCalls, [`r${calls - 2}`]);
    set.close();
  }).timeout(120_000);
});
