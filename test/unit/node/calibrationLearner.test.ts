import assert from 'node:assert/strict';
import { CalibrationLearner, samplesOf } from '../../../src/node/calibrationLearner';
import { CalibrationStore } from '../../../src/node/calibrationStore';
import { openTraceSet } from '../../../src/node/traceSet';
import { tempFolder, type TempFolder } from '../../support/files';
import { usageLog } from '../../support/usageLog';

const MODEL = 'claude-sonnet-4-5';
const NOW = { startDelayMs: 0, rest: 0 };

describe('calibration learner', () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
  });
  afterEach(() => folder.remove());

  it('takes the newest 200 calls of a model, and none that is known', async () => {
    const words = Array.from({ length: 230 }, (_, index) => 10 + index);
    const set = openTraceSet([folder.write('log.jsonl', usageLog({ words }))]);
    const samples = await samplesOf(set, new Map(), { rest: 0 });
    assert.equal(samples.length, 200);
    assert.deepEqual([samples[0]?.sample.counted, samples.at(-1)?.sample.counted], [40, 239]);
    const known = new Map([[MODEL, new Set(samples.slice(5).map(({ sample }) => sample.call))]]);
    assert.equal((await samplesOf(set, known, { rest: 0 })).length, 35);
    set.close();
  });

  it('learns from a set in the background and says so, once', async () => {
    const file = folder.write('calibration.json', '');
    const set = openTraceSet([folder.write('log.jsonl', usageLog())]);
    const learnt = await new Promise<number>((resolve) => {
      const learner = new CalibrationLearner(resolve, NOW);
      learner.use(file);
      learner.start('a', set);
    });
    assert.equal(learnt, 1);
    assert.equal((await new CalibrationStore(file).read()).get(MODEL)?.samples, 4);
    let again = 0;
    const learner = new CalibrationLearner(() => again++, NOW);
    learner.use(file);
    learner.start('a', set);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await learner.reset();
    assert.equal(again, 0);
    assert.deepEqual(await new CalibrationStore(file).read(), new Map());
    set.close();
  });

  it('learns nothing without a file', async () => {
    const set = openTraceSet([folder.write('log.jsonl', usageLog())]);
    let learnt = 0;
    const learner = new CalibrationLearner(() => learnt++, NOW);
    learner.start('a', set);
    await learner.reset();
    assert.equal(learnt, 0);
    set.close();
  });
});
