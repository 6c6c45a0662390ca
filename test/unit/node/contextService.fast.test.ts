import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createContextService, type ContextService } from '../../../src/node/contextService';
import type { SampleReader } from '../../../src/node/sampleCall';
import type { DocumentResult, DocumentUpdate } from '../../../src/protocol/contextApi';
import { makeCall, say } from '../../support/anyCall';
import { edited, edits, SAMPLES } from '../../support/documentEditing';

const numRuns = process.env['CTX_LONG'] === '1' ? 3_000 : 150;

describe('context service while one types', () => {
  let folder = '';
  let version = 0;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-fast-'));
    version = 0;
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const noSample: SampleReader = () => Promise.resolve({ error: 'There is none.' });
  const send = (service: ContextService, text: string, more: Partial<DocumentUpdate> = {}): Promise<DocumentResult> =>
    service.update({
      path: path.join(folder, 'a.context.yaml'),
      format: 'yaml',
      text,
      version: ++version,
      overlay: {},
      now: Date.parse('2026-11-20'),
      ...more,
    });
  const fast = { isFast: true };
  const document = (...sections: string[]): string =>
    `version: 1\nmodel: example-model\nsections:\n${sections.map((section) => `  - ${section}\n`).join('')}`;
  /** Of the last update that was sent. */
  const payload = (service: ContextService): string =>
    service
      .shown(path.join(folder, 'a.context.yaml'), version)
      .payload({ version, from: 0, count: 100 })
      .rows.map((row) => (row.type === 'block' ? row.segments.map((each) => each.text).join('') : ''))
      .join('');

  it('says that an answer is fast', async () => {
    const service = createContextService(noSample);
    const text = document('{ id: a, text: hello }');
    assert.equal((await send(service, text)).isFast, undefined);
    assert.equal((await send(service, `${text} `, fast)).isFast, true);
    assert.equal((await send(service, '[', fast)).isFast, true);
  });

  it('takes files as they were, until a whole update', async () => {
    const service = createContextService(noSample);
    const file = path.join(folder, 'p.md');
    const text = document('{ id: a, file: p.md }', '{ id: b, text: x }');
    fs.writeFileSync(file, 'one');
    await send(service, text);
    fs.writeFileSync(file, 'other');
    await send(service, text.replace('x }', 'xy }'), fast);
    assert.match(payload(service), /one.*xy/);
    await send(service, text);
    assert.match(payload(service), /other.*x$/);
  });

  it('reads a file that is named anew', async () => {
    const service = createContextService(noSample);
    fs.writeFileSync(path.join(folder, 'p.md'), 'one');
    await send(service, document('{ id: a, file: q.md }'));
    const { diagnostics } = await send(service, document('{ id: a, file: p.md }'), fast);
    assert.deepEqual(diagnostics, []);
    assert.match(payload(service), /one/);
  });

  it('asks for the sample once', async () => {
    let asked = 0;
    const service = createContextService(() => {
      asked++;
      return Promise.resolve({ call: makeCall({ messages: [say('user', 'Where?')] }) });
    });
    const text = `sample: { trace: t.jsonl }\n${document('{ id: q, from: call.query }')}`;
    await send(service, text);
    await send(service, `${text}# x`, fast);
    assert.equal(asked, 1);
    assert.match(payload(service), /Where/);
    await send(service, text.replace('t.jsonl', 'u.jsonl'), fast);
    assert.equal(asked, 2);
  });

  it('keeps the findings of lint, at their new places, and finds errors of the text', async () => {
    const service = createContextService(noSample);
    const same = 'The very same words stand here once more. '.repeat(20);
    const items = `{ id: a, items: [{ text: ${same} }, { text: ${same} }] }`;
    const text = document(items);
    const codes = ({ diagnostics }: DocumentResult): unknown[] =>
      diagnostics.map(({ code, range }) => [code, range?.start.line]);
    const whole = codes(await send(service, text));
    assert.deepEqual(whole, [['duplicate-content', 3]]);
    const typed = await send(service, `# more\n${text.replace('once more. }]', 'once more! }]')}`, fast);
    assert.deepEqual(codes(typed), [['duplicate-content', 4]]);
    const broken = await send(service, text.replace('items', 'itemz'), fast);
    assert.deepEqual(
      broken.diagnostics.map(({ code }) => code),
      ['schema'],
    );
    assert.equal(broken.snapshot?.isOutdated, true);
    assert.deepEqual(codes(await send(service, text.replace(/, \{ text: The[^}]*\}/, ''))), []);
  });

  it('keeps those of the same what-if', async () => {
    const service = createContextService(noSample);
    const text = document('{ id: a, text: many words are in here, required: true }');
    const found = async (more: Partial<DocumentUpdate>): Promise<string[]> =>
      (await send(service, text, more)).snapshot?.answer.diagnostics.map(({ code }) => code) ?? [];
    const small = { overlay: { window: 3 } };
    const [plain, overlaid] = [await found({}), await found(small)];
    assert.notDeepEqual(plain, overlaid);
    assert.deepEqual([await found(fast), await found({ ...small, ...fast })], [plain, overlaid]);
  });

  it('gives what the text alone gives, after any edits', async () => {
    const file = path.join(folder, 'prompts');
    fs.mkdirSync(file);
    fs.writeFileSync(path.join(file, 'a.md'), 'A prompt.');
    const run = async (sample: (typeof SAMPLES)[number], list: Parameters<typeof edited>[1][]): Promise<void> => {
      const service = createContextService(noSample);
      let { text } = sample;
      const { format } = sample;
      await send(service, text, { format });
      for (const edit of list) {
        text = edited(text, edit);
        const { snapshot } = await send(service, text, { format, isFast: true });
        if (!snapshot || snapshot.isOutdated) continue;
        const typed = payload(service);
        const anew = createContextService(noSample);
        const { snapshot: whole } = await send(anew, text, { format });
        const { diagnostics: _fast, ...answer } = snapshot.answer;
        const { diagnostics: _whole, ...wanted } = whole?.answer ?? snapshot.answer;
        assert.deepEqual(answer, wanted);
        assert.deepEqual(snapshot.sectionRanges, whole?.sectionRanges);
        assert.equal(typed, payload(anew));
      }
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...SAMPLES), edits(4), run), { numRuns, seed: 21 });
  }).timeout(600_000);
});
