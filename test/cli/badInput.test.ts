/** Bad input: each gives a clear message with place and next step, the right exit code, and hides nothing beside it. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ContextAnswer } from '../../src/core/context/assembly';
import type { TraceAnswer } from '../../src/core/trace/answers';
import { startOpenAiServer } from '../support/openAiServer';
import { answerOf, ctxdbg, SHOP, temporaryFolder, type Result } from './program';

type Files = Parameters<typeof temporaryFolder>[0];

/** Runs in a folder with the files; `{}` in an argument is that folder. */
async function runIn(files: Files, args: string[]): Promise<Result> {
  const folder = temporaryFolder(files);
  try {
    return await ctxdbg(args.map((arg) => arg.replace('{}', folder.path)));
  } finally {
    folder.remove();
  }
}

const document = (sections: string): string => `version: 1\nmodel: example-model\n${sections}`;
const LINE = fs.readFileSync(SHOP, 'utf8').split('\n')[0]!;

describe('ctxdbg: a context document that is none', () => {
  const cases: [what: string, text: string, code: number, message: RegExp][] = [
    ['is not YAML', 'sections: [\n  a: {', 1, /x\.context\.yaml:\d+:\d+: error: /],
    ['is empty', '', 1, /empty.*version: 1/],
    [
      'has the wrong schema',
      document('sections:\n  - { id: a, text: x, pirority: 4 }\n'),
      1,
      /x\.context\.yaml:4:\d+: error: .*pirority/,
    ],
    [
      'has two contents',
      document('sections:\n  - { id: a, text: x, from: call.query }\n'),
      1,
      /x\.context\.yaml:4:\d+: error: /,
    ],
    [
      'is of an unknown model',
      'version: 1\nmodel: no-such\nsections:\n  - { id: a, text: x }\n',
      1,
      /:2:\d+: error: .*no-such/,
    ],
    ['names a missing file', document('sections:\n  - { id: a, file: gone.md }\n'), 1, /:4:\d+: error: .*gone\.md/],
    [
      'has an unresolved variable',
      document('sections:\n  - { id: a, text: "Hi {{who}}" }\n'),
      1,
      /:4:\d+: error: .*who/,
    ],
    [
      'has variables in a circle',
      document('variables: { a: "{{b}}", b: "{{a}}" }\nsections:\n  - { id: s, text: "{{a}}" }\n'),
      1,
      /error: .*\ba\b.*\bb\b/,
    ],
    [
      'has content that must be refreshed',
      document(
        'sections:\n  - { id: a, text: x, asOf: 2020-01-01, source: kb/a.md, freshness: { maxAge: 1d, onStale: refresh-needed } }\n',
      ),
      1,
      /error: .*Refresh it from kb\/a\.md/,
    ],
    [
      'names a missing sample',
      document('sample: { trace: gone.jsonl }\nsections:\n  - { id: a, text: x }\n'),
      1,
      /:3:\d+: error: .*gone\.jsonl/,
    ],
    [
      'does not fit',
      document(
        'window: 20\nreserve: 2\nsections:\n  - { id: a, required: true, text: "one two three four five six seven eight nine ten eleven twelve" }\n',
      ),
      1,
      /:\d+:\d+: error: .*the window leaves 18/,
    ],
  ];
  for (const [what, text, code, message] of cases) {
    it(what, async () => {
      const result = await runIn({ 'x.context.yaml': text }, ['context', '{}/x.context.yaml']);
      assert.match(result.stdout + result.stderr, message);
      assert.equal(result.code, code);
    });
  }

  it('is not there', async () => {
    const { code, stderr } = await runIn({}, ['context', '{}/gone.context.yaml']);
    assert.equal(code, 2);
    assert.match(stderr, /gone\.context\.yaml cannot be read \(there is no such file\)/);
  });

  it('gives its findings as JSON', async () => {
    const { code, stdout } = await runIn({ 'x.context.yaml': 'version: 2\n' }, [
      'context',
      '{}/x.context.yaml',
      '--json',
    ]);
    assert.equal(code, 1);
    const { diagnostics } = JSON.parse(stdout) as Pick<ContextAnswer, 'diagnostics'>;
    assert.ok(diagnostics.length > 0 && diagnostics.every(({ range }) => range));
  });

  it('may have a byte-order mark and CRLF', async () => {
    const text = `\ufeff${document('sections:\n  - { id: a, text: x }\n')}`.replaceAll('\n', '\r\n');
    const result = await runIn({ 'x.context.yaml': text }, ['context', '{}/x.context.yaml']);
    assert.equal(result.code, 0, result.stdout + result.stderr);
  });
});

