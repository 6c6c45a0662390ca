/** `ctxdbg check`: findings, levels, conformance, SARIF, JUnit, and a report over a log. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CheckAnswer } from '../../src/core/context/check';
import { LINT_RULE_IDS } from '../../src/core/context/lint/ruleIds';
import { inRoot } from '../../scripts/paths.mjs';
import { answerOf, ctxdbg, SHOP, temporaryFolder } from './program';

const LOOSE = `version: 1
model: gpt-4o
sections:
  - { id: loose, text: "one <two> & \\"three\\"" }
  - { id: question, required: true, text: "What now?" }
`;
const BROKEN = `version: 1
model: gpt-4o
sections:
  - { id: a, text: "Hi {{nobody}}" }
`;
const SHOP_DOCUMENT = `version: 1
model: gpt-4o
sections:
  - { id: system, required: true, from: call.system }
  - { id: history, required: true, from: call.history }
  - { id: question, required: true, from: call.query }
  - { id: turn, required: true, from: call.tail }
`;
const SUPPORT = inRoot('examples', 'traces', 'support.trace.jsonl');

describe('ctxdbg check', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const at = (name: string): string => path.join(folder.path, name);
  before(() => {
    folder = temporaryFolder({
      'loose.context.yaml': LOOSE,
      'deep/broken.context.yaml': BROKEN,
      'deep/node_modules/not.context.yaml': BROKEN,
      'shop.context.yaml': SHOP_DOCUMENT,
      'other.context.yaml': SHOP_DOCUMENT.replace('from: call.system', 'role: system, text: Something else.'),
    });
  });
  after(() => folder.remove());

  it('prints findings as compilers do and ends with 0 without an error', async () => {
    const { code, stdout } = await ctxdbg(['check', at('loose.context.yaml')]);
    assert.match(stdout, /loose\.context\.yaml:4:\d+: warning: Section 'loose' .+ \[no-overflow-policy\]/);
    assert.equal(code, 0);
  });

  it('ends with 1 on an error; --rule makes one, or turns a rule off', async () => {
    assert.equal((await ctxdbg(['check', at('deep/broken.context.yaml')])).code, 1);
    assert.equal((await ctxdbg(['check', at('loose.context.yaml'), '--rule', 'no-overflow-policy=error'])).code, 1);
    const { code, stdout } = await ctxdbg(['check', at('loose.context.yaml'), '--rule', 'no-overflow-policy=off']);
    assert.match(stdout, /no findings/);
    assert.equal(code, 0);
  });

  it('refuses a rule or a level that there is none of', async () => {
    for (const rule of ['stael=off', 'stale=loud', 'stale']) {
      const { code, stderr } = await ctxdbg(['check', at('loose.context.yaml'), '--rule', rule]);
      assert.equal(code, 2, stderr);
    }
  });

  it('checks every document below a folder', async () => {
    const { documents } = (await answerOf(['check', folder.path], 1)) as CheckAnswer;
    assert.deepEqual(documents.map(({ file }) => path.relative(folder.path, file).split(path.sep).join('/')).sort(), [
      'deep/broken.context.yaml',
      'loose.context.yaml',
      'other.context.yaml',
      'shop.context.yaml',
    ]);
  });

  it('ends with 2 where nothing can be read', async () => {
    assert.equal((await ctxdbg(['check', at('none.context.yaml')])).code, 2);
    assert.equal((await ctxdbg(['check', at('none.jsonl')])).code, 2);
    assert.equal((await ctxdbg(['check'])).code, 2);
    assert.equal((await ctxdbg(['check', at('loose.context.yaml'), '--trace', at('none.jsonl')])).code, 2);
  });

  it('with --trace says whether the calls were sent so', async () => {
    const same = (await answerOf(['check', at('shop.context.yaml'), '--trace', SHOP])) as CheckAnswer;
    assert.deepEqual([...new Set(same.documents[0]?.conformance?.map(({ equal }) => equal))], [true]);
    const other = (await answerOf(['check', at('other.context.yaml'), '--trace', SHOP], 1)) as CheckAnswer;
    const [first] = other.documents[0]?.conformance ?? [];
    assert.deepEqual([first?.equal, first?.section], [false, 'system']);
    const { stdout } = await ctxdbg(['check', at('other.context.yaml'), '--trace', SHOP]);
    assert.match(stdout, /0 of 4 calls were sent as the document says/);
  });

  it('finds the defect of the example: the policy was not sent', async () => {
    const document = inRoot('examples', 'support.v2.context.yaml');
    const { documents } = (await answerOf(['check', document, '--trace', SUPPORT], 1)) as CheckAnswer;
    const sections = documents[0]?.conformance?.filter(({ equal }) => !equal).map(({ section }) => section);
    assert.ok(sections?.includes('policy'));
  });

  it('over a log is a report by rule', async () => {
    const { documents, log } = (await answerOf(['check', SUPPORT])) as CheckAnswer;
    assert.deepEqual(documents, []);
    assert.equal(log?.calls, 43);
    const rule = log.rules.find((each) => each.rule === 'over-budget');
    assert.deepEqual(rule?.sites, [{ site: 'assistant.ask', calls: 2 }]);
    const { code } = await ctxdbg(['check', SUPPORT, '--rule', 'over-budget=error']);
    assert.equal(code, 1);
  });

  it('writes SARIF with rules, places and levels', async () => {
    const file = at('out.sarif');
    await ctxdbg(['check', at('loose.context.yaml'), '--sarif', file], { cwd: folder.path });
    const sarif = JSON.parse(fs.readFileSync(file, 'utf8')) as Sarif;
    assert.equal(sarif.version, '2.1.0');
    const [run] = sarif.runs;
    assert.ok(run);
    assert.deepEqual(run.tool.driver.rules.map(({ id }) => id).slice(0, LINT_RULE_IDS.length), [...LINT_RULE_IDS]);
    const [result] = run.results;
    assert.ok(result);
    assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, 'no-overflow-policy');
    assert.equal(result.level, 'warning');
    const { physicalLocation } = result.locations[0]!;
    assert.equal(physicalLocation.artifactLocation.uri, 'loose.context.yaml');
    assert.deepEqual(physicalLocation.region, { startLine: 4, startColumn: 11, endLine: 4, endColumn: 16 });
  });

  it('writes JUnit with a failure for each error', async () => {
    const file = at('out.xml');
    await ctxdbg(['check', at('deep/broken.context.yaml'), at('loose.context.yaml'), '--junit', file]);
    const xml = fs.readFileSync(file, 'utf8');
    assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites/);
    assert.equal([...xml.matchAll(/<failure /g)].length, 1);
    assert.match(xml, /name="unresolved-variable"><failure message="[^"<]*\{\{nobody\}\}/);
    assert.match(xml, /name="no-overflow-policy"><system-out>/);
    assert.match(xml, /name="stale"><\/testcase>/);
  });
});

interface Sarif {
  version: string;
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleIndex: number;
      level: string;
      locations: { physicalLocation: { artifactLocation: { uri: string }; region?: object } }[];
    }[];
  }[];
}
