import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../../scripts/paths.mjs';
import type { RunLine } from '../../../src/core/replay/model';
import { RunIndex } from '../../../src/node/runIndex';
import { newRunPath, RunStore } from '../../../src/node/runStore';

const golden = fs.readFileSync(inRoot('test/fixtures/golden/run.replay.jsonl'), 'utf8');
const lines = golden
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as RunLine);
const [header, variant, call, request, outcome] = lines;

describe('run store', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-store-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = (text?: string): string => {
    const name = path.join(folder, 'x.replay.jsonl');
    if (text !== undefined) fs.writeFileSync(name, text);
    return name;
  };

  it('names a run by its time', () => {
    assert.equal(
      newRunPath('/w', Date.parse('2026-11-23T10:00:00.123Z'), 0.5),
      path.join('/w', '.context-debugger', 'runs', '2026-11-23T10-00-00Z-8000.replay.jsonl'),
    );
  });

  it('keeps the default folder out of version control', async () => {
    const store = await RunStore.open(newRunPath(folder, 0, 0), false);
    await store.close();
    assert.equal(fs.readFileSync(path.join(folder, '.context-debugger', 'runs', '.gitignore'), 'utf8'), '*\n');
  });

  it('has each line in the file when append resolves', async () => {
    const store = await RunStore.open(file(), false);
    await store.append(header!);
    assert.equal(fs.readFileSync(file(), 'utf8').split('\n').length, 2);
    const [[ref]] = await Promise.all([store.append(variant!), store.append(call!)]);
    assert.deepEqual(await store.read(ref!), variant);
    await store.close();
    assert.equal(fs.readFileSync(file(), 'utf8'), golden.split('\n').slice(0, 3).join('\n') + '\n');
  });

  it('cuts a half line off before it goes on', async () => {
    const half = golden.split('\n').slice(0, 4).join('\n') + '\n' + golden.split('\n')[4]!.slice(0, 50);
    const store = await RunStore.open(file(half), true);
    assert.equal(store.index.outcomes.size, 0);
    await store.append(outcome!);
    await store.close();
    assert.equal(fs.readFileSync(file(), 'utf8'), golden.split('\n').slice(0, 5).join('\n') + '\n');
  });

  it('gives a whole last line its missing end', async () => {
    const store = await RunStore.open(file(golden.split('\n').slice(0, 4).join('\n')), true);
    await store.append(outcome!);
    await store.close();
    assert.equal(fs.readFileSync(file(), 'utf8'), golden.split('\n').slice(0, 5).join('\n') + '\n');
  });

  it('does not touch a file that holds something else', async () => {
    const text = 'my notes\nwithout end';
    await assert.rejects(RunStore.open(file(text), true), /something else than a run/);
    assert.equal(fs.readFileSync(file(), 'utf8'), text);
    assert.equal(fs.existsSync(`${file()}.lock`), false);
  });

  it('lets one writer in at a time, and takes over from one that is gone', async () => {
    const store = await RunStore.open(file(), false);
    await assert.rejects(RunStore.open(file(), true), /Another replay is writing/);
    await store.close();
    fs.writeFileSync(`${file()}.lock`, JSON.stringify({ pid: 2 ** 30, startedAt: 0 }));
    await (await RunStore.open(file(), true)).close();
    fs.writeFileSync(`${file()}.lock`, JSON.stringify({ pid: process.pid, startedAt: 0 }));
    await (await RunStore.open(file(), true)).close();
  });
});

describe('run index', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-index-')), 'x.replay.jsonl');
  });
  afterEach(() => fs.rmSync(path.dirname(file), { recursive: true, force: true }));

  it('counts the golden run', async () => {
    fs.writeFileSync(file, golden);
    const index = new RunIndex(file);
    assert.equal(await index.update(), 'grown');
    assert.deepEqual(index.counts(), { ok: 1, failed: 0, capped: 0, cancelled: 0, planned: 1, notRun: 0 });
    assert.equal(index.ended, 'finished');
    assert.equal(await index.update(), 'same');
  });

  it('reads on where the file grew, whatever the place at which it was cut', async () => {
    const bytes = Buffer.from(golden);
    for (let cut = 0; cut < bytes.length; cut += 97) {
      fs.writeFileSync(file, bytes.subarray(0, cut));
      const index = new RunIndex(file);
      await index.update();
      fs.appendFileSync(file, bytes.subarray(cut));
      await index.update();
      assert.deepEqual([index.allErrors, index.counts().ok], [[], 1], `cut at ${cut}`);
    }
  });

  it('a bad line is an error with its number and hides no other', async () => {
    const [first, ...rest] = golden.split('\n');
    fs.writeFileSync(file, ['\uFEFF' + first!, 'not json', ...rest].join('\r\n'));
    const index = new RunIndex(file);
    await index.update();
    assert.deepEqual(
      index.allErrors.map(({ line }) => line),
      [2],
    );
    assert.equal(index.counts().ok, 1);
  });

  it('says that the last line is cut off', async () => {
    fs.writeFileSync(file, golden + '{"v":1,"ty');
    const index = new RunIndex(file);
    await index.update();
    assert.deepEqual(
      index.allErrors.map(({ line, message }) => [line, /cut off/.test(message)]),
      [[7, true]],
    );
  });

  it('the last line of a key wins, and an answer to another request does not count', async () => {
    const again = { ...(outcome as object), status: 'failed', error: { code: 'x', message: 'y' } };
    fs.writeFileSync(file, golden + JSON.stringify(again) + '\n');
    const index = new RunIndex(file);
    await index.update();
    assert.deepEqual([index.counts().ok, index.counts().failed, index.ended], [0, 1, undefined]);
    const other = { ...(request as object), hash: 'e'.repeat(64) };
    fs.appendFileSync(file, JSON.stringify(other) + '\n');
    await index.update();
    assert.deepEqual([index.counts().failed, index.counts().notRun], [0, 1]);
  });

  it('notices that the file is another one now', async () => {
    fs.writeFileSync(file, golden);
    const index = new RunIndex(file);
    await index.update();
    fs.writeFileSync(file, golden.split('\n')[0]! + '\n');
    assert.equal(await index.update(), 'replaced');
  });
});
