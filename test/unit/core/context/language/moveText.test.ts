import assert from 'node:assert/strict';
import { applyEdits } from '../../../../../src/core/context/language/change';
import { extractText, inlineFile, type Moved } from '../../../../../src/core/context/language/moveText';
import { parseContextDocument } from '../../../../../src/core/context/parse';
import { resolveDocument } from '../../../../../src/core/context/resolve';

const HEAD = 'version: 1\nsections:\n';

/** The text that the section `a` is assembled from. */
function assembledText(text: string, file: string | undefined, format: 'yaml' | 'json' = 'yaml'): string {
  const { document } = parseContextDocument(text, format);
  assert.ok(document, text);
  const files = new Map([['prompts/a.md', file === undefined ? { error: 'none' } : { text: file }]]);
  const { body } = resolveDocument(document, { files, set: {} }).sections[0]!;
  return body.type === 'text' ? body.pieces.map((piece) => piece.text).join('') : body.type;
}
function made(moved: Moved): Exclude<Moved, { refused: string }> {
  assert.ok(!('refused' in moved), 'refused' in moved ? moved.refused : '');
  return moved;
}
const extracted = (text: string, format: 'yaml' | 'json' = 'yaml') => {
  const moved = made(extractText({ text, format, sectionId: 'a', file: 'prompts/a.md' }));
  return { text: applyEdits(text, moved.edits), contents: moved.contents };
};

describe('Extract Section to File keeps what is sent, to the byte', () => {
  const cases: [what: string, value: string][] = [
    ['a block with its last line end', '|\n      one\n      two\n'],
    ['a block without it', '|-\n      one\n      two\n'],
    ['a block with empty lines behind', '|+\n      one\n\n\n'],
    ['a block that begins with spaces', '|2\n        one\n      two\n'],
    ['a folded block', '>\n      one\n      two\n\n      three\n'],
    ['a plain text', 'one two # a comment\n'],
    ['a plain text of two lines', 'one\n      two\n'],
    ['quotes', '"one\\n\\ttwo \\u00e9 "\n'],
    ['single quotes', "'it''s'\n"],
    ['nothing', '""\n'],
    ['one line end', '"\\n"\n'],
    ['Windows line ends inside', '"a\\r\\nb"\n'],
    ['variables', '|\n      Hi {{{{x}} there\n'],
    ['characters beyond the first plane', '"🙂 end"\n'],
  ];
  for (const [what, value] of cases) {
    it(what, () => {
      const text = `${HEAD}  - id: a\n    text: ${value}    required: true # stays\n  - { id: b, text: x }\n`;
      const before = assembledText(text, undefined);
      const after = extracted(text);
      assert.equal(assembledText(after.text, after.contents), before);
      assert.ok(after.text.includes('    file: prompts/a.md'), after.text);
      assert.ok(after.text.includes('    required: true # stays\n  - { id: b, text: x }\n'), after.text);
    });
  }

  it('in a document of Windows line ends', () => {
    const text = `${HEAD}  - id: a\n    text: |\n      one\n      two\n`.replaceAll('\n', '\r\n');
    const after = extracted(text);
    assert.equal(assembledText(after.text, after.contents), 'one\ntwo\n');
    assert.equal(after.text, `${HEAD}  - id: a\n    file: prompts/a.md`.replaceAll('\n', '\r\n') + '\r\n');
  });
  it('in braces, and in JSON', () => {
    assert.equal(
      extracted(`${HEAD}  - { id: a, text: "x", required: true }\n`).text,
      `${HEAD}  - { id: a, file: prompts/a.md, required: true }\n`,
    );
    const json = '{"version":1,"sections":[{"id":"a","text":"x\\n"}]}';
    const after = extracted(json, 'json');
    assert.equal(after.text, '{"version":1,"sections":[{"id":"a","file": "prompts/a.md"}]}');
    assert.equal(assembledText(after.text, after.contents, 'json'), 'x\n');
  });
});

describe('Extract Section to File refuses', () => {
  const refusals: [what: string, text: string, why: RegExp][] = [
    ['a text with an error', `${HEAD}  - id: a\n    text: "open\n`, /has errors/],
    ['another content', `${HEAD}  - id: a\n    file: x.md\n`, /no text of its own/],
    ['a section that is not there', `${HEAD}  - id: b\n    text: x\n`, /no section 'a'/],
    ['a text that ends with a carriage return', `${HEAD}  - id: a\n    text: "x\\r"\n`, /does not keep/],
    ['a mark at the beginning that a file loses', `${HEAD}  - id: a\n    text: "\\uFEFFx"\n`, /does not keep/],
    ['half a character', `${HEAD}  - id: a\n    text: "\\uD83D"\n`, /does not keep/],
    [
      'a text that another section repeats',
      `${HEAD}  - id: a\n    text: &t |\n      x\n  - id: b\n    text: *t\n`,
      /by hand/,
    ],
  ];
  for (const [what, text, why] of refusals) {
    it(what, () => {
      const moved = extractText({ text, format: 'yaml', sectionId: 'a', file: 'prompts/a.md' });
      assert.match('refused' in moved ? moved.refused : 'not refused', why);
    });
  }
});

describe('Inline File keeps what is sent', () => {
  for (const contents of [
    'one\ntwo\n',
    'one\ntwo',
    'one',
    'one\n\n',
    '  one\ntwo\n',
    '\n\none\n',
    'a\r\nb\r\n',
    '# no: comment\n- x\n',
    '\uFEFFone\n',
    'tab\there ',
    '',
  ]) {
    it(JSON.stringify(contents), () => {
      const text = `${HEAD}  - id: a\n    file: prompts/a.md # from there\n    required: true\n`;
      const before = assembledText(text, contents);
      const moved = made(inlineFile({ text, format: 'yaml', sectionId: 'a', fileText: contents }));
      const after = applyEdits(text, moved.edits);
      assert.equal(assembledText(after, undefined), before);
    });
  }
  it('as a block of lines where there are several', () => {
    const text = `${HEAD}  - id: a\n    file: prompts/a.md\n`;
    const { edits } = made(inlineFile({ text, format: 'yaml', sectionId: 'a', fileText: 'one\n\ntwo\n' }));
    assert.equal(applyEdits(text, edits), `${HEAD}  - id: a\n    text: |-\n      one\n\n      two\n`);
  });
  it('in braces and JSON in quotes', () => {
    const json = '{"version":1,"sections":[{"id":"a","file":"prompts/a.md"}]}';
    const { edits } = made(inlineFile({ text: json, format: 'json', sectionId: 'a', fileText: 'a\nb\n' }));
    assert.equal(applyEdits(json, edits), '{"version":1,"sections":[{"id":"a","text": "a\\nb"}]}');
  });
});
