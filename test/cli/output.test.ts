/** What is printed is safe for a terminal and friendly to pipes. */
import assert from 'node:assert/strict';
import { ctxdbg, finish, fixture, SHOP, start, temporaryFolder } from './program';
import * as path from 'node:path';

const HOSTILE = fixture('hostile.trace.jsonl');
// eslint-disable-next-line no-control-regex -- finding control characters is the purpose
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('ctxdbg: hostile text', () => {
  const commands: string[][] = [
    ['trace', HOSTILE],
    ['trace', HOSTILE, '--call', 'chatcmpl-4'],
    ['trace', HOSTILE, '--call', 'chatcmpl-4', '--as', 'messages'],
    ['trace', HOSTILE, '--call', 'chatcmpl-4', '--as', 'raw'],
    ['context', fixture('shop.context.yaml'), '--trace', HOSTILE, '--messages'],
    ['trace', HOSTILE, '--where', '\u001b[31mnot there'],
    ['trace', HOSTILE, '--call', '\u001b[31mnot there'],
  ];
  for (const args of commands) {
    it(`no control character comes through: ${args[0]} ${args.slice(2).join(' ').replace('\u001b', 'ESC')}`, async () => {
      const { stdout, stderr } = await ctxdbg(args);
      assert.notEqual(stdout + stderr, '');
      assert.doesNotMatch(stdout + stderr, CONTROL);
    });
  }

  it('says which characters they are', async () => {
    const { stdout } = await ctxdbg(['trace', HOSTILE, '--call', 'chatcmpl-4', '--as', 'messages']);
    assert.ok(stdout.includes('<U+001B>[31mred<U+001B>[0m'));
    assert.ok(stdout.includes('<U+202E>'));
    assert.ok(stdout.includes('<script>alert(1)</script>'));
  });

  it('neutralises what a run holds, too', async () => {
    const folder = temporaryFolder();
    try {
      const run = path.join(folder.path, 'x.replay.jsonl');
      const replayed = await ctxdbg(['replay', HOSTILE, '--provider', 'baseline', '--out', run]);
      assert.equal(replayed.code, 0, replayed.stderr);
      const { stdout } = await ctxdbg(['compare', run]);
      assert.match(stdout, /<U\+001B>\[2J/);
      assert.doesNotMatch(stdout, CONTROL);
    } finally {
      folder.remove();
    }
  });

  it('keeps the text as it is in JSON', async () => {
    const { stdout } = await ctxdbg(['trace', HOSTILE, '--call', 'chatcmpl-4', '--as', 'messages', '--json']);
    const { messages } = JSON.parse(stdout) as { messages: { parts: { text: string }[] }[] };
    assert.ok(messages[0]!.parts[0]!.text.startsWith('\u001b[31mred'));
  });
});

describe('ctxdbg: pipes', () => {
  it('writes no colour and no progress where there is no terminal', async () => {
    const { stdout, stderr } = await ctxdbg(['context', fixture('tight.context.yaml')]);
    assert.ok(!stdout.includes('\u001b'));
    assert.equal(stderr, '');
  });

  it('ends quietly when the reader goes away', async () => {
    const child = start(['trace', SHOP, '--json']);
    child.stdout.destroy();
    const { stderr } = await finish(child);
    assert.equal(stderr, '');
  });
});
