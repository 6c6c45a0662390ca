import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findSourceChanges } from '../../../src/node/sourceChanges';

const at = (time: string): number => Date.parse(time);
const NOW = at('2026-11-23T00:00:00Z');

describe('findSourceChanges', () => {
  let folder: string;
  const write = (name: string, text: string, time: string): void => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.utimesSync(file, new Date(time), new Date(time));
  };
  const git = (time: string, ...args: string[]): void => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time };
    execFileSync('git', ['-C', folder, ...identity, ...args], { env, stdio: 'ignore' });
  };
  const find = async (source: string, options: { now?: number; mayRunGit?: boolean; below?: string } = {}) => {
    const { below = '', now = NOW, mayRunGit = true } = options;
    const found = await findSourceChanges([source], { folder: path.join(folder, below), now, mayRunGit });
    return found.sourceChanges(source);
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-sources-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('goes by the file’s time where there is no repository', async () => {
    write('kb/a.md', 'A', '2026-11-01T00:00:00Z');
    assert.deepEqual(await find('kb/a.md'), { changedAt: at('2026-11-01T00:00:00Z') });
    assert.deepEqual(await find('kb/a.md#part'), { changedAt: at('2026-11-01T00:00:00Z') });
    assert.equal(await find('kb/a.md', { now: at('2026-10-01T00:00:00Z') }), undefined);
  });

  describe('in a repository', () => {
    beforeEach(() => {
      write('kb/a.md', 'one\n', '2026-11-20T00:00:00Z');
      git('2026-11-01T00:00:00Z', 'init', '-q');
      git('2026-11-01T00:00:00Z', 'add', '.');
      git('2026-11-01T00:00:00Z', 'commit', '-qm', 'one');
    });

    it('goes by the commit, not by when it was checked out', async () => {
      const change = await find('kb/a.md');
      assert.equal(change?.changedAt, at('2026-11-01T00:00:00Z'));
      assert.match(change.commit ?? '', /^[0-9a-f]{40}$/);
    });
    it('finds what is named from the root of the repository', async () => {
      fs.mkdirSync(path.join(folder, 'docs'));
      assert.equal((await find('kb/a.md', { below: 'docs' }))?.changedAt, at('2026-11-01T00:00:00Z'));
    });
    it('goes by the file’s time where it is edited and not committed', async () => {
      write('kb/a.md', 'two\n', '2026-11-21T00:00:00Z');
      assert.deepEqual(await find('kb/a.md'), { changedAt: at('2026-11-21T00:00:00Z') });
    });
    it('judges an old trace by its own time', async () => {
      write('kb/a.md', 'two\n', '2026-11-10T00:00:00Z');
      git('2026-11-10T00:00:00Z', 'commit', '-qam', 'two');
      assert.equal((await find('kb/a.md'))?.changedAt, at('2026-11-10T00:00:00Z'));
      assert.equal((await find('kb/a.md', { now: at('2026-11-05T00:00:00Z') }))?.changedAt, at('2026-11-01T00:00:00Z'));
      assert.equal(await find('kb/a.md', { now: at('2026-10-05T00:00:00Z') }), undefined);
    });
    it('asks no git where it may not run, and runs no program that the repository names', async () => {
      const trap = path.join(folder, 'trap');
      fs.writeFileSync(path.join(folder, 'run.sh'), `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 });
      for (const name of ['gpg.program', 'core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external'])
        git('2026-11-01T00:00:00Z', 'config', name, path.join(folder, 'run.sh'));
      git('2026-11-01T00:00:00Z', 'config', 'log.showSignature', 'true');
      fs.rmSync(trap, { force: true });
      assert.equal((await find('kb/a.md'))?.changedAt, at('2026-11-01T00:00:00Z'));
      assert.equal((await find('kb/a.md', { mayRunGit: false }))?.changedAt, at('2026-11-20T00:00:00Z'));
      assert.equal(fs.existsSync(trap), false);
    });
  });

  for (const source of [
    'https://example.com/a.md',
    '//server/share/a.md',
    '\\\\server\\a',
    '',
    'kb',
    'a\0b',
    '-rf',
    'mailto:x',
  ])
    it(`says nothing of ${JSON.stringify(source)}`, async () => {
      fs.mkdirSync(path.join(folder, 'kb'));
      assert.equal(await find(source), undefined);
    });

  it('looks up no more than a hundred', async () => {
    const sources = Array.from({ length: 150 }, (_, index) => `s${index}.md`);
    for (const source of sources) write(source, 'x', '2026-11-01T00:00:00Z');
    const { files } = await findSourceChanges(sources, { folder, now: NOW, mayRunGit: false });
    assert.equal(files.length, 100);
  });
});
