import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { ContextAnswer } from '../../src/core/context/assembly';
import { answerOf, ctxdbg, fixture, SHOP, temporaryFolder } from './program';
import { differences, keysOf } from './typeKeys';

const TIGHT = fixture('tight.context.yaml');
const SHOP_DOCUMENT = fixture('shop.context.yaml');
const MODEL = 'src/core/context/assembly.ts';

const contextOf = async (args: string[], code = 0): Promise<ContextAnswer> =>
  (await answerOf(['context', ...args], code)) as ContextAnswer;
const sectionOf = (answer: ContextAnswer, id: string): ContextAnswer['sections'][number] =>
  answer.sections.find((section) => section.id === id)!;

describe('ctxdbg context', () => {
  it('ends with 1 and says what gave way where something did not fit', async () => {
    const answer = await contextOf([TIGHT], 1);
    assert.equal(answer.fits, false);
    assert.deepEqual(
      answer.decisions.map(({ unitId, action }) => ({ unitId, action })),
      [{ unitId: 'doc-3', action: 'dropped' }],
    );
    const sum = answer.sections.reduce((tokens, { kept }) => tokens + kept.tokens, answer.framing.tokens);
    assert.equal(answer.total.tokens, sum);
    assert.ok(answer.total.tokens <= answer.window! - answer.reserve);
  });

  it('has the keys of its types', async () => {
    const answer = await contextOf([TIGHT, '--messages'], 1);
    assert.deepEqual(differences(answer, keysOf(MODEL, 'ContextAnswer')), []);
    for (const section of answer.sections) assert.deepEqual(differences(section, keysOf(MODEL, 'SectionLedger')), []);
    for (const decision of answer.decisions) assert.deepEqual(differences(decision, keysOf(MODEL, 'Decision')), []);
  });

  it('prints the ladder only where it is asked for', async () => {
    assert.equal((await contextOf([TIGHT], 1)).ladder, undefined);
    const { ladder = [] } = await contextOf([TIGHT, '--ladder'], 1);
    for (const rung of ladder) assert.deepEqual(differences(rung, keysOf(MODEL, 'LadderRung')), []);
    const cut = ladder.find(({ sections }) => sections[1]?.action === 'cut')!;
    const there = await contextOf([TIGHT, '--window', String(cut.window)], 1);
    assert.deepEqual(
      there.sections.map(({ id, kept, action }) => ({ id, kept, action })),
      cut.sections,
    );
    const { stdout } = await ctxdbg(['context', TIGHT, '--ladder']);
    assert.match(stdout, /^ {2}documents {5}\.+\++#$/m);
    assert.match(stdout, /^ {2}in 83 and less: documents is cut$/m);
  });

  it('prints bar, table, decisions and findings with line and column', async () => {
    const { code, stdout } = await ctxdbg(['context', TIGHT]);
    assert.equal(code, 1);
    assert.match(stdout, /^\[a+b+c+-+\.*=+\|\/+\]$/m);
    assert.match(stdout, /^b {2}documents .* cut /m);
    assert.match(stdout, /^ {2}1\. documents \/ doc-3 dropped/m);
    assert.match(stdout, /tight\.context\.yaml:\d+:\d+: warning: /);
  });

  it('takes another window as a what-if', async () => {
    const answer = await contextOf([TIGHT, '--window', '400']);
    assert.equal(answer.window, 400);
    assert.equal(answer.overflow, 0);
    assert.deepEqual(answer.decisions, []);
  });

  it('takes another model as a what-if', async () => {
    const answer = await contextOf([SHOP_DOCUMENT, '--model', 'gpt-4o']);
    assert.equal(answer.model, 'gpt-4o');
    assert.equal(answer.window, 128_000);
  });

  it('leaves bound sections empty without a call, and that is no error', async () => {
    const answer = await contextOf([SHOP_DOCUMENT]);
    assert.deepEqual(
      answer.sections.map(({ id, action }) => [id, action]),
      [
        ['instructions', 'whole'],
        ['history', 'unbound'],
        ['question', 'unbound'],
        ['turn', 'unbound'],
        ['tools', 'unbound'],
      ],
    );
    assert.equal(sectionOf(answer, 'question').kept.tokens, 0);
  });

  it('binds a call, by the first characters of its id, and sends its text untouched', async () => {
    const answer = await contextOf([SHOP_DOCUMENT, '--trace', SHOP, '--call', 'chatcmpl-1', '--messages']);
    assert.deepEqual(
      answer.messages!.map(({ role, parts }) => [
        role,
        parts.map((part) => (part.type === 'text' ? part.text : part.type)),
      ]),
      [
        ['system', ['You are the assistant of the corner shop. Returns are accepted within 30 days of delivery.']],
        ['user', ['Do you sell gift cards?']],
        ['assistant', ['Yes, in every store.']],
        ['user', ['And online? I typed {{product}} into the search.']],
      ],
    );
  });

  it('binds the first call where none is named', async () => {
    const answer = await contextOf([SHOP_DOCUMENT, '--trace', SHOP, '--messages']);
    assert.match(JSON.stringify(answer.messages), /send the kettle back/);
  });

  it("binds the document's own sample", async () => {
    const document = [
      'version: 1',
      'model: example-model',
      `sample: { trace: ${JSON.stringify(SHOP)}, call: chatcmpl-2 }`,
    ];
    const sections = ['sections:', '  - { id: question, from: call.query }'];
    const folder = temporaryFolder({ 'sample.context.yaml': [...document, ...sections].join('\n') });
    try {
      const answer = await contextOf([path.join(folder.path, 'sample.context.yaml'), '--messages']);
      assert.match(JSON.stringify(answer.messages), /Where is order 1182\?/);
    } finally {
      folder.remove();
    }
  });

  it('sets a variable', async () => {
    const answer = await contextOf([SHOP_DOCUMENT, '--set', 'shop=Acme=Co', '--messages']);
    assert.match(JSON.stringify(answer.messages), /assistant of Acme=Co\./);
  });

  it('counts ages to --now', async () => {
    const text = `version: 1
model: example-model
sections:
  - { id: policy, text: Rules., asOf: 2026-11-01T00:00:00Z, freshness: { maxAge: 24h } }
`;
    const folder = temporaryFolder({ 'fresh.context.yaml': text });
    try {
      const answer = await contextOf([path.join(folder.path, 'fresh.context.yaml'), '--now', '2026-11-03T00:00:00Z']);
      assert.equal(sectionOf(answer, 'policy').freshness?.ageMs, 48 * 3_600_000);
    } finally {
      folder.remove();
    }
  });

  it('gives the same answer twice', async () => {
    const args = [TIGHT, '--now', '2026-11-03T00:00:00Z', '--messages'];
    assert.deepEqual(await contextOf(args, 1), await contextOf(args, 1));
  });
});
