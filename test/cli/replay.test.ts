import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CompareAnswer } from '../../src/core/compare/model';
import type { PlanSummary, ReplayAnswer, RunLine } from '../../src/core/replay/model';
import { startOpenAiServer, type OpenAiServer } from '../support/openAiServer';
import { answerOf, ctxdbg, finish, fixture, SHOP, SHOP_CALLS, start, temporaryFolder } from './program';
import { differences, keysOf } from './typeKeys';

const PROMPT = fixture('prompt.md');
const DOCUMENT = fixture('shop.context.yaml');
const REPLAY_MODEL = 'src/core/replay/model.ts';
const COMPARE_MODEL = 'src/core/compare/model.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: OpenAiServer;
const inFolder = (name: string): string => path.join(folder.path, name);
const atServer = (...args: string[]): string[] => ['replay', SHOP, '--base-url', server.baseUrl, ...args];
const linesOf = (run: string): RunLine[] =>
  fs
    .readFileSync(run, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunLine);

describe('ctxdbg replay', () => {
  beforeEach(async () => {
    folder = temporaryFolder();
    server = await startOpenAiServer();
  });
  afterEach(async () => {
    await server.close();
    folder.remove();
  });

  it('runs offline with the baseline, never asks, and writes a run', async () => {
    const run = inFolder('b.replay.jsonl');
    const answer = (await answerOf([
      'replay',
      SHOP,
      '--with',
      DOCUMENT,
      '--provider',
      'baseline',
      '--out',
      run,
    ])) as ReplayAnswer;
    assert.deepEqual(differences(answer, keysOf(REPLAY_MODEL, 'ReplayAnswer')), []);
    assert.deepEqual(
      { planned: answer.planned, ok: answer.ok, skipped: answer.skipped },
      { planned: 4, ok: 4, skipped: [] },
    );
    assert.equal(linesOf(run).filter(({ type }) => type === 'outcome').length, 4);
    assert.equal(server.received.length, 0);
  });

  it('writes to .context-debugger/runs where no file is named, out of version control', async () => {
    const answer = (await answerOf(['replay', SHOP, '--provider', 'baseline'], 0, {
      cwd: folder.path,
    })) as ReplayAnswer;
    assert.match(answer.run, /^\.context-debugger[\\/]runs[\\/].*\.replay\.jsonl$/);
    assert.ok(fs.existsSync(inFolder(answer.run)));
    assert.equal(fs.readFileSync(inFolder('.context-debugger/runs/.gitignore'), 'utf8'), '*\n');
  });

  it('prints the plan of a dry run and sends nothing', async () => {
    const args = atServer('--with', PROMPT, '--variant', 'unchanged', '--samples', '2', '--dry-run');
    const plan = (await answerOf(args)) as PlanSummary;
    assert.deepEqual(differences(plan, keysOf(REPLAY_MODEL, 'PlanSummary')), []);
    assert.deepEqual(
      { calls: plan.calls, samples: plan.samples, requests: plan.requests },
      { calls: 4, samples: 2, requests: 16 },
    );
    assert.deepEqual(
      plan.variants.map(({ name }) => name),
      ['prompt.md', 'unchanged'],
    );
    const { stdout } = await ctxdbg(args);
    assert.match(stdout, /requests +16/);
    assert.equal(server.received.length, 0);
    assert.deepEqual(fs.readdirSync(folder.path), []);
  });

  it('sends nothing without --yes where nobody can be asked', async () => {
    const { code, stdout, stderr } = await ctxdbg(atServer('--out', inFolder('r.replay.jsonl')));
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /Add --yes/);
    assert.equal(server.received.length, 0);
  });

  it('sends each call, unchanged and with the new prompt', async () => {
    const run = inFolder('r.replay.jsonl');
    const args = atServer('--variant', 'unchanged', '--with', PROMPT, '--out', run, '--yes');
    const answer = (await answerOf(args)) as ReplayAnswer;
    assert.deepEqual({ planned: answer.planned, ok: answer.ok }, { planned: 8, ok: 8 });
    const bodies = server.received.map(({ body }) => body as { messages: { role: string; content: string }[] });
    const systems = bodies.map(({ messages }) => messages.find(({ role }) => role === 'system')?.content ?? '');
    assert.equal(systems.filter((text) => text.includes('within 30 days')).length, 4);
    assert.ok(bodies.some(({ messages }) => messages.at(-1)!.content.includes('{{product}}')));
  });

  it('replays only the calls that are named or found', async () => {
    const named = (await answerOf([
      'replay',
      SHOP,
      '--provider',
      'baseline',
      '--calls',
      'chatcmpl-0,req_3',
      '--dry-run',
    ])) as PlanSummary;
    assert.equal(named.calls, 2);
    const found = (await answerOf([
      'replay',
      SHOP,
      '--provider',
      'baseline',
      '--where',
      'kettle',
      '--dry-run',
    ])) as PlanSummary;
    assert.equal(found.calls, 1);
    const { code, stderr } = await ctxdbg(['replay', SHOP, '--provider', 'baseline', '--calls', 'nope']);
    assert.equal(code, 2);
    assert.match(stderr, /nope/);
  });

  it('changes model and parameters of a variant', async () => {
    const variant = 'cold: model=gpt-4o-mini; param=temperature=0; param=stop=END';
    await answerOf(
      atServer('--variant', variant, '--calls', 'chatcmpl-0', '--out', inFolder('v.replay.jsonl'), '--yes'),
    );
    const { model, temperature, stop } = server.received[0]!.body;
    assert.deepEqual({ model, temperature, stop }, { model: 'gpt-4o-mini', temperature: 0, stop: 'END' });
  });

  it('sends OPENAI_API_KEY to no other endpoint than its own', async () => {
    const env = { OPENAI_API_KEY: 'sk-own-key', OTHER_KEY: 'other-key' };
    await answerOf(atServer('--calls', 'chatcmpl-0', '--out', inFolder('1.replay.jsonl'), '--yes'), 0, { env });
    const args = atServer(
      '--calls',
      'chatcmpl-0',
      '--out',
      inFolder('2.replay.jsonl'),
      '--yes',
      '--api-key-env',
      'OTHER_KEY',
    );
    await answerOf(args, 0, { env });
    const sent = server.received.map(({ headers }) => headers.authorization ?? '');
    assert.ok(!sent[0]!.includes('sk-own-key'));
    assert.equal(sent[1], 'Bearer other-key');
    for (const name of fs.readdirSync(folder.path)) {
      assert.doesNotMatch(fs.readFileSync(inFolder(name), 'utf8'), /sk-own-key|other-key/);
    }
  });

  it('resumes: what is ok is not sent again', async () => {
    const run = inFolder('r.replay.jsonl');
    server.behave((_, index) => (index === 1 ? { kind: 'status', status: 400 } : undefined));
    const first = (await answerOf(atServer('--out', run, '--yes', '--concurrency', '1'), 3)) as ReplayAnswer;
    assert.deepEqual({ ok: first.ok, failed: first.failed }, { ok: 3, failed: 1 });
    server.behave(() => undefined);
    const second = (await answerOf(atServer('--out', run, '--yes', '--resume'))) as ReplayAnswer;
    assert.deepEqual(
      { planned: second.planned, ok: second.ok, failed: second.failed },
      { planned: 4, ok: 4, failed: 0 },
    );
    assert.equal(server.received.length, 5);
  });

  it('does not write over a run that is there', async () => {
    const run = inFolder('r.replay.jsonl');
    await answerOf(['replay', SHOP, '--provider', 'baseline', '--out', run]);
    const before = fs.readFileSync(run, 'utf8');
    const { code, stderr } = await ctxdbg(['replay', SHOP, '--provider', 'baseline', '--out', run]);
    assert.equal(code, 2);
    assert.match(stderr, /r\.replay\.jsonl/);
    assert.equal(fs.readFileSync(run, 'utf8'), before);
  });

  it('stops at the most calls, and that is no failure', async () => {
    const answer = (await answerOf(
      atServer('--max-calls', '2', '--out', inFolder('c.replay.jsonl'), '--yes'),
      3,
    )) as ReplayAnswer;
    assert.deepEqual({ ok: answer.ok, failed: answer.failed, capped: answer.capped }, { ok: 2, failed: 0, capped: 2 });
    assert.equal(server.received.length, 2);
  });

  it('says how to go on after Ctrl+C', async () => {
    const run = inFolder('i.replay.jsonl');
    const running: ReturnType<typeof start>[] = [];
    server.behave((_, index) => {
      if (index === 1) setTimeout(() => running[0]?.kill('SIGINT'), 50);
      return index === 0 ? undefined : { kind: 'slow', delayMs: 60_000 };
    });
    const child = start([...atServer('--out', run, '--yes', '--concurrency', '1'), '--json']);
    running.push(child);
    const { code, stdout, stderr } = await finish(child);
    assert.equal(code, 3, stderr);
    const answer = JSON.parse(stdout) as ReplayAnswer;
    assert.equal(answer.ok, 1);
    assert.equal(answer.failed, 0);
    assert.match(stderr, /--out .*i\.replay\.jsonl --resume/);
    server.behave(() => undefined);
    const resumed = (await answerOf(atServer('--out', run, '--yes', '--resume'))) as ReplayAnswer;
    assert.equal(resumed.ok, 4);
  });

  it('answers from a recorded run, and a miss is a failure', async () => {
    const run = inFolder('live.replay.jsonl');
    await answerOf(atServer('--calls', 'chatcmpl-0,chatcmpl-1', '--out', run, '--yes'));
    const args = [
      'replay',
      SHOP,
      '--provider',
      'recorded',
      '--recorded-from',
      run,
      '--out',
      inFolder('again.replay.jsonl'),
    ];
    const answer = (await answerOf(args, 3)) as ReplayAnswer;
    assert.deepEqual({ ok: answer.ok, failed: answer.failed }, { ok: 2, failed: 2 });
    assert.equal(server.received.length, 2);
  });
});

