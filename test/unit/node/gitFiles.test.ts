import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { compareRefs, loadRef } from '../../../src/node/contextRefs';
import { fileCommits } from '../../../src/node/gitFiles';
import type { ContextRef } from '../../../src/protocol/contextRef';

describe('a document in git', () => {
  let folder = '';
  const write = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text);
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_COMMITTER_DATE: '2026-11-01T00:00:00Z' };
    execFileSync('git', ['-C', folder, ...identity, ...args], { env, stdio: 'ignore' });
  };
  const file = (): string => path.join(folder, 'a.context.yaml');
  const reference = (revision?: string, isTrusted = true): ContextRef => ({
    type: 'document',
    path: file(),
    overlay: {},
    now: 0,
    isTrusted,
    title: 'a.context.yaml',
    ...(revision === undefined ? {} : { revision }),
  });
  const textOf = async (ref: ContextRef): Promise<string> =>
    (await loadRef(ref)).assembly.payload.flatMap(({ segments }) => segments.map(({ text }) => text)).join('|');

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-git-')));
    write(
      'a.context.yaml',
      'version: 1\nmodel: gpt-4o\nsections:\n  - { id: a, kind: instructions, file: rules.md }\n',
    );
    write('rules.md', 'Be kind.');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'First words');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is as committed, with the files it names', async () => {
    write('rules.md', 'Be brief.');
    assert.equal(await textOf(reference('HEAD')), 'Be kind.');
    assert.equal(await textOf(reference()), 'Be brief.');
    const { equal, messages } = await compareRefs(reference('HEAD'), reference());
    assert.equal(equal, false);
    assert.equal(messages[0]?.state, 'changed');
  });

  it('lists the commits of the file, the newest first', async () => {
    fs.appendFileSync(file(), 'reserve: 5\n');
    git('commit', '-qam', 'A reserve: 5');
    const commits = await fileCommits(file(), 20);
    assert.deepEqual(
      commits.map(({ subject, time }) => [subject, time]),
      [
        ['A reserve: 5', Date.parse('2026-11-01T00:00:00Z')],
        ['First words', Date.parse('2026-11-01T00:00:00Z')],
      ],
    );
    assert.equal(await textOf(reference(commits[1]?.commit)), 'Be kind.');
  });

  it('asks nothing of git in a workspace that is not trusted', async () => {
    await assert.rejects(loadRef(reference('HEAD', false)), /trusted workspaces only/);
  });

  for (const revision of ['none-such', '--output=x', 'HEAD:rules.md', '']) {
    it(`refuses what is no revision: '${revision}'`, async () => {
      await assert.rejects(loadRef(reference(revision)), /git knows no revision/);
    });
  }

  it('says that a file is not committed', async () => {
    git('rm', '-q', '--cached', 'a.context.yaml');
    git('commit', '-qm', 'Without it');
    await assert.rejects(loadRef(reference('HEAD')), /is not in commit/);
  });

  it('has no commits outside of a repository', async () => {
    fs.rmSync(path.join(folder, '.git'), { recursive: true });
    assert.deepEqual(await fileCommits(file(), 20), []);
  });
});
