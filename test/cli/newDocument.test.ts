import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import type { ContextAnswer } from '../../src/core/context/assembly';
import type { TraceAnswer } from '../../src/core/trace/answers';
import { answerOf, ctxdbg, SHOP, SHOP_CALLS, temporaryFolder } from './program';

const TRACE = inRoot('examples', 'traces', 'support.trace.jsonl');
interface NewDocument {
  text: string;
  kept: string[];
  lost: string[];
}
const PROMPTY =
  '---\nname: A\nmodel: gpt-4o\ndescription: D\nsample: { question: Where? }\n---\nsystem:\nBe brief.\n\nuser:\n{{question}}\n';

async function completeCall(): Promise<string> {
  const { calls } = (await answerOf(['trace', TRACE])) as TraceAnswer;
  return calls.find(({ replayability }) => replayability.level === 'complete')!.id;
}

describe('ctxdbg trace --as document', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder({ 'a.prompty': PROMPTY, 'bad.prompty': '---\nname: A\n' })));
  afterEach(() => folder.remove());

  it('prints a document, and as JSON what it keeps and what not', async () => {
    const [call = ''] = SHOP_CALLS;
    const { code, stdout } = await ctxdbg(['trace', SHOP, '--call', call, '--as', 'document']);
    assert.equal(code, 0);
    assert.match(stdout, /^# Made from the logged call chatcmpl-0 of /);
    const answer = (await answerOf(['trace', SHOP, '--call', call, '--as', 'document'])) as NewDocument;
    assert.deepEqual(Object.keys(answer), ['text', 'kept', 'lost']);
    assert.equal(answer.text, stdout);
  });

  it('writes a document that finds its call and counts as the call does', async () => {
    const call = await completeCall();
    const file = path.join(folder.path, 'new.context.yaml');
    const { code, stdout } = await ctxdbg(['trace', TRACE, '--call', call, '--as', 'document', '--out', file]);
    assert.equal(code, 0, stdout);
    const context = (await answerOf(['context', file])) as ContextAnswer;
    const { ledger } = (await answerOf(['trace', TRACE, '--call', call])) as { ledger: ContextAnswer };
    assert.equal(context.total.tokens, ledger.total.tokens);
  });

  it('writes JSON where the file is so named', async () => {
    const file = path.join(folder.path, 'new.context.json');
    await ctxdbg(['trace', SHOP, '--call', 'chatcmpl-0', '--as', 'document', '--out', file]);
    assert.equal((JSON.parse(fs.readFileSync(file, 'utf8')) as { version: number }).version, 1);
  });

  it('never replaces a file', async () => {
    const file = path.join(folder.path, 'a.prompty');
    const { code, stderr } = await ctxdbg(['trace', SHOP, '--call', 'chatcmpl-0', '--as', 'document', '--out', file]);
    assert.equal(code, 2);
    assert.match(stderr, /is there already and stays as it is/);
    assert.equal(fs.readFileSync(file, 'utf8'), PROMPTY);
  });

  it('the document replays every call of its trace without hand work', async () => {
    const file = path.join(folder.path, 'new.context.yaml');
    await ctxdbg(['trace', TRACE, '--call', await completeCall(), '--as', 'document', '--out', file]);
    const { code, stdout } = await ctxdbg(['replay', TRACE, '--with', file, '--provider', 'recorded', '--dry-run']);
    assert.equal(code, 0, stdout);
    // The instructions are the document's own; everything else comes from each call.
    assert.doesNotMatch(stdout, /does not carry the call's (?:history|query|tail|tools)|no value|unbound/);
  });

  it('a prompt file of another program is a context', async () => {
    const file = path.join(folder.path, 'a.prompty');
    const context = (await answerOf(['context', file, '--messages'])) as ContextAnswer;
    assert.deepEqual(
      context.messages?.map(({ parts }) => parts),
      [[{ type: 'text', text: 'Be brief.' }], [{ type: 'text', text: 'Where?' }]],
    );
    const { code, stdout } = await ctxdbg(['check', file]);
    assert.equal(code, 0);
    assert.match(stdout, /a\.prompty:\d+:\d+: info: Kept under x-prompty and not used: description\./);
  });

  it('it converts to the same context', async () => {
    const file = path.join(folder.path, 'a.prompty');
    const out = path.join(folder.path, 'a.context.yaml');
    const { code } = await ctxdbg(['context', file, '--as', 'document', '--out', out]);
    assert.equal(code, 0);
    const [own, converted] = (await Promise.all([
      answerOf(['context', file]),
      answerOf(['context', out]),
    ])) as ContextAnswer[];
    assert.deepEqual(converted?.total, own?.total);
    assert.deepEqual(converted?.sections, own?.sections);
  });

  it('one that cannot be read is said with its line', async () => {
    const file = path.join(folder.path, 'bad.prompty');
    const shown = await ctxdbg(['context', file]);
    assert.equal(shown.code, 1);
    assert.match(shown.stdout, /bad\.prompty:1:1: error: The front matter .* is not closed/);
    const converted = await ctxdbg(['context', file, '--as', 'document']);
    assert.equal(converted.code, 2);
    assert.match(converted.stderr, /cannot be converted: .* \(line 1\)/);
  });

  it('it is a variant of a replay', async () => {
    const file = path.join(folder.path, 'a.prompty');
    const { code, stdout } = await ctxdbg(['replay', SHOP, '--with', file, '--provider', 'recorded', '--dry-run']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /a\.prompty/);
  });

  it('--out needs --as document', async () => {
    const { code, stderr } = await ctxdbg(['trace', SHOP, '--call', 'chatcmpl-0', '--out', 'x']);
    assert.equal(code, 2);
    assert.match(stderr, /--out needs --as document/);
  });
});
