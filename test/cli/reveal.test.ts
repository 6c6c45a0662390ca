/** `--reveal` on the examples: each section that stems from the sample application is found where it is written. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import type { CodeCandidate, RevealAnswer } from '../../src/core/reveal/model';
import type { CallAnswer, TraceAnswer } from '../../src/core/trace/answers';
import { ctxdbg, temporaryFolder } from './program';

const EXAMPLES = inRoot('examples');
const TRACE = path.join(EXAMPLES, 'traces/support.trace.jsonl');

const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await ctxdbg([...args, '--json'])).stdout) as T;
const reveal = (callId: string, section: string): Promise<RevealAnswer> =>
  json('trace', TRACE, '--call', callId, '--reveal', section, '--in', EXAMPLES);

const nameOf = ({ file }: CodeCandidate): string => path.relative(EXAMPLES, file).split(path.sep).join('/');
const lineOf = ({ file, line }: CodeCandidate): string => fs.readFileSync(file, 'utf8').split('\n')[line] ?? '';
const places = ({ candidates }: RevealAnswer): string[] =>
  candidates.map((each) => `${nameOf(each)}: ${lineOf(each).trim()}`);

/** Some place is this file at a line that begins so. */
function assertPlace(answer: RevealAnswer, file: string, text: RegExp): void {
  const found = answer.candidates.filter((each) => nameOf(each) === file && text.test(lineOf(each)));
  assert.equal(found.length, 1, `${file} ${String(text)} is not among\n${places(answer).join('\n')}`);
}

describe('ctxdbg --reveal on the examples', function () {
  this.timeout(120_000);
  let calls: CallAnswer[];
  before(async () => {
    const { calls: rows } = await json<TraceAnswer>('trace', TRACE);
    const wanted = [0, 1, 2, 13].flatMap((index) => rows[index] ?? []);
    calls = await Promise.all(wanted.map(({ id }) => json<CallAnswer>('trace', TRACE, '--call', id)));
  });

  async function eachSection(base: string, check: (answer: RevealAnswer, call: CallAnswer) => void): Promise<void> {
    let checked = 0;
    for (const call of calls) {
      for (const { id } of call.context.sections.filter((section) => section.id.replace(/-\d+$/, '') === base)) {
        check(await reveal(call.call.id, id), call);
        checked++;
      }
    }
    assert.ok(checked > 0, `no call has a section ${base}`);
  }

  it('the system prompt: prompts/support.md first where it is alone, and prompts/policy.md where it was sent', async () => {
    await eachSection('system', (answer, { call }) => {
      assertPlace(answer, 'prompts/support.md', /^You are the support assistant of \{\{product\}\}/);
      const support = answer.candidates.find((each) => nameOf(each) === 'prompts/support.md');
      assert.deepEqual([support?.kind, support?.holes], ['template', ['product']]);
      assert.match(lineOf({ ...support!, ...support!.namedIn! }), /read\('prompts\/support\.md'\)/);
      const hasPolicy = call.messages.some(({ parts }) => JSON.stringify(parts).includes('Refund policy: gift cards'));
      if (hasPolicy) assertPlace(answer, 'prompts/policy.md', /^Refund policy: a customer can send/);
      else assert.equal(nameOf(answer.candidates[0]!), 'prompts/support.md');
      // Another prompt holds the same words: which it was is for the reader to say.
      assert.equal(answer.standsAlone, false);
    });
  });

  it('what stands around the documents: the template in app/assistant.mjs first, then the documents', async () => {
    await eachSection('documents', (answer, { call }) => {
      const [first] = answer.candidates as [CodeCandidate];
      assert.match(`${nameOf(first)}: ${lineOf(first)}`, /^app\/assistant\.mjs: {3}const block = `Documents:/);
      assert.deepEqual(first.holes, ['doc.id', 'doc.text']);
      const [document] = call.documents;
      assertPlace(answer, `kb/${document!.id!}.md`, /^# /);
    });
  });

  it('the lead before the documents, and the question', async () => {
    await eachSection('query', (answer) => {
      assert.match(
        places(answer)[0]!,
        /^app\/(assistant\.mjs: const block = `Documents:|questions\.json: \{ "session")/,
      );
    });
  });

  it('the order that a tool answered with', async () => {
    await eachSection('tail', (answer) => {
      assert.match(places(answer)[0]!, /^app\/assistant\.mjs: \d{4}: \{ item: '/);
      assertPlace(answer, 'app/assistant.mjs', /name: 'lookup_order'/);
    });
  });
});

describe('ctxdbg --reveal', function () {
  this.timeout(60_000);

  it('of a document: the file that it names, first and alone', async () => {
    const args = ['context', path.join(EXAMPLES, 'support.v2.context.yaml'), '--reveal', 'policy', '--in', EXAMPLES];
    const answer = await json<RevealAnswer>(...args);
    assert.deepEqual(
      [nameOf(answer.candidates[0]!), answer.candidates[0]!.kind, answer.standsAlone],
      ['prompts/policy.md', 'file', true],
    );
    const { stdout, code } = await ctxdbg(args);
    assert.equal(code, 0);
    assert.match(stdout, /prompts\/policy\.md:1:1 {2}named by the document/);
  });

  it('prints what it looked for where it finds nothing, and ends with 1', async () => {
    const folder = temporaryFolder({ 'a.md': 'Nothing of the kind.\n' });
    try {
      const args = ['trace', TRACE, '--call', '8c278cd8', '--reveal', 'system', '--in', folder.path];
      const { stdout, code } = await ctxdbg(args);
      assert.equal(code, 1);
      assert.match(stdout, /Section 'system' was not found in 1 file of .*\.\nLooked for:\n {2}Quote the rule/);
    } finally {
      folder.remove();
    }
  });

  const wrong: [what: string, args: string[], message: RegExp][] = [
    ['no such section', ['--call', '8c278cd8', '--reveal', 'sytem'], /no section 'sytem'\. The sections are system,/],
    ['no such folder', ['--call', '8c278cd8', '--reveal', 'system', '--in', 'none'], /There is no folder none\./],
    ['a file for a folder', ['--call', '8c278cd8', '--reveal', 'system', '--in', TRACE], /is no folder/],
    ['no call', ['--reveal', 'system'], /--reveal needs a call: add --call ID\./],
    ['--in alone', ['--call', '8c278cd8', '--in', '.'], /add --reveal SECTION/],
    ['--as, too', ['--call', '8c278cd8', '--reveal', 'system', '--as', 'raw'], /--reveal and --as exclude each other/],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what}`, async () => {
      const { stderr, code } = await ctxdbg(['trace', TRACE, ...args]);
      assert.deepEqual([code, message.test(stderr)], [2, true], stderr);
    });
  }
});
