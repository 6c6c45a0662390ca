import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { inRoot } from '../../../scripts/paths.mjs';
import { lookupModel } from '../../../src/core/tokens/catalogue';
import { standInFor } from '../../../src/node/tokenizer';
import { fileFor, UserTokenizers } from '../../../src/node/userTokenizers';

const fixture = (name: string): string => inRoot(`test/fixtures/tokenizers/${name}.json`);
const entryOf = (model: string) => lookupModel(model).entry;
const TEXTS = [
  ...['', 'Hello, the order 1182 was delivered in the window.', 'Café 字 <|end|> aaaa\n\nx', '\ud800 [UNK] <unk>'],
  ...['hasOwnProperty __proto__ constructor', '\u0085\ufeff', 'the order was the order '.repeat(300)],
];

async function counterOf(file: string, model = 'llama-9') {
  const tokenizers = new UserTokenizers();
  await tokenizers.use({ [model]: file });
  return tokenizers.counterFor(entryOf(model), standInFor(entryOf(model)));
}

describe('user tokenizers', () => {
  for (const name of ['bpe', 'wordpiece', 'unigram']) {
    it(`count by ${name} as the library encodes`, async () => {
      const own = new Tokenizer(JSON.parse(fs.readFileSync(fixture(name), 'utf8')) as object, {});
      const counter = await counterOf(fixture(name));
      for (const text of TEXTS) {
        const expected = own.encode(text, { add_special_tokens: false }).ids.length;
        assert.deepEqual(counter.count(text), { tokens: expected, basis: 'exact' }, text);
      }
    });

    it(`attribute the tokens of ${name} to spans that sum to the whole`, async () => {
      const counter = await counterOf(fixture(name));
      const text = 'Hello, the order was delivered in the window. '.repeat(40);
      const counts = counter.countSpans(text, [7, 20, 500, text.length]);
      assert.equal(
        counts.reduce((sum, { tokens }) => sum + tokens, 0),
        counter.count(text).tokens,
      );
      const first = counter.countSpans(text, [6, text.length])[0];
      assert.deepEqual(first, counter.count('Hello,'));
    });
  }

  it('start tokens where the words start', async () => {
    const counter = await counterOf(fixture('bpe'));
    assert.deepEqual(counter.tokenStarts(' the order', 1), [0, 4]);
  });

  it('are chosen by whole names before beginnings, the longest first', () => {
    const files = { 'llama*': 'a', 'Llama-3*': 'b', 'llama-3-8b': 'c', '*': 'd' };
    assert.equal(fileFor(files, entryOf('llama-3-8b')), 'c');
    assert.equal(fileFor(files, entryOf('meta/llama-3-70b')), 'b');
    assert.equal(fileFor(files, entryOf('llama-2')), 'a');
    assert.equal(fileFor(files, entryOf('gpt-4o')), 'd');
    assert.equal(fileFor({ 'claude-sonnet-4-5': 'e' }, entryOf('claude-sonnet-4-5-20250929')), 'e');
    assert.equal(fileFor({}, entryOf('gpt-4o')), undefined);
  });

  it('leave other models as they are', async () => {
    const tokenizers = new UserTokenizers();
    await tokenizers.use({ 'llama*': fixture('bpe') });
    const standIn = standInFor(entryOf('gpt-4o'));
    assert.equal(tokenizers.counterFor(entryOf('gpt-4o'), standIn), standIn);
  });

  it('estimate what the library takes too long for, or cannot encode', async () => {
    const counter = await counterOf(fixture('bpe'));
    const count = counter.count('a'.repeat(100_000));
    assert.deepEqual(count, standInFor(entryOf('llama-9')).count('a'.repeat(100_000)));
    assert.equal(count.basis, 'estimate');
  });

  describe('from a file', () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-tokenizer-'));
      file = path.join(folder, 'tokenizer.json');
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    const BROKEN: [text: string | undefined, problem: RegExp][] = [
      [undefined, /there is no such file/],
      ['{"model":', /it is no JSON/],
      ['[]', /it is no JSON object/],
      ['{"messages":[]}', /it has no "model"/],
      ['{"model":{"type":"BPE","vocab":{}}}', /no "merges"/],
      ['{"model":{"type":"Odd"}}', /no "vocab"/],
      ['{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Odd"}}', /Unknown PreTokenizer/],
    ];
    for (const [text, problem] of BROKEN) {
      it(`that is broken (${text ?? 'missing'}) say so and estimate`, async () => {
        if (text !== undefined) fs.writeFileSync(file, text);
        const counter = await counterOf(file);
        assert.match(counter.source?.problem ?? '', problem);
        assert.ok(counter.source?.problem?.includes(file));
        assert.deepEqual(counter.count('Hello world'), { tokens: 2, basis: 'estimate', error: 0.2 });
      });
    }

    it('that changed count anew', async () => {
      fs.copyFileSync(fixture('bpe'), file);
      const tokenizers = new UserTokenizers();
      await tokenizers.use({ '*': file });
      const standIn = standInFor(entryOf('x'));
      const before = tokenizers.counterFor(entryOf('x'), standIn);
      assert.equal(tokenizers.counterFor(entryOf('x'), standIn), before);
      fs.copyFileSync(fixture('wordpiece'), file);
      fs.utimesSync(file, 1, 1);
      assert.notEqual(tokenizers.counterFor(entryOf('x'), standIn).count('Hello').tokens, before.count('Hello').tokens);
    });

    it('whose splits the library does otherwise are estimates', async () => {
      const json = JSON.parse(fs.readFileSync(fixture('bpe'), 'utf8')) as Record<string, unknown>;
      json['pre_tokenizer'] = {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
          json['pre_tokenizer'],
        ],
      };
      fs.writeFileSync(file, JSON.stringify(json));
      const counter = await counterOf(file);
      assert.match(counter.source?.problem ?? '', /MergedWithPrevious/);
      assert.equal(counter.count('the order').basis, 'estimate');
    });
  });
});
