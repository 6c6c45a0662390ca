import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ContextComparison } from '../../src/core/context/comparison';
import type { RenderedRequest } from '../../src/core/replay/requestParts';
import { checkAnthropicBody, checkGeminiBody } from '../support/providerShapes';
import { answerOf, ctxdbg, fixture, SHOP, SHOP_CALLS, temporaryFolder } from './program';
import { differences, keysOf } from './typeKeys';

const TIGHT = fixture('tight.context.yaml');
const DOCUMENT = fixture('shop.context.yaml');
const TYPES = 'src/core/context/comparison.ts';

const compared = async (args: string[], code = 1): Promise<ContextComparison> =>
  (await answerOf(['context', ...args], code)) as ContextComparison;

describe('ctxdbg context --compare-with', () => {
  it('another window: what gives way there, with sums that add up and the keys of its types', async () => {
    const answer = await compared([TIGHT, '--compare-with', 'window:100000']);
    assert.deepEqual(differences(answer, keysOf(TYPES, 'ContextComparison')), []);
    for (const section of answer.sections) assert.deepEqual(differences(section, keysOf(TYPES, 'ComparedSection')), []);
    const sum = answer.sections.reduce(
      (tokens, { difference }) => tokens + difference.tokens,
      answer.framing.difference.tokens,
    );
    assert.equal(sum, answer.total.difference.tokens);
    assert.equal(answer.left.window, 100_000);
    assert.ok(answer.total.difference.tokens < 0);
  });

  it('ends with 0 where both are the same', async () => {
    const answer = await compared([TIGHT, '--compare-with', TIGHT], 0);
    assert.equal(answer.equal, true);
    const { code, stdout } = await ctxdbg(['context', TIGHT, '--compare-with', TIGHT]);
    assert.equal(code, 0);
    assert.match(stdout, /^equal$/m);
  });

  it('a call, whose values the document gets, too', async () => {
    const trace = (await answerOf(['trace', SHOP])) as { calls: { id: string }[] };
    const [, second] = trace.calls;
    const answer = await compared([DOCUMENT, '--trace', SHOP, '--compare-with', `call:${second!.id}`]);
    assert.equal(answer.left.title, `call ${second!.id}`);
    const own = (await answerOf(['context', DOCUMENT, '--trace', SHOP, '--call', second!.id])) as {
      total: { tokens: number };
    };
    assert.equal(answer.right.total.tokens, own.total.tokens);
    assert.ok(answer.sections.some(({ matchedBy }) => matchedBy === 'binding'));
  });

  describe('git', () => {
    let folder: ReturnType<typeof temporaryFolder>;
    before(() => {
      folder = temporaryFolder();
    });
    after(() => folder.remove());
    const git = (...args: string[]): void => {
      const identity = ['-c', 'user.name=A', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
      execFileSync('git', ['-C', folder.path, ...identity, ...args], { stdio: 'ignore' });
    };

    it('a commit, with the files that the document names', async () => {
      const file = path.join(folder.path, 'a.context.yaml');
      fs.writeFileSync(
        file,
        'version: 1\nmodel: gpt-4o\nsections:\n  - { id: a, kind: instructions, file: rules.md }\n',
      );
      fs.writeFileSync(path.join(folder.path, 'rules.md'), 'Be kind.\n');
      git('init', '-q');
      git('add', '.');
      git('commit', '-qm', 'one');
      fs.writeFileSync(path.join(folder.path, 'rules.md'), 'Be brief.\n');
      const { code, stdout } = await ctxdbg(['context', file, '--compare-with', 'git:HEAD']);
      assert.equal(code, 1);
      assert.match(stdout, /^- Be \[-kind-\]\.$/m);
      assert.match(stdout, /^\+ Be \{\+brief\+\}\.$/m);
      const wrong = await ctxdbg(['context', file, '--compare-with', 'git:no-such-branch']);
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /git knows no revision 'no-such-branch'/);
    });
  });

  const REFUSED: [args: string[], why: RegExp][] = [
    [['window:0'], /no whole number of tokens/],
    [['git:'], /names nothing/],
    [['call:x'], /add --trace PATH/],
    [['nowhere.context.yaml'], /no such file/],
    [[SHOP], /no valid context document/],
  ];
  for (const [args, why] of REFUSED) {
    it(`refuses ${path.basename(args[0]!)}`, async () => {
      const { code, stderr } = await ctxdbg(['context', TIGHT, '--compare-with', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, why);
    });
  }
});

describe('ctxdbg --as a provider’s request', () => {
  it('prints the body alone, and what is lost on standard error', async () => {
    const { code, stdout, stderr } = await ctxdbg(['context', TIGHT, '--as', 'anthropic']);
    assert.equal(code, 0);
    checkAnthropicBody(JSON.parse(stdout) as RenderedRequest['body']);
    assert.match(stderr, /needs 'max_tokens'/);
  });

  it('prints both with --json, of a call as of a document', async () => {
    const trace = (await answerOf(['trace', SHOP])) as { calls: { id: string }[] };
    for (const args of [
      ['context', TIGHT],
      ['trace', SHOP, '--call', trace.calls[0]!.id],
    ]) {
      const answer = (await answerOf([...args, '--as', 'gemini'])) as RenderedRequest;
      assert.deepEqual(differences(answer, keysOf('src/core/replay/requestParts.ts', 'RenderedRequest')), []);
      checkGeminiBody(answer.body);
    }
  });

  it('gives a call of OpenAI back as its own request, with nothing lost', async () => {
    const [line = ''] = fs.readFileSync(SHOP, 'utf8').split('\n');
    const { request } = JSON.parse(line) as { request: object };
    const { stdout, stderr } = await ctxdbg(['trace', SHOP, '--call', SHOP_CALLS[0]!, '--as', 'openai']);
    assert.deepEqual(JSON.parse(stdout), request);
    assert.equal(stderr, '');
  });
});
