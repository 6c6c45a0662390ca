import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { lookupModel } from '../../../src/core/tokens/catalogue';
import type { Call } from '../../../src/core/trace/model';
import { CalibrationStore, usageSampleOf } from '../../../src/node/calibrationStore';
import { counterFor } from '../../../src/node/tokenizer';

const call = (id: string, words: number, more: Partial<Call> = {}): Call => {
  const text = 'word '.repeat(words).trimEnd();
  const base: Call = {
    id,
    sources: [],
    format: 'test',
    requestedModel: 'claude-sonnet-4-5',
    params: {},
    messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
    tools: [],
    output: [],
    finishReasons: [],
    usage: {},
    documents: [],
    feedback: [],
    tags: [],
    metadata: {},
    replayability: { level: 'complete', fields: [] },
  };
  const counted = usageSampleOf({ ...base, usage: { input: 1 } })?.sample.counted ?? 0;
  return { ...base, usage: { input: Math.round(counted * 1.25) + 300 }, ...more };
};

describe('calibration store', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'context-debugger-calibration-'));
    file = path.join(folder, 'deep', 'calibration.json');
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  it('learns from calls, keeps it in its file, and forgets', async () => {
    const calls = [100, 200, 400, 800, 1_600].map((words, index) => call(`c${index}`, words));
    assert.equal(await new CalibrationStore(file).learn(calls), 5);
    const store = new CalibrationStore(file);
    await store.learn(calls.slice(0, 2));
    const found = (await store.read()).get('claude-sonnet-4-5');
    assert.ok(found);
    assert.equal(found.samples, 5);
    assert.ok(Math.abs(found.factor - 1.25) < 0.01 && Math.abs(found.offset - 300) < 3);
    await store.reset('claude-sonnet-4-5');
    assert.deepEqual(await store.read(), new Map());
    await store.learn(calls);
    await store.reset();
    await assert.rejects(fs.stat(file));
  });

  it('takes no call that lacks input, reports none, or has a public tokenizer', () => {
    const gap = { path: 'system', state: 'missing', reason: 'not logged' } as const;
    assert.equal(usageSampleOf(call('a', 9, { replayability: { level: 'incomplete', fields: [gap] } })), undefined);
    assert.equal(usageSampleOf(call('a', 9, { usage: {} })), undefined);
    assert.equal(usageSampleOf(call('a', 9, { requestedModel: 'gpt-4o' })), undefined);
    assert.equal(usageSampleOf(call('a', 9, { requestedModel: 'unheard-of' })), undefined);
  });

  it('takes a file that is broken, or of another version, for an empty one', async () => {
    await fs.mkdir(path.dirname(file), { recursive: true });
    for (const text of ['{', '[]', '{"version":2,"models":{}}', '{"version":1,"models":{"m":[{"call":1}]}}']) {
      await fs.writeFile(file, text);
      assert.deepEqual(await new CalibrationStore(file).read(), new Map());
    }
  });

  it('gives counters that say so', () => {
    const { entry } = lookupModel('claude-sonnet-4-5');
    const calibration = { factor: 2, offset: 0, samples: 9, error: 0.03 };
    const counter = counterFor(entry, calibration);
    assert.deepEqual(counter.count('Hello world'), { tokens: 4, basis: 'calibrated', error: 0.03 });
    assert.equal(counterFor(entry, calibration), counter);
    assert.equal(counterFor(entry).count('Hello world').basis, 'estimate');
  });
});
