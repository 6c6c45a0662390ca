import assert from 'node:assert/strict';
import { reconstruct } from '../../../../src/core/context/reconstruct';
import { resolveDocument } from '../../../../src/core/context/resolve';
import { parseContextDocument } from '../../../../src/core/context/parse';
import type { SectionTexts } from '../../../../src/core/reveal/model';
import { sectionTextsOf } from '../../../../src/core/reveal/sectionTexts';
import type { Call } from '../../../../src/core/trace/model';
import { makeCall } from '../../../support/calls';

function ofDocument(yaml: string, files: Record<string, string> = {}, call?: Call): SectionTexts[] {
  const { document } = parseContextDocument(`version: 1\nsections:\n${yaml}`, 'yaml');
  assert.ok(document);
  const contents = new Map(Object.entries(files).map(([name, text]) => [name, { text }]));
  const { sections } = resolveDocument(document, { files: contents, set: {}, ...(call ? { call } : {}) });
  return sections.map((section) => sectionTextsOf(section, call?.documents));
}

describe('the texts of a section that are looked for', () => {
  it('a text is one', () => {
    const [texts] = ofDocument('  - { id: a, text: "Be brief and kind." }\n');
    assert.deepEqual(texts?.texts, [{ label: 'the text', role: 'text', text: 'Be brief and kind.' }]);
  });

  it('a file is named, and its text is looked for', () => {
    const [texts] = ofDocument('  - { id: a, file: p/x.md }\n', { 'p/x.md': 'Be brief and kind.\n' });
    assert.deepEqual([texts?.files, texts?.texts[0]?.text], [['p/x.md'], 'Be brief and kind.']);
  });

  it('items have their frame before them', () => {
    const yaml = `  - id: d
    before: "Known facts:\\n"
    itemTemplate: '<fact n="{{id}}">{{text}}</fact>'
    items: [{ id: one, text: Water is wet. }, { id: two, text: Fire is hot. }]
`;
    const [texts] = ofDocument(yaml);
    assert.deepEqual(texts?.frames[0]?.pieces, ['Known facts:\n', '<fact n="', '">', '</fact>']);
    assert.deepEqual(
      texts.texts.filter(({ role }) => role === 'item').map(({ label, text }) => [label, text]),
      [
        ['item one', 'Water is wet.'],
        ['item two', 'Fire is hot.'],
      ],
    );
  });

  it("a rebuilt call's documents are told from what stands around them", () => {
    const text = 'Facts:\n<doc id="a1">Water is wet, they say.</doc>\n<doc id="b2">Fire is hot, they say.</doc>';
    const call = makeCall('c1', {
      messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
      documents: [
        { id: 'a1', text: 'Water is wet, they say.' },
        { id: 'b2', text: 'Fire is hot, they say.' },
      ],
    });
    const section = reconstruct(call).sections.find(({ section: { id } }) => id === 'documents');
    assert.ok(section);
    const { texts, frames } = sectionTextsOf(section, call.documents);
    assert.ok(frames.some(({ pieces }) => pieces.map((piece) => piece.trim()).join(' ') === '<doc id=" "> </doc>'));
    assert.deepEqual(
      texts.filter(({ role }) => role === 'item').map((each) => each.text),
      ['Water is wet, they say.', 'Fire is hot, they say.'],
    );
  });

  it('tools are name, description and the descriptions of their parameters', () => {
    const parameters = { type: 'object', properties: { n: { type: 'string', description: 'Digits only.' } } };
    const call = makeCall('c1', { tools: [{ name: 'find', description: 'Finds an order.', parameters }] });
    const section = reconstruct(call).sections.find(({ section: { kind } }) => kind === 'tools');
    assert.ok(section);
    const { texts } = sectionTextsOf(section);
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['find', 'Finds an order.', 'Digits only.'],
    );
  });

  it('an unbound section has none', () => {
    const [texts] = ofDocument('  - { id: h, from: call.history }\n');
    assert.deepEqual([texts?.texts, texts?.frames, texts?.files], [[], [], []]);
  });

  it('a stand-in is looked for, too', () => {
    const [texts] = ofDocument('  - { id: a, text: Long text., overflow: { fallback: { text: Short stand-in. } } }\n');
    assert.deepEqual(
      texts?.texts.map(({ label }) => label),
      ['the text', 'the stand-in'],
    );
  });
});