describe('ctxdbg compare', () => {
  let run: string;
  before(async () => {
    folder = temporaryFolder();
    run = inFolder('c.replay.jsonl');
    const args = [
      'replay',
      SHOP,
      '--variant',
      'unchanged',
      '--variant',
      `v2: context=${DOCUMENT}`,
      '--provider',
      'baseline',
    ];
    await answerOf([...args, '--out', run]);
  });
  after(() => folder.remove());

  it('puts every variant beside what was logged', async () => {
    const answer = (await answerOf(['compare', run])) as CompareAnswer;
    assert.deepEqual(differences(answer, keysOf(COMPARE_MODEL, 'CompareAnswer')), []);
    assert.deepEqual([...new Set(answer.pairs.map(({ callId }) => callId))], SHOP_CALLS);
    assert.equal(answer.pairs.length, 8);
    assert.deepEqual({ clusters: answer.clusters, metrics: answer.metrics }, { clusters: [], metrics: [] });
    for (const pair of answer.pairs) {
      assert.deepEqual(differences(pair, keysOf(COMPARE_MODEL, 'ComparedPair')), []);
      for (const row of pair.hunks.flatMap(({ rows }) => rows)) {
        assert.deepEqual(differences(row, keysOf(COMPARE_MODEL, 'DiffRow')), []);
      }
    }
  });

  it('takes sides by name', async () => {
    const same = (await answerOf(['compare', run, '--left', 'v2', '--right', 'v2'])) as CompareAnswer;
    assert.deepEqual(
      same.pairs.map(({ equal, hunks }) => ({ equal, hunks })),
      SHOP_CALLS.map(() => ({ equal: true, hunks: [] })),
    );
    const { code, stderr } = await ctxdbg(['compare', run, '--right', 'v3']);
    assert.equal(code, 2);
    assert.match(stderr, /no variant 'v3'.*unchanged.*v2/);
  });

  it('prints the lines with - and +', async () => {
    const { code, stdout } = await ctxdbg(['compare', run, '--right', 'v2']);
    assert.equal(code, 0);
    assert.match(stdout, /^4 pairs: /m);
    assert.match(stdout, /^- .*I could not find/m);
    assert.match(stdout, /^\+ /m);
  });
});