describe('ctxdbg: a trace that is none', () => {
  const unreadable: [what: string, files: Files, message: RegExp][] = [
    ['is not there', {}, /t\.jsonl/],
    ['is empty', { 't.jsonl': '' }, /empty/],
    ['is no trace', { 't.jsonl': 'Dear diary,\ntoday I wrote a log.\n' }, /t\.jsonl|no trace|format/],
    ['is JSON of another kind', { 't.jsonl': '{"name":"x","version":"1.0.0"}\n' }, /t\.jsonl|no trace|format/],
  ];
  for (const [what, files, message] of unreadable) {
    it(what, async () => {
      const result = await runIn(files, ['trace', '{}/t.jsonl']);
      assert.deepEqual({ code: result.code, stdout: result.stdout }, { code: 2, stdout: '' });
      assert.match(result.stderr, message);
    });
  }

  const traceOf = async (text: string | Buffer, code = 0): Promise<TraceAnswer> => {
    const folder = temporaryFolder({ 't.jsonl': text });
    try {
      return (await answerOf(['trace', path.join(folder.path, 't.jsonl')], code)) as TraceAnswer;
    } finally {
      folder.remove();
    }
  };

  it('has its errors in JSON even where nothing can be read', async () => {
    const { calls, errors } = await traceOf('Dear diary,\n', 2);
    assert.deepEqual(calls, []);
    assert.deepEqual(
      errors.map(({ line }) => line),
      [1],
    );
  });

  it('has a bad line between good ones', async () => {
    const { calls, errors } = await traceOf(`${LINE}\n{"broken": \n${LINE}\n`);
    assert.deepEqual(
      calls.map(({ line }) => line),
      [1, 3],
    );
    assert.deepEqual(
      errors.map(({ line }) => line),
      [2],
    );
  });

  it('is cut off in its last line', async () => {
    const { calls, errors } = await traceOf(`${LINE}\n${LINE.slice(0, 200)}`);
    assert.equal(calls.length, 1);
    assert.match(errors[0]!.message, /cut off|half|end/i);
  });

  it('has a byte-order mark and CRLF', async () => {
    const { calls, errors } = await traceOf(`\ufeff${LINE}\r\n${LINE}\r\n`);
    assert.deepEqual([calls.length, errors.length], [2, 0]);
  });

  it('has a line of 5 MB', async () => {
    const long = LINE.replace('Can I send', `${'word '.repeat(1_000_000)}Can I send`);
    const { calls } = await traceOf(`${long}\n${LINE}\n`);
    assert.equal(calls.length, 2);
  });

  it('has half a surrogate pair', async () => {
    const folder = temporaryFolder({ 't.jsonl': `${LINE.replace('kettle', 'ket\\ud83dtle')}\n` });
    try {
      const { code, stdout } = await ctxdbg([
        'trace',
        path.join(folder.path, 't.jsonl'),
        '--call',
        'chatcmpl-0',
        '--as',
        'messages',
      ]);
      assert.equal(code, 0);
      assert.match(stdout, /ket<U\+D83D>tle/);
    } finally {
      folder.remove();
    }
  });
});

describe('ctxdbg: a replay that cannot be run', () => {
  const replay = (...args: string[]): Promise<Result> =>
    runIn({}, ['replay', SHOP, '--out', '{}/r.replay.jsonl', '--yes', ...args]);

  it('has a dead endpoint', async () => {
    const server = await startOpenAiServer();
    await server.close();
    const { code, stdout, stderr } = await replay('--base-url', server.baseUrl, '--calls', 'chatcmpl-0');
    assert.equal(code, 3);
    assert.match(stdout + stderr, new RegExp(`${server.origin}|refused|reach`, 'i'));
  });

  it('has a wrong key', async () => {
    const server = await startOpenAiServer();
    try {
      server.behave(() => ({ kind: 'status', status: 401 }));
      const { code, stdout, stderr } = await replay('--base-url', server.baseUrl, '--concurrency', '1');
      assert.equal(code, 3);
      assert.match(stdout + stderr, /key/i);
      assert.ok(server.received.length <= 2, 'the run stops');
    } finally {
      await server.close();
    }
  });

  it('waits as long as the server says after 429', async () => {
    const server = await startOpenAiServer();
    try {
      server.behave((_, index) =>
        index === 0 ? { kind: 'status', status: 429, headers: { 'retry-after': '1' } } : undefined,
      );
      const startTime = performance.now();
      const { code } = await replay('--base-url', server.baseUrl, '--calls', 'chatcmpl-0');
      assert.equal(code, 0);
      assert.equal(server.received.length, 2);
      assert.ok(performance.now() - startTime >= 1000);
    } finally {
      await server.close();
    }
  });

  it('needs a cap where there is no price', async () => {
    const { code, stderr } = await replay('--base-url', 'https://llm.invalid/v1');
    assert.equal(code, 2);
    assert.match(stderr, /--max-calls/);
  });

  it('would send a key unencrypted', async () => {
    const { code, stderr } = await replay('--base-url', 'http://llm.example.com/v1');
    assert.equal(code, 2);
    assert.match(stderr, /https/);
  });

  it('may not write into the folder', async function () {
    // Root may write everywhere.
    if (process.getuid?.() === 0) this.skip();
    const folder = temporaryFolder();
    fs.chmodSync(folder.path, 0o555);
    try {
      const { code, stderr } = await ctxdbg([
        'replay',
        SHOP,
        '--provider',
        'baseline',
        '--out',
        path.join(folder.path, 'r.replay.jsonl'),
      ]);
      assert.equal(code, 2);
      assert.match(stderr, /r\.replay\.jsonl/);
    } finally {
      fs.chmodSync(folder.path, 0o755);
      folder.remove();
    }
  });

  it('cannot make its folder', async () => {
    const result = await runIn({ 'file.txt': 'x' }, [
      'replay',
      SHOP,
      '--provider',
      'baseline',
      '--out',
      '{}/file.txt/r.replay.jsonl',
    ]);
    assert.equal(result.code, 2);
    assert.match(result.stderr, /file\.txt/);
  });

  it('has a variant whose document is none', async () => {
    const result = await runIn({ 'x.context.yaml': 'version: 1\n' }, [
      'replay',
      SHOP,
      '--provider',
      'baseline',
      '--with',
      '{}/x.context.yaml',
    ]);
    assert.equal(result.code, 2);
    assert.match(result.stderr, /x\.context\.yaml/);
  });

  it('is compared though it is no run', async () => {
    const result = await runIn({ 'r.replay.jsonl': '{"no":"run"}\n' }, ['compare', '{}/r.replay.jsonl']);
    assert.deepEqual({ code: result.code, stdout: result.stdout }, { code: 2, stdout: '' });
    assert.match(result.stderr, /no replay run/);
    const gone = await runIn({}, ['compare', '{}/gone.replay.jsonl']);
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /no such file/);
  });
});
