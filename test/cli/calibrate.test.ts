import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ContextAnswer } from '../../src/core/context/assembly';
import type { CalibrationAnswer } from '../../src/core/tokens/calibrationAnswer';
import type { CallAnswer } from '../../src/core/trace/answers';
import { usageLog, wordsOf } from '../support/usageLog';
import { answerOf, ctxdbg, temporaryFolder } from './program';
import { differences, keysOf } from './typeKeys';

const TYPES = 'src/core/tokens/calibrationAnswer.ts';
const DOCUMENT = `version: 1\nmodel: claude-sonnet-4-5\nwindow: 9000\nsections:\n  - id: a\n    kind: instructions\n    required: true\n    text: ${wordsOf(100)}\n`;

describe('ctxdbg calibrate', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder({ 'log.jsonl': usageLog(), 'a.context.yaml': DOCUMENT });
  });
  afterEach(() => folder.remove());

  const answer = (...args: string[]): Promise<unknown> => answerOf(args, 0, { cwd: folder.path });
  const counted = async (): Promise<ContextAnswer> => (await answer('context', 'a.context.yaml')) as ContextAnswer;

  it('learns, and context, trace and check then count so', async () => {
    assert.deepEqual((await counted()).sections[0]?.kept, { tokens: 100, basis: 'estimate', error: 0.25 });
    const learnt = (await answer('calibrate', 'log.jsonl')) as CalibrationAnswer;
    assert.deepEqual(differences(learnt, keysOf(TYPES, 'CalibrationAnswer')), []);
    assert.deepEqual(learnt.models, [{ model: 'claude-sonnet-4-5', samples: 4, factor: 1.5, offset: 0, error: 0 }]);
    assert.equal(learnt.learned, 4);
    assert.equal(learnt.file, fs.realpathSync(path.join(folder.path, '.context-debugger', 'calibration.json')));
    const trust = { basis: 'calibrated', error: 0, samples: 4 };
    const { sections, framing, total } = await counted();
    assert.deepEqual(sections[0]?.kept, { tokens: 150, ...trust });
    assert.deepEqual(framing, { tokens: 7, ...trust });
    assert.deepEqual([total.tokens, total.basis, total.samples], [157, 'calibrated', 4]);
    const { ledger } = (await answer('trace', 'log.jsonl', '--call', 'chatcmpl-u1')) as CallAnswer;
    assert.equal(ledger.residual?.tokens, 0);
    assert.equal(ledger.total.basis, 'calibrated');
    const { stdout } = await ctxdbg(['context', 'a.context.yaml'], { cwd: folder.path });
    assert.match(stdout, /157 tokens \(calibrated on 4 calls\) sent/);
  });

  it('forgets with --reset, alone or before it learns', async () => {
    await answer('calibrate', 'log.jsonl');
    fs.writeFileSync(
      path.join(folder.path, 'other.jsonl'),
      usageLog({ model: 'gemini-2.5-flash', words: [9, 90, 900] }),
    );
    const after = (await answer('calibrate', 'other.jsonl', '--reset')) as CalibrationAnswer;
    assert.deepEqual(
      after.models.map(({ model }) => model),
      ['gemini-2.5-flash'],
    );
    const reset = await ctxdbg(['calibrate', '--reset'], { cwd: folder.path });
    assert.deepEqual([reset.code, reset.stdout], [0, 'What was learnt before is forgotten.\n']);
    assert.equal((await counted()).total.basis, 'estimate');
    assert.ok(!fs.existsSync(path.join(folder.path, '.context-debugger', 'calibration.json')));
  });

  it('says where calls are too few or say nothing', async () => {
    fs.writeFileSync(path.join(folder.path, 'few.jsonl'), usageLog({ words: [9, 90] }));
    const few = await ctxdbg(['calibrate', 'few.jsonl'], { cwd: folder.path });
    assert.match(few.stdout, /claude-sonnet-4-5 +2 +– +– +too few calls/);
    fs.writeFileSync(path.join(folder.path, 'public.jsonl'), usageLog({ model: 'gpt-4o' }));
    const none = await ctxdbg(['calibrate', 'public.jsonl', '--reset', '--json'], { cwd: folder.path });
    assert.deepEqual((JSON.parse(none.stdout) as CalibrationAnswer).models, []);
  });

  it('needs a trace or --reset', async () => {
    const { code, stderr } = await ctxdbg(['calibrate'], { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(stderr, /needs a trace to learn from/);
  });

  it('writes the file and no other command does', async () => {
    await counted();
    await answer('trace', 'log.jsonl');
    assert.ok(!fs.existsSync(path.join(folder.path, '.context-debugger')));
  });
});
