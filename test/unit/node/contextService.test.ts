import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  assembleLoaded,
  createContextService,
  loadDocument,
  type ContextService,
} from '../../../src/node/contextService';
import { createSampleReader, type SampleReader } from '../../../src/node/sampleCall';
import type { DocumentUpdate } from '../../../src/protocol/contextApi';
import { makeCall, say } from '../../support/anyCall';

describe('context service', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-service-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  };
  const update = (text: string, more: Partial<DocumentUpdate> = {}): DocumentUpdate => ({
    path: path.join(folder, 'a.context.yaml'),
    format: 'yaml',
    text,
    version: 1,
    overlay: {},
    now: 0,
    ...more,
  });
  const document = (...sections: string[]): string =>
    `version: 1\nmodel: example-model\nsections:\n${sections.map((section) => `  - ${section}\n`).join('')}`;
  const noSample: SampleReader = () => Promise.resolve({ error: 'There is none.' });
  const service = (readSample = noSample) => createContextService(readSample);
  /** The rows of the payload that the first version gave: roles and texts. */
  const textsOf = (documents: ContextService, version = 1): string[] =>
    documents
      .shown(path.join(folder, 'a.context.yaml'), version)
      .payload({ version, from: 0, count: 20 })
      .rows.map((row) => (row.type === 'head' ? row.role : row.segments.map(({ text }) => text).join('')));

  it('shows a document with its file', async () => {
    const prompt = write('prompts/p.md', 'Be kind, {{who}}.\n');
    const text = document('{ id: a, kind: instructions, file: prompts/p.md }');
    const documents = service();
    const result = await documents.update(update(text, { set: { who: 'Ann' } }));
    assert.deepEqual(result.diagnostics, []);
    assert.deepEqual(result.dependencies, [prompt]);
    const { snapshot } = result;
    assert.deepEqual(snapshot?.payload, { messages: 1, sent: 1, rows: 2, firstRows: { a: 1 } });
    assert.deepEqual(textsOf(documents), ['system', 'Be kind, Ann.']);
    assert.deepEqual(snapshot.sectionRanges, { a: { start: { line: 3, column: 4 }, end: { line: 3, column: 53 } } });
    assert.equal(snapshot.subtitle, 'a.context.yaml');
    assert.ok(snapshot.models.some(({ id }) => id === 'example-model'));
  });

  const FILES: [what: string, name: string, content: string | Uint8Array | undefined, message: RegExp][] = [
    ['missing', 'gone.md', undefined, /missing.*Create it/],
    ['a folder', '.', undefined, /is a folder/],
    ['binary', 'b.md', Uint8Array.of(65, 0, 66), /binary/],
    ['no UTF-8', 'u.md', Uint8Array.of(0xff, 0xfe, 65), /UTF-8/],
    ['too large', 'l.md', new Uint8Array(20 * 1024 * 1024 + 1), /at most 20 MB/],
  ];
  for (const [what, name, content, message] of FILES) {
    it(`says that a file is ${what}, where it is named`, async () => {
      if (content) write(name, content);
      const result = await service().update(update(document(`{ id: a, file: ${name} }`)));
      const [found] = result.diagnostics;
      assert.equal(found?.code, 'missing-file');
      assert.match(found.message, message);
      assert.deepEqual(found.range, { start: { line: 3, column: 19 }, end: { line: 3, column: 19 + name.length } });
      assert.deepEqual(result.dependencies, [path.join(folder, name)]);
      assert.ok(result.snapshot);
    });
  }

  it('keeps the last good snapshot while the text is none, and its what-if', async () => {
    const one = service();
    await one.update(update(document('{ id: a, text: hello }')));
    const broken = await one.update(update('version: [', { version: 2, overlay: { window: 3 } }));
    assert.equal(broken.snapshot?.isOutdated, true);
    assert.equal(broken.snapshot.answer.window, 3);
    assert.deepEqual(
      broken.diagnostics.map(({ code }) => code),
      ['syntax'],
    );
    const mended = await one.update(update(document('{ id: b, text: hello }'), { version: 3 }));
    assert.equal(mended.snapshot?.isOutdated, false);
    one.close(update('').path);
    assert.equal((await one.update(update('version: ['))).snapshot, undefined);
  });

  it('lays model and window over the document', async () => {
    const text = document('{ id: a, text: hello }');
    const { snapshot } = await service().update(update(`window: 5\n${text}`, { overlay: { model: 'gpt-4o' } }));
    assert.deepEqual([snapshot?.answer.model, snapshot?.answer.window], ['gpt-4o', 128_000]);
    const both = await service().update(update(text, { overlay: { model: 'gpt-4o', window: 7 } }));
    assert.deepEqual([both.snapshot?.answer.model, both.snapshot?.answer.window], ['gpt-4o', 7]);
  });

  it('says once that a model is unknown: an error without a window, a warning with one', async () => {
    const text = 'version: 1\nmodel: nobody/knows\nsections: [{ id: a, text: hello }]';
    const without = await service().update(update(text));
    const found = without.diagnostics.map(({ code, severity, range }) => [code, severity, range?.start]);
    assert.deepEqual(found, [['unknown-model', 'error', { line: 1, column: 7 }]]);
    assert.match(without.diagnostics[0]!.message, /add "window:"/);
    const { diagnostics } = await service().update(update(`window: 100\n${text}`));
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [['unknown-model', 'warning']],
    );
  });

  it('gives what assembly finds the range of its section', async () => {
    const text = document('{ id: a, text: "many words in here", budget: { max: 2 }, overflow: drop }');
    const { diagnostics } = await service().update(update(text));
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range?.start]),
      [['over-budget', { line: 3, column: 56 }]],
    );
  });

  it('binds a sample', async () => {
    const asked: unknown[] = [];
    const reader: SampleReader = (trace, call) => {
      asked.push([trace, call]);
      return Promise.resolve({ call: makeCall({ id: 'c7', messages: [say('user', 'Where?')] }) });
    };
    const text = `sample: { trace: t.jsonl, call: c7 }\n${document('{ id: q, from: call.query }')}`;
    const documents = service(reader);
    const { snapshot, dependencies } = await documents.update(update(text));
    const trace = path.join(folder, 't.jsonl');
    assert.deepEqual(asked, [[trace, 'c7']]);
    assert.deepEqual(dependencies, [trace]);
    assert.deepEqual(snapshot?.boundCall, { id: 'c7', trace });
    assert.deepEqual(textsOf(documents), ['user', 'Where?']);
    const bound = await service(reader).update(update(text, { bind: { trace: '/elsewhere/x.jsonl', call: 'c8' } }));
    assert.deepEqual(asked[1], ['/elsewhere/x.jsonl', 'c8']);
    assert.deepEqual(bound.dependencies, ['/elsewhere/x.jsonl']);
  });

  it('says that a sample is missing, where it is named', async () => {
    const text = `sample: { trace: gone.jsonl }\n${document('{ id: q, from: call.query }')}`;
    const { diagnostics } = await service(createSampleReader()).update(update(text));
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range?.start]),
      [['missing-sample', { line: 0, column: 8 }]],
    );
    assert.match(diagnostics[0]!.message, /gone\.jsonl is missing/);
  });

  it('drops an older update of the same document, and only of the same', async () => {
    const one = service();
    const text = document('{ id: a, text: hello }');
    const [old, newer, other] = await Promise.allSettled([
      one.update(update(text, { version: 1 })),
      one.update(update(text, { version: 2 })),
      one.update(update(text, { version: 1, path: path.join(folder, 'b.context.yaml') })),
    ]);
    assert.equal(old.status === 'rejected' && (old.reason as { code: string }).code, 'superseded');
    assert.equal(newer.status, 'fulfilled');
    assert.equal(other.status, 'fulfilled');
  });

  it('loadDocument gives the command line the same', async () => {
    const text = document('{ id: a, text: "{{x}} many words", budget: { max: 2 } }');
    const file = write('a.context.yaml', `\uFEFF${text}`);
    const loaded = await loadDocument(file, { set: {}, now: 0 });
    assert.ok(loaded.resolved);
    const { assembly, diagnostics } = assembleLoaded({ ...loaded, resolved: loaded.resolved }, { overlay: {}, now: 0 });
    const shown = await service().update(update(text));
    assert.deepEqual(diagnostics, shown.diagnostics);
    assert.deepEqual(assembly.sections, shown.snapshot?.answer.sections);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['unresolved-variable', 'over-budget'],
    );
  });

  it('reads a sample from a trace', async () => {
    const reader = createSampleReader();
    const trace = write('t.jsonl', `${JSON.stringify(RECORD)}\n`);
    const first = await reader(trace, undefined);
    assert.ok('call' in first, 'error' in first ? first.error : '');
    assert.equal(first.call.messages[0]?.role, 'user');
    const again = await reader(trace, first.call.id.slice(0, 5));
    assert.ok('call' in again);
    const none = await reader(trace, 'nope');
    assert.ok('error' in none);
    assert.match(none.error, /no call 'nope'.*Its first is/);
    const bad = await reader(write('bad.jsonl', 'not a trace\n'), undefined);
    assert.ok('error' in bad);
  });
});

/** One request and its response as OpenAI Chat logs have it. */
const RECORD = {
  request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Where?' }] },
  response: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Here.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 },
  },
};
