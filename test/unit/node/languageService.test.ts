import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { applyEdits } from '../../../src/core/context/language/change';
import { createContextService } from '../../../src/node/contextService';
import { createLanguageService, type LanguageService } from '../../../src/node/languageService';
import { createSampleReader } from '../../../src/node/sampleCall';
import type { LanguageAction, Hover } from '../../../src/core/context/language/model';
import type { CancelSignal } from '../../../src/protocol/rpc';
import { marked } from '../core/context/language/marked';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const LIVE: CancelSignal = { aborted: false, onAbort: () => undefined };
const words = (count: number): string => 'word '.repeat(count).trim();

describe('the language service', () => {
  let folder: string;
  let service: ReturnType<typeof createContextService>;
  let language: LanguageService;
  let version = 0;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-language-'));
    fs.mkdirSync(path.join(folder, 'prompts'));
    fs.writeFileSync(path.join(folder, 'prompts/a.md'), 'Be kind, {{product}}.\nSecond {{ product }}.\n');
    const call = {
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'Where is my parcel?' },
      ],
    };
    const line = {
      id: 'c7',
      request: call,
      response: { id: 'c7', model: 'gpt-4o', choices: [{ message: { role: 'assistant', content: 'Here.' } }] },
    };
    fs.writeFileSync(path.join(folder, 't.jsonl'), `${JSON.stringify(line)}\n`);
    const readSample = createSampleReader();
    service = createContextService(readSample);
    language = createLanguageService(service, readSample);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const document = (text: string) => ({ path: path.join(folder, 'x.context.yaml'), format: 'yaml' as const, text });
  /** As the views show it. */
  async function show(text: string): Promise<void> {
    const update = { ...document(text), version: ++version, overlay: {}, now: NOW };
    language.remember(update, await service.update(update));
  }
  async function hover(source: string, shown = true): Promise<string> {
    const { text, offset } = marked(source);
    if (shown) await show(text);
    const found: Hover | null = await language.handlers.hover({ ...document(text), offset, now: NOW }, LIVE);
    return (found?.parts ?? []).map((part) => part.text).join('\n');
  }
  async function actions(source: string): Promise<{ text: string; found: LanguageAction[] }> {
    const { text, offset } = marked(source);
    await show(text);
    const ask = { ...document(text), start: offset, end: offset, now: NOW, isTrusted: false, lint: {} };
    return { text, found: await language.handlers.actions(ask, LIVE) };
  }
  /** The findings about what fits once an action is done. */
  async function left(text: string, action: LanguageAction): Promise<string[]> {
    const after = applyEdits(text, action.edits);
    const { diagnostics } = await service.update({ ...document(after), version: ++version, overlay: {}, now: NOW });
    return diagnostics.filter(({ code }) => /budget|fit/.test(code)).map(({ code, severity }) => `${severity} ${code}`);
  }

  const HEAD = 'version: 1\nmodel: gpt-4o\nwindow: 1000\nreserve: 100\nsections:\n';

  describe('hover says how a number came about', () => {
    const TEXT = `${HEAD}  - id: rules\n    kind: instructions\n    required: true\n    text: Be kind.\n`;
    const DOCUMENTS = `  - id: docs\n    kind: documents\n    priority: 45\n    budget: { max: 10%, min: 20 }\n    overflow: drop-lowest-score\n    freshness: { maxAge: 24h }\n    asOf: 2026-11-20\n    items:\n      - { id: one, score: 0.9, text: "${words(80)}" }\n      - { id: two, score: 0.1, text: "${words(70)}" }\n`;

    it('of a section', async () => {
      const found = await hover(`${TEXT}${DOCUMENTS}`.replace('id: docs', 'id: do|cs'));
      assert.match(found, /^docs: documents, user, priority 45\n/);
      assert.match(found, /\n80 of 151 tokens, 8 % of the window\.\n/);
      assert.match(found, /Of its 151 tokens 80 are sent: 1 of 2 items dropped: over its own budget of 100 tokens\./);
      assert.match(found, /Budget: at most 100, at least 20 while it is cut/);
      assert.match(found, /It is stale: 3 days old[^]*Counted exactly, with o200k_base\./);
    });
    it('of a budget, percents resolved', async () => {
      const found = await hover(`${TEXT}${DOCUMENTS}`.replace('max: 10%', 'max: 1|0%'));
      assert.match(found, /10% of the window of 1,000 is 100 tokens\.\ndocs holds 15\d tokens: over by 5\d tokens\./);
    });
    it('of a priority', async () => {
      const found = await hover(`${TEXT}${DOCUMENTS}`.replace('priority: 45', 'priority: 4|5'));
      assert.match(
        found,
        /Priority 45\. The default of documents is 40\.\nOf the 1 sections that can give way, it is the first\./,
      );
    });
    it('of an item', async () => {
      const found = await hover(`${TEXT}${DOCUMENTS}`.replace('id: two', 'id: t|wo'));
      assert.match(found, /^docs \/ two\n7\d tokens, 4\d % of docs: dropped\./);
    });
    it('of an age', async () => {
      assert.match(
        await hover(`${TEXT}${DOCUMENTS}`.replace('24h', '24|h')),
        /As of 2026-11-20, 3 days old; it allows 24 hours, so it is stale\./,
      );
    });
    it('of the window', async () => {
      const found = await hover(TEXT.replace('1000', '10|00'));
      assert.match(
        found,
        /^\d+ tokens of 900\nThe window holds 1,000; 100 are kept free for the answer, which leaves 900\./,
      );
    });
    it('of a model', async () => {
      const found = await hover(TEXT.replace('gpt-4o', 'gpt|-4o'));
      assert.match(
        found,
        /Window: 128,000 tokens.*\nTokenizer: o200k_base, exact\.\nPer million tokens: input \$2\.5.*as of 2025-10-01 \(older than 60 days\)/,
      );
      assert.match(found, /sets its own window: 1,000 tokens/);
    });
    it('of an estimate, with its error', async () => {
      const found = await hover(TEXT.replace('gpt-4o', 'claude-sonnet-4').replace('id: rules', 'id: ru|les'));
      assert.match(
        found,
        /≈ \d+ tokens[^]*Estimated with o200k_base, ±\d+ %: the tokenizer of this model is not public\./,
      );
    });
    it('of a variable', async () => {
      const text =
        'version: 1\nmodel: gpt-4o\nvariables: { product: Acme }\nsections:\n  - { id: a, text: "{{pro|duct}}" }\n';
      assert.equal(await hover(text), '{{product}}\nAcme\nOf variables: in this document.');
      assert.match(await hover(text.replace('{{pro|duct}}', '{{no|ne}}')), /No value\. Add it under "variables:"/);
    });
    it('of the question that a bound call gives', async () => {
      const text =
        'version: 1\nmodel: gpt-4o\nsample: { trace: t.jsonl }\nsections:\n  - { id: a, text: "{{ques|tion}}" }\n';
      assert.match(await hover(text), /Where is my parcel\?\nThe question of the bound call\./);
    });
    it('of nothing that is known: what the schema says', async () => {
      assert.match(await hover(TEXT.replace('required', 'requ|ired'), false), /Never cut or dropped/);
    });
  });

  it('completes files and calls', async () => {
    const complete = async (source: string): Promise<string[]> => {
      const ask = marked(source);
      const found = await language.handlers.completion({ ...document(ask.text), offset: ask.offset, now: NOW }, LIVE);
      return found.map(({ label }) => label);
    };
    assert.deepEqual(await complete('sections:\n  - id: a\n    file: pr|'), ['prompts/', 't.jsonl']);
    assert.deepEqual(await complete('sections:\n  - id: a\n    file: prompts/|'), ['prompts/a.md']);
    assert.deepEqual(await complete('sample: { trace: t.jsonl, call: | }'), ['c7']);
    assert.deepEqual(await complete('sections:\n  - id: a\n    file: nowhere/|'), []);
  });

  it('renames a variable in the files too, as they stand in the editor', async () => {
    const text = 'version: 1\nvariables:\n  product: Acme\nsections:\n  - { id: a, file: prompts/a.md }\n';
    const ask = { ...document(text), offset: text.indexOf('product') + 2, newName: 'brand' };
    const onDisk = await language.handlers.rename({ ...ask, openTexts: {} }, LIVE);
    assert.ok('edits' in onDisk);
    const [file] = onDisk.files;
    assert.equal(file?.path, path.join(folder, 'prompts/a.md'));
    assert.equal(
      applyEdits(fs.readFileSync(file.path, 'utf8'), file.edits),
      'Be kind, {{brand}}.\nSecond {{ brand }}.\n',
    );
    const open = { [file.path]: 'Now {{product}}' };
    const inEditor = await language.handlers.rename({ ...ask, openTexts: open }, LIVE);
    assert.ok('edits' in inEditor);
    assert.equal(applyEdits(open[file.path]!, inEditor.files[0]!.edits), 'Now {{brand}}');
  });

  describe('actions', () => {
    const titles = (found: LanguageAction[], kind?: string): string[] =>
      found.filter((each) => kind === undefined || each.kind === kind).map(({ title }) => title);

    it('of a section, one for each policy that makes sense', async () => {
      const { found, text } = await actions(
        `${HEAD}  - { id: q, required: true, text: Why? }\n  - id: a|\n    text: ${words(50)}\n`,
      );
      assert.deepEqual(titles(found), [
        'Extract Section to File…',
        'Set Budget to Current Size (50 tokens)',
        'Add Overflow Policy: truncate-end',
        'Add Overflow Policy: truncate-middle',
        'Add Overflow Policy: truncate-start',
        'Add Overflow Policy: drop',
      ]);
      const budget = found.find(({ does }) => does === 'budget')!;
      assert.ok(applyEdits(text, budget.edits).includes('  - id: a\n    budget: { max: 50 }\n    text:'));
    });
    it('none between sections and at the root', async () => {
      const { found } = await actions(`version: 1|\nmodel: gpt-4o\nsections:\n  - { id: a, text: x }\n`);
      assert.deepEqual(found, []);
    });

    it('make a section fit that is over its own budget, and say by how much', async () => {
      const { found, text } = await actions(
        `${HEAD}  - { id: q, required: true, text: Why? }\n  - id: a\n    budget: { max: 4|0 }\n    text: ${words(50)}\n`,
      );
      const fixes = found.filter(({ kind }) => kind === 'quickfix');
      assert.match(
        titles(fixes)[0]!,
        /^Set budget to 50 \(was 40\): a is sent whole; 8\d\d tokens of the window stay free$/,
      );
      assert.match(titles(fixes)[1]!, /^Add overflow policy: truncate-end \(keeps \d+ of 50 tokens\)$/);
      assert.deepEqual(await left(text, fixes[0]!), []);
      for (const fix of fixes.slice(1)) assert.deepEqual(await left(text, fix), ['warning over-budget'], fix.title);
      assert.ok(fixes.every(({ mends }) => mends?.startsWith('a holds 50 tokens')));
    });
    it('offer nothing that would not make it fit', async () => {
      // Its own size is more than the window has.
      const { found } = await actions(
        `version: 1\nmodel: gpt-4o\nwindow: 60\nsections:\n  - id: a\n    required: true\n    budget: { max: 4|0 }\n    text: ${words(80)}\n`,
      );
      assert.deepEqual(titles(found, 'quickfix'), []);
    });

    it('let a section give way whose policy is "error"', async () => {
      const { found, text } = await actions(
        `version: 1\nmodel: gpt-4o\nwindow: 100\nsections:\n  - id: a|\n    overflow: error\n    text: ${words(120)}\n`,
      );
      const fixes = found.filter(({ kind }) => kind === 'quickfix');
      assert.match(titles(fixes)[0]!, /^Change overflow policy to: truncate-end \(keeps \d+ of 120 tokens\)$/);
      for (const fix of fixes)
        assert.deepEqual(
          (await left(text, fix)).filter((each) => each.startsWith('error')),
          [],
          fix.title,
        );
    });

    it('widen the window, lower the reserve, or let a required section give way', async () => {
      const { found, text } = await actions(
        `version: 1\nmodel: gpt-4o\nwindow: 10|0\nreserve: 90\nsections:\n  - { id: q, kind: query, required: true, text: Why? }\n  - { id: n, required: true, text: ${words(30)} }\n`,
      );
      const fixes = found.filter(({ kind }) => kind === 'quickfix');
      assert.deepEqual(fixes.map(({ does }) => does).sort(), ['required', 'reserve', 'window']);
      for (const fix of fixes)
        assert.deepEqual(
          (await left(text, fix)).filter((each) => each.startsWith('error')),
          [],
          fix.title,
        );
      const window = fixes.find(({ does }) => does === 'window')!;
      assert.match(window.title, /^Set window to 1\d\d \(was 100\): everything fits$/);
      assert.deepEqual(await left(text, window), []);
    });

    it('lower the priority of what may go before something else', async () => {
      const { found, text } = await actions(
        `version: 1\nmodel: gpt-4o\nwindow: 10|0\nsections:\n  - { id: rule, priority: 30, overflow: drop, text: ${words(20)} }\n  - { id: docs, priority: 40, overflow: truncate-end, text: ${words(90)} }\n`,
      );
      const fix = found.find(({ does }) => does === 'priority')!;
      assert.match(fix.title, /^Lower priority of docs to 29: rule stays whole, docs gives up \d+ tokens$/);
      assert.ok(applyEdits(text, fix.edits).includes('id: docs, priority: 29'));
    });
  });
});
