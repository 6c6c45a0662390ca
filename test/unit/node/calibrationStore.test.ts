import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { assemble } from '../../../src/core/context/assemble';
import { reconstruct } from '../../../src/core/context/reconstruct';
import { lookupModel } from '../../../src/core/tokens/catalogue';
import type { Call } from '../../../src/core/trace/model';
import { CalibrationStore, usageSampleOf, type ModelSample } from '../../../src/node/calibrationStore';
import { counterFor, setCounting, standInFor } from '../../../src/node/tokenizer';

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
  return { ...base, usage: { input: Math.round(words * 1.25) + 307 }, ...more };
};

/** A call has 7 tokens of framing and, of these words, as many tokens as words. */
const samplesOf = (words: number[]): ModelSample[] =>
  words.map((each, index) => {
    const sample = usageSampleOf(call(`c${index}`, each));
    assert.ok(sample);
    return sample;
  });

describe('calibration store', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'context-debugger-calibration-'));
    file = path.join(folder, 'deep', 'calibration.json');
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  it('keeps what calls say in its file, once each, and forgets', async () => {
    const samples = samplesOf([100, 200, 400, 800, 1_600]);
    await new CalibrationStore(file).add(samples);
    const store = new CalibrationStore(file);
    await store.add(samples.slice(0, 2));
    const found = (await store.read()).get('claude-sonnet-4-5');
    assert.ok(found);
    assert.equal(found.samples, 5);
    assert.ok(Math.abs(found.factor - 1.25) < 0.01 && Math.abs(found.offset - 300) < 3);
    await store.reset('claude-sonnet-4-5');
    assert.deepEqual(await store.read(), new Map());
    await store.add(samples);
    await store.reset();
    await assert.rejects(fs.stat(file));
  });

  it('takes no call that lacks input, reports none, or has a public tokenizer', () => {
    const gap = { path: 'system', state: 'missing', reason: 'not logged' } as const;
    assert.equal(usageSampleOf(call('a', 9, { replayability: { level: 'incomplete', fields: [gap] } })), undefined);
    assert.equal(usageSampleOf(call('a', 9, { usage: {} })), undefined);
    assert.equal(usageSampleOf(call('a', 9, { requestedModel: 'gpt-4o' })), undefined);
    assert.equal(usageSampleOf(call('a', 9, { usage: { input: 7 } })), undefined);
  });

  it('takes calls of a model that the catalogue does not have by the name that they ask for', () => {
    assert.equal(usageSampleOf(call('a', 9, { requestedModel: 'Unheard-Of' }))?.model, 'unheard-of');
  });

  it('takes a file that is broken, or of another version, for an empty one', async () => {
    await fs.mkdir(path.dirname(file), { recursive: true });
    for (const text of ['{', '[]', '{"version":2,"models":{}}', '{"version":1,"models":{"m":[{"call":1}]}}']) {
      await fs.writeFile(file, text);
      assert.deepEqual(await new CalibrationStore(file).read(), new Map());
    }
  });
});

describe('counters that are calibrated', () => {
  const { entry } = lookupModel('claude-sonnet-4-5');
  const calibration = { factor: 2, offset: 50, samples: 9, error: 0.03 };
  const trust = { basis: 'calibrated', error: 0.03, samples: 9 } as const;
  beforeEach(() => setCounting({}, new Map([['claude-sonnet-4-5', calibration]])));
  afterEach(() => setCounting({}, new Map()));

  it('say so, with their error and calls', () => {
    assert.deepEqual(counterFor(entry).count('Hello world'), { tokens: 4, ...trust });
    assert.equal(standInFor(entry).count('Hello world').basis, 'estimate');
  });

  it('hold for dated snapshots, and for no other model', () => {
    assert.equal(counterFor(lookupModel('claude-sonnet-4-5-20250929').entry).count('a').basis, 'calibrated');
    assert.equal(counterFor(lookupModel('claude-opus-4').entry).count('a').basis, 'estimate');
  });

  it('give a total that holds what every request has besides its text', () => {
    const lookup = lookupModel('claude-sonnet-4-5');
    const options = { lookup, counter: counterFor(lookup.entry), now: 0, mode: 'as-sent' as const };
    const { total, framing } = assemble(reconstruct(call('a', 100)), options);
    assert.deepEqual(framing, { tokens: 57, ...trust });
    assert.deepEqual({ ...total, error: 0.03 }, { tokens: 257, ...trust });
  });
});
