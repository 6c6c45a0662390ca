import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CallAnswer, TraceAnswer } from '../../src/core/trace/answers';
import type { RawResult } from '../../src/protocol/traceApi';
import { answerOf, ctxdbg, fixture, SHOP, SHOP_CALLS, temporaryFolder } from './program';
import { differences, keysOf } from './typeKeys';

const ANSWERS = 'src/core/trace/answers.ts';
const traceOf = async (args: string[], code = 0): Promise<TraceAnswer> =>
  (await answerOf(['trace', ...args], code)) as TraceAnswer;
const idsOf = ({ calls }: TraceAnswer): string[] => calls.map(({ id }) => id);

describe('ctxdbg trace', () => {
  it('lists the calls in file order', async () => {
    const answer = await traceOf([SHOP]);
    assert.equal(answer.format, 'OpenAI Chat');
    assert.deepEqual(idsOf(answer), SHOP_CALLS);
    assert.deepEqual(answer.errors, []);
    const [first, , , failed] = answer.calls;
    assert.deepEqual(
      { in: first!.inputTokens, out: first!.outputTokens, line: first!.line, took: first!.durationMs },
      { in: 40, out: 8, line: 1, took: 100 },
    );
    assert.equal(failed!.inputTokens, null);
    assert.match(failed!.error!, /server had an error/);
  });

  it('has the keys of its types', async () => {
    const answer = await traceOf([SHOP]);
    assert.deepEqual(differences(answer, keysOf(ANSWERS, 'TraceAnswer')), []);
    for (const call of answer.calls) assert.deepEqual(differences(call, keysOf(ANSWERS, 'TraceAnswerCall')), []);
  });

  it('prints a line a call', async () => {
    const { code, stdout } = await ctxdbg(['trace', SHOP]);
    assert.equal(code, 0);
    assert.match(stdout, /^OpenAI Chat: 4 calls · 4 records · 1 file · 0 error rows$/m);
    for (const id of SHOP_CALLS) assert.ok(stdout.includes(` ${id} `), id);
  });

  it('finds words and quoted texts, in any case', async () => {
    assert.deepEqual(idsOf(await traceOf([SHOP, '--where', 'KETTLE delivered'])), ['chatcmpl-0']);
    assert.deepEqual(idsOf(await traceOf([SHOP, '--where', '"gift cards"'])), ['chatcmpl-1']);
    assert.deepEqual(idsOf(await traceOf([SHOP, '--where', 'nowhere in it'])), []);
  });

  it('reads a folder and a glob as one set', async () => {
    const folder = temporaryFolder({
      'a/one.jsonl': fs.readFileSync(SHOP),
      'b/two.jsonl': fs.readFileSync(fixture('hostile.trace.jsonl')),
    });
    try {
      const whole = await traceOf([folder.path]);
      assert.deepEqual([whole.files.length, whole.calls.length], [2, 5]);
      const globbed = await traceOf([path.join(folder.path, '**/two.jsonl')]);
      assert.deepEqual([globbed.files.length, globbed.calls.length], [1, 1]);
    } finally {
      folder.remove();
    }
  });
});

describe('ctxdbg trace --call', () => {
  it('rebuilds the context of the call', async () => {
    const answer = (await answerOf(['trace', SHOP, '--call', 'chatcmpl-2'])) as CallAnswer;
    assert.deepEqual(differences(answer, keysOf(ANSWERS, 'CallAnswer')), []);
    assert.deepEqual(differences(answer.call, keysOf('src/core/trace/model.ts', 'Call')), []);
    assert.deepEqual(differences(answer.ledger, keysOf('src/core/context/assembly.ts', 'ContextAnswer')), []);
    assert.equal(answer.call.tools[0]?.name, 'lookup_order');
    assert.equal(answer.ledger.reserve, 64);
    assert.equal(answer.ledger.total.tokens + answer.ledger.residual!.tokens, 90);
  });

  it('takes the first characters of an id', async () => {
    const answer = (await answerOf(['trace', SHOP, '--call', 'req'])) as CallAnswer;
    assert.equal(answer.call.id, 'req_3');
  });

  it('ends with 2 where the id is not there or is not the only one', async () => {
    const missing = await ctxdbg(['trace', SHOP, '--call', 'nope']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /holds no call 'nope'\. It has 4 calls, the first is chatcmpl-0/);
    const several = await ctxdbg(['trace', SHOP, '--call', 'chat']);
    assert.equal(several.code, 2);
    assert.match(several.stderr, /3 calls begin with 'chat'/);
  });

  it('prints sections with reported usage beside the count', async () => {
    const { code, stdout } = await ctxdbg(['trace', SHOP, '--call', 'chatcmpl-2']);
    assert.equal(code, 0);
    assert.match(stdout, /^reported +90 in, 6 out tokens$/m);
    assert.match(stdout, /residual .*−5/);
    assert.match(stdout, /Order 1182 was delivered\./);
  });

  it('prints the messages', async () => {
    const { stdout } = await ctxdbg(['trace', SHOP, '--call', 'chatcmpl-2', '--as', 'messages']);
    assert.match(stdout, /── user\nWhere is order 1182\?/);
    assert.match(stdout, /\(tool call\) lookup_order \{"number":"1182"\}/);
    const answer = (await answerOf(['trace', SHOP, '--call', 'chatcmpl-2', '--as', 'messages'])) as object;
    assert.deepEqual(Object.keys(answer), ['messages', 'tools', 'output']);
  });

  it('prints the raw record', async () => {
    const { sources } = (await answerOf(['trace', SHOP, '--call', 'chatcmpl-1', '--as', 'raw'])) as {
      sources: RawResult[];
    };
    const line = fs.readFileSync(SHOP, 'utf8').split('\n')[1]!;
    assert.deepEqual(JSON.parse(sources[0]!.text), JSON.parse(line));
    assert.equal(sources[0]!.source.line, 2);
    const { stdout } = await ctxdbg(['trace', SHOP, '--call', 'chatcmpl-1', '--as', 'raw']);
    assert.match(stdout, /shop\.trace\.jsonl:2 /);
  });
});

describe('ctxdbg formats', () => {
  it('lists them', async () => {
    const { formats } = (await answerOf(['formats'])) as { formats: { name: string; title: string }[] };
    const { stdout } = await ctxdbg(['formats']);
    assert.ok(formats.length > 0);
    for (const { name, title } of formats) assert.ok(stdout.includes(name) && stdout.includes(title), name);
  });
});
