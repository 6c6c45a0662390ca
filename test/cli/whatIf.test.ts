import assert from 'node:assert/strict';
import type { ContextAnswer } from '../../src/core/context/assembly';
import { answerOf, ctxdbg, fixture } from './program';
import { differences, keysOf } from './typeKeys';

const TIGHT = fixture('tight.context.yaml');
const contextOf = async (args: string[], code = 0): Promise<ContextAnswer> =>
  (await answerOf(['context', TIGHT, ...args], code)) as ContextAnswer;
const documentsOf = (answer: ContextAnswer): ContextAnswer['sections'][number] =>
  answer.sections.find(({ id }) => id === 'documents')!;

describe('ctxdbg context, what if', () => {
  it('--budget assembles under another budget, and the ladder follows', async () => {
    const roomy = await contextOf(['--window', '1000', '--budget', 'documents=10..25', '--ladder']);
    const documents = documentsOf(roomy);
    assert.deepEqual(documents.budget, { max: 25, min: 10 });
    assert.ok(documents.kept.tokens <= 25 && documents.kept.tokens < documents.raw.tokens);
    const most = Math.max(
      ...(roomy.ladder ?? []).map(({ sections }) => sections.find(({ id }) => id === 'documents')!.kept.tokens),
    );
    assert.equal(most, documents.kept.tokens);
  });

  it('--budget SECTION=none takes the max away', async () => {
    assert.equal(
      documentsOf(await contextOf(['--window', '1000', '--budget', 'documents=none'])).budget.max,
      undefined,
    );
  });

  for (const [budget, says] of [
    ['nope=5', /has no section 'nope'\. It has .*documents/],
    ['documents', /cannot be read\. It takes SECTION=MAX/],
    ['documents=1e3', /cannot be read/],
    ['documents=9..5', /MIN is larger than its MAX/],
  ] as const) {
    it(`--budget ${budget} is a usage error`, async () => {
      const { code, stderr } = await ctxdbg(['context', TIGHT, '--budget', budget]);
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }

  it('says why in sentences, and the window from which a section is whole', async () => {
    const answer = await contextOf([], 1);
    const documents = documentsOf(answer);
    assert.deepEqual(differences(documents.wholeFrom ?? {}, keysOf('src/core/context/assembly.ts', 'WholeFrom')), []);
    assert.equal(documents.wholeFrom?.basis, 'exact');
    const whole = await contextOf(['--window', String(documents.wholeFrom.window)]);
    assert.equal(documentsOf(whole).action, 'whole');
    assert.match((documents.why ?? []).join(' '), /first to give way.*kept whole from a window of \d+ tokens on/);
    for (const section of answer.sections) assert.ok((section.why ?? []).length > 0, section.id);
  });

  it('prints the paragraph and the items that went', async () => {
    const { stdout } = await ctxdbg(['context', TIGHT]);
    assert.match(stdout, /^what was left out, and why$/m);
    assert.match(stdout, /^ {4}- doc-3: \d+ tokens/m);
  });
});
