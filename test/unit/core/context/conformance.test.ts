/** A document against what was sent: equal, or the first difference with its section. */
import assert from 'node:assert/strict';
import { assemble } from '../../../../src/core/context/assemble';
import { conformanceOf } from '../../../../src/core/context/conformance';
import { parseContextDocument } from '../../../../src/core/context/parse';
import { resolveDocument } from '../../../../src/core/context/resolve';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import type { Call } from '../../../../src/core/trace/model';
import { counterFor } from '../../../../src/node/tokenizer';
import { logged, says } from './lint/support';

function against(sections: string, call: Call) {
  const { document, diagnostics } = parseContextDocument(`version: 1\nmodel: gpt-4o\nsections:\n${sections}`, 'yaml');
  assert.ok(document, JSON.stringify(diagnostics));
  const resolved = resolveDocument(document, { files: new Map(), set: {}, call });
  const lookup = lookupModel('gpt-4o');
  return conformanceOf(
    assemble(resolved, { lookup, counter: counterFor(lookup.entry), now: 0, mode: 'assemble' }),
    call,
  );
}
const RULES = '  - { id: rules, role: system, required: true, text: Be kind. }\n';
const QUESTION = '  - { id: question, required: true, from: call.query }\n';

describe('conformance', () => {
  it('is equal where role and text are', () => {
    const call = logged([says('system', 'Be kind.'), says('user', 'Hi?')]);
    assert.deepEqual(against(RULES + QUESTION, call), { callId: 'c1', equal: true });
  });
  it('tells the section and a few words around the difference', () => {
    const call = logged([says('system', 'Be kind!'), says('user', 'Hi?')]);
    assert.deepEqual(against(RULES + QUESTION, call), {
      callId: 'c1',
      equal: false,
      section: 'rules',
      expected: 'Be kind».',
      actual: 'Be kind»!',
      mark: { expected: 7, actual: 7 },
    });
  });
  it('finds the section inside a merged message', () => {
    const sections = `${RULES}  - { id: a, role: user, required: true, text: "one " }\n  - { id: b, role: user, merge: true, separator: "", required: true, text: two }\n`;
    const found = against(sections, logged([says('system', 'Be kind.'), says('user', 'one 2')]));
    assert.equal(found.section, 'b');
  });
  it('tells a message that was not sent, and one that the document does not have', () => {
    const fewer = against(RULES + QUESTION, logged([says('user', 'Hi?')]));
    assert.deepEqual([fewer.section, fewer.actual], ['rules', 'user: Hi?']);
    const more = against(QUESTION, logged([says('system', 'Be kind.'), says('user', 'Hi?')]));
    assert.deepEqual([more.section, more.expected], ['question', 'user: Hi?']);
  });
  it('takes a separate system field for system messages, in one block or several', () => {
    const two = `${RULES}  - { id: more, role: system, required: true, text: Be brief. }\n${QUESTION}`;
    const system = (texts: string[]) =>
      logged([says('user', 'Hi?')], { system: texts.map((text) => ({ type: 'text', text })) });
    assert.equal(against(two, system(['Be kind.', 'Be brief.'])).equal, true);
    assert.equal(against(two, system(['Be kind.\n\nBe brief.'])).equal, true);
    assert.equal(against(two, system(['Be kind. Be brief.'])).equal, false);
  });
  it('compares tools where the document carries some', () => {
    const tools = [{ name: 'lookup', description: 'Finds.', parameters: {} }];
    const call = logged([says('user', 'Hi?')], { tools });
    assert.equal(against(QUESTION, call).equal, true);
    assert.equal(against(`${QUESTION}  - { id: t, required: true, from: call.tools }\n`, call).equal, true);
    const other = against(
      `${QUESTION}  - { id: t, required: true, tools: [{ name: lookup, description: Seeks. }] }\n`,
      call,
    );
    assert.equal(other.section, 't');
  });
});
