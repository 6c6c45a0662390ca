import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { RevealAnswer, SectionTexts } from '../../../src/core/reveal/model';
import { revealRef, searchCode, type CodeSearchOptions } from '../../../src/node/codeSearch';
import { Cancel } from '../../../src/protocol/rpcPeer';

const PROMPT = 'Quote the rule that decides the case and offer to ask a colleague.';
const SECTION: SectionTexts = {
  sectionId: 'system',
  texts: [{ label: 'the text', role: 'text', text: PROMPT }],
  frames: [],
  files: [],
};

describe('the search in the code', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reveal-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function write(name: string, text: string): void {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  const names = ({ candidates }: RevealAnswer): string[] =>
    candidates.map(({ file }) => path.relative(folder, file).split(path.sep).join('/'));
  const search = (more: Partial<CodeSearchOptions> = {}): Promise<RevealAnswer> =>
    searchCode(SECTION, [], { folders: [folder], exclude: [], isTrusted: true, ...more });

  function git(date: string, ...args: string[]): void {
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', ['-C', folder, ...identity, ...args], { env, stdio: 'ignore' });
  }
  function commit(date: string, subject: string): void {
    git(date, 'add', '-A');
    git(date, 'commit', '-q', '-m', subject);
  }

  /** With commits: by a document that holds the section. */
  async function reveal(
    documentText = `version: 1\nsections:\n  - id: system\n    text: ${PROMPT}\n`,
  ): Promise<RevealAnswer> {
    write('own.context.yaml', documentText);
    const file = path.join(folder, 'own.context.yaml');
    const ref = { type: 'document' as const, path: file, overlay: {}, now: 0, title: 'own' };
    const params = { ref, sectionId: 'system', folders: [folder], exclude: [], isTrusted: true };
    return revealRef(params, new Cancel());
  }

  it('finds the line, passes over dependencies, build output and links outside of a repository', async () => {
    write('src/app.py', `import x\n\nP = "${PROMPT}"\n`);
    write('node_modules/a/a.js', PROMPT);
    write('dist/a.js', PROMPT);
    write('.venv/a.py', PROMPT);
    fs.symlinkSync(path.join(folder, 'src'), path.join(folder, 'link'));
    const answer = await search();
    assert.deepEqual(names(answer), ['src/app.py']);
    assert.deepEqual([answer.candidates[0]?.line, answer.candidates[0]?.excerpt], [2, `P = "${PROMPT}"`]);
  });

  it('passes over what the repository ignores, and takes what is not committed', async () => {
    git('2026-01-01T00:00:00Z', 'init', '-q');
    write('.gitignore', 'private/\n*.gen.py\n');
    write('private/a.py', PROMPT);
    write('a.gen.py', PROMPT);
    write('new.py', PROMPT);
    assert.deepEqual(names(await search()), ['new.py']);
  });

  it('asks nothing of git where it may not', async () => {
    git('2026-01-01T00:00:00Z', 'init', '-q');
    write('.gitignore', 'private/\n');
    write('private/a.py', PROMPT);
    assert.deepEqual(names(await search({ isTrusted: false })), ['private/a.py']);
  });

  it('passes over binary files, large ones and what is excluded', async () => {
    write('a.bin', `${PROMPT}\0`);
    write('large.txt', `${PROMPT}\n${'x'.repeat(1024 * 1024)}`);
    write('b.md', PROMPT);
    write('c.md', PROMPT);
    assert.deepEqual(names(await search({ exclude: [path.join(folder, 'b.md')] })), ['c.md']);
  });

  it('says the last commit of the lines, and not that of the file', async () => {
    git('2026-01-01T00:00:00Z', 'init', '-q');
    write('app.py', `# one\nP = "${PROMPT}"\n`);
    commit('2026-02-03T04:05:06Z', 'The rule is quoted');
    write('app.py', `# one\n# two\nP = "${PROMPT}"\n`);
    commit('2026-05-01T00:00:00Z', 'A comment');
    const [first] = (await reveal()).candidates;
    assert.match(first?.commit?.hash ?? '', /^[0-9a-f]{40}$/);
    const { hash: _hash, ...commitOf } = first?.commit ?? { hash: '' };
    assert.deepEqual(commitOf, { author: 'Ada', date: '2026-02-03T04:05:06.000Z', subject: 'The rule is quoted' });
    assert.equal(first?.isUncommitted, undefined);
  });

  it('says the last commit of lines that moved since, uncommitted', async () => {
    git('2026-01-01T00:00:00Z', 'init', '-q');
    write('app.py', `P = "${PROMPT}"\n`);
    commit('2026-02-03T04:05:06Z', 'The rule is quoted');
    write('app.py', `import x\nimport y\nP = "${PROMPT}"\n`);
    const [first] = (await reveal()).candidates;
    assert.deepEqual([first?.line, first?.commit?.subject, first?.isUncommitted], [2, 'The rule is quoted', undefined]);
  });

  it('says that lines are not committed yet', async () => {
    git('2026-01-01T00:00:00Z', 'init', '-q');
    write('app.py', 'x = 1\n');
    commit('2026-02-03T04:05:06Z', 'first');
    write('app.py', `x = 1\nP = "${PROMPT}"\n`);
    write('new.py', `P = "${PROMPT}"\n`);
    const { candidates } = await reveal();
    assert.deepEqual(
      candidates.map(({ commit: last, isUncommitted }) => [last, isUncommitted]),
      [
        [undefined, true],
        [undefined, true],
      ],
    );
  });

  it("starts no program that a repository's settings name", async () => {
    git('2026-01-01T00:00:00Z', 'init', '-q');
    write('app.py', `P = "${PROMPT}"\n`);
    commit('2026-02-03T04:05:06Z', 'first');
    const mark = path.join(folder, '..', `${path.basename(folder)}-ran`);
    for (const name of ['filter.x.clean', 'filter.x.process', 'diff.x.textconv', 'diff.x.command', 'core.fsmonitor']) {
      git('2026-02-03T04:05:06Z', 'config', name, `touch ${mark}; cat`);
    }
    write('.gitattributes', '*.py filter=x diff=x\n');
    write('app.py', `# edited\nP = "${PROMPT}"\n`);
    const [first] = (await reveal()).candidates;
    assert.equal(first?.commit?.subject, 'first');
    assert.equal(fs.existsSync(mark), false);
  });

  it('knows no commits outside of a repository', async () => {
    write('app.py', PROMPT);
    const [first] = (await reveal()).candidates;
    assert.deepEqual([first?.commit, first?.isUncommitted], [undefined, undefined]);
  });

  it("puts the file that the document names first, and does not find the document's own text", async () => {
    write('prompts/p.md', `${PROMPT}\n`);
    write('app.py', `P = "${PROMPT}"\n`);
    const answer = await reveal('version: 1\nsections:\n  - { id: system, file: prompts/p.md }\n');
    assert.deepEqual(names(answer), ['prompts/p.md', 'app.py']);
    assert.deepEqual([answer.candidates[0]?.kind, answer.standsAlone], ['file', true]);
  });

  it('says which code reads a prompt file', async () => {
    write('prompts/p.md', `${PROMPT}\n`);
    write('own-p.md', 'unrelated');
    write('app.py', 'import x\nP = open("prompts/p.md").read()\n');
    const [first] = (await search()).candidates;
    assert.deepEqual(first?.namedIn, { file: path.join(folder, 'app.py'), line: 1 });
  });

  it('rejects a section that is not there with those that are', async () => {
    write('own.context.yaml', 'version: 1\nsections:\n  - { id: a, text: x }\n');
    const ref = {
      type: 'document' as const,
      path: path.join(folder, 'own.context.yaml'),
      overlay: {},
      now: 0,
      title: 'own',
    };
    const params = { ref, sectionId: 'b', folders: [folder], exclude: [], isTrusted: true };
    await assert.rejects(revealRef(params, new Cancel()), {
      code: 'no-section',
      message: /no section 'b'. The sections are a\./,
    });
  });

  it('ends when it is cancelled', async () => {
    write('app.py', PROMPT);
    const signal = new Cancel();
    signal.abort();
    await assert.rejects(search({ signal }), { code: 'cancelled' });
  });

  it('ends at its deadline and says so', async () => {
    for (let i = 0; i < 50; i++) write(`f${i}.py`, `${'x = 1\n'.repeat(50_000)}${PROMPT}`);
    const answer = await search({ deadlineMs: 0 });
    assert.equal(answer.searched.isCut, true);
    assert.ok(answer.searched.files < 50);
  });
});
