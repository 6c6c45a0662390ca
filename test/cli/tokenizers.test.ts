import assert from 'node:assert/strict';
import { get_encoding } from 'tiktoken';
import { inRoot } from '../../scripts/paths.mjs';
import type { ContextAnswer } from '../../src/core/context/assembly';
import type { CallAnswer } from '../../src/core/trace/answers';
import { usageLog } from '../support/usageLog';
import { answerOf, ctxdbg, temporaryFolder } from './program';

const BPE = inRoot('test/fixtures/tokenizers/bpe.json');
const documentOf = (model: string, text: string): string =>
  JSON.stringify({
    version: 1,
    model,
    window: 2_000_000,
    sections: [{ id: 'a', kind: 'instructions', required: true, text }],
  });

describe('ctxdbg --tokenizer', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder({
      'a.context.json': documentOf('llama-9-8b', 'Hello, the order was in the window'),
      'log.jsonl': usageLog({ model: 'llama-9-8b' }),
      'broken.json': '{"model":',
    });
  });
  after(() => folder.remove());
  const answer = (code: number, ...args: string[]): Promise<unknown> => answerOf(args, code, { cwd: folder.path });

  it('counts the models that it names, exactly', async () => {
    const { sections, framing, diagnostics } = (await answer(
      0,
      ...['context', 'a.context.json', '--tokenizer', `llama-9*=${BPE}`],
    )) as ContextAnswer;
    assert.deepEqual(sections[0]?.kept, { tokens: 11, basis: 'exact' });
    assert.equal(framing.basis, 'estimate');
    const unknown = diagnostics.find(({ code }) => code === 'unknown-model');
    assert.match(unknown?.message ?? '', /tokens are counted with .*bpe\.json/);
  });

  it('leaves other models, and holds for traces', async () => {
    const { ledger } = (await answer(
      0,
      ...['trace', 'log.jsonl', '--call', 'chatcmpl-u0', '--tokenizer', `llama-9-8b=${BPE}`],
    )) as CallAnswer;
    assert.equal(ledger.sections[0]?.kept.basis, 'exact');
    const other = (await answer(0, 'context', 'a.context.json', '--tokenizer', `gpt-4o=${BPE}`)) as ContextAnswer;
    assert.equal(other.sections[0]?.kept.basis, 'estimate');
  });

  it('says of a broken file what is wrong, and estimates', async () => {
    const { sections, diagnostics } = (await answer(
      0,
      ...['context', 'a.context.json', '--tokenizer', 'llama-9-8b=broken.json'],
    )) as ContextAnswer;
    assert.equal(sections[0]?.kept.basis, 'estimate');
    const found = diagnostics.find(({ code }) => code === 'tokenizer-file');
    assert.match(found?.message ?? '', /broken\.json cannot be used: it is no JSON/);
    const missing = await ctxdbg(['context', 'a.context.json', '--tokenizer', 'llama-9-8b=none.json'], {
      cwd: folder.path,
    });
    assert.match(missing.stdout, /none\.json cannot be used: there is no such file/);
  });

  it('needs a model and a file', async () => {
    const { code, stderr } = await ctxdbg(['context', 'a.context.json', '--tokenizer', BPE], { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(stderr, /--tokenizer needs name=value/);
  });
});

describe('ctxdbg context of one long line', () => {
  const encoding = get_encoding('o200k_base');
  after(() => encoding.free());
  const sentence = (length: number): string => 'The order 1182 was delivered late, twice. '.repeat(length / 42);
  /** tiktoken takes quadratic time on a text without a break, so of those its count is known from a shorter one. */
  const TEXTS: [what: string, text: string, expected?: number][] = [
    ['a megabyte of sentences', sentence(1_000_000)],
    ['JSON of a megabyte', JSON.stringify(Array.from({ length: 12_000 }, (_, id) => ({ id, text: sentence(42) })))],
    ['a megabyte of one letter', 'x'.repeat(1_000_000), 125_000],
    ['a megabyte of spaces', ' '.repeat(1_000_000), 7_813],
  ];
  for (const [what, text, expected] of TEXTS) {
    it(`counts ${what} exactly`, async () => {
      const folder = temporaryFolder({ 'a.context.json': documentOf('gpt-4o', text) });
      const answer = (await answerOf(['context', 'a.context.json'], 0, { cwd: folder.path })) as ContextAnswer;
      folder.remove();
      const kept = answer.sections[0]!.kept;
      assert.equal(kept.basis, 'exact');
      assert.equal(kept.tokens, expected ?? encoding.encode_ordinary(text).length);
    }).timeout(60_000);
  }
});
